import { deriveId } from "#lib/application/derive-id.ts";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (text: string): boolean => UUID.test(text);

/**
 * The UUID that stands for an id of a `useChat` client: itself when it is one, else one derived from it under `base`,
 * so that the same client id always means the same row and never another person's.
 */
export async function uuidOf(clientId: string, base: string, kind: string): Promise<string> {
  return isUuid(clientId) ? clientId.toLowerCase() : deriveId(base, `${kind}:${clientId}`);
}
