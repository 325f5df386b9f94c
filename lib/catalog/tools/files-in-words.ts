import type { StoredFile } from "#lib/application/ports/reads.ts";

/**
 * Which id is which file, for the field that takes one: the description of a tool itself may be no longer than 1,024
 * characters (https://platform.openai.com/docs/api-reference/chat/create).
 */
export const filesInWords = (files: readonly Pick<StoredFile, "fileId" | "name">[]): string =>
  files.map(({ fileId, name }) => `${fileId}: ${name}`).join("; ");
