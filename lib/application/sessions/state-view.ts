import type { Json, JsonObject } from "#lib/domain/json.ts";
import { deriveId } from "../derive-id.ts";
import type { StateEntryMetadata, StateEntryWrite } from "../ports/store.ts";

/** A state entry as its readers see it. `ttl` is the seconds that are left, null when it does not expire. */
export interface StateEntryView {
  stateId: string;
  sessionId: string;
  key: string;
  stateData: Json;
  orchestratorMetadata: StateEntryMetadata;
  metadata: JsonObject;
  ttl: number | null;
  storedAt: string;
}

/** The entry at a time; undefined once it has expired. */
export function viewStateEntry({ expiresAt, ...entry }: StateEntryWrite, now: string): StateEntryView | undefined {
  if (expiresAt === null) return { ...entry, ttl: null };
  const left = Math.ceil((Date.parse(expiresAt) - Date.parse(now)) / 1000);
  return left > 0 ? { ...entry, ttl: left } : undefined;
}

/** A key of a session names one entry, whoever writes it. */
export const stateIdOf = (sessionId: string, key: string): Promise<string> => deriveId(sessionId, `state:${key}`);
