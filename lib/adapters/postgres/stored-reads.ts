import type pg from "pg";
import type { SessionReads, StoredFile } from "#lib/application/ports/reads.ts";
import type { StateEntryWrite } from "#lib/application/ports/store.ts";
import { owned, visibleFile } from "./access-sql.ts";
import { isId, iso, object, readAll, readOne, seenBy, statement } from "./read-sql.ts";

/** A row of `files f`. */
export const FILE = object({
  fileId: "f.id",
  name: "f.name",
  mediaType: "f.media_type",
  size: "f.size",
  sessionId: "f.session_id",
  ownerId: "f.owner_id",
  fileType: "f.file_type",
  sha256: "f.sha256",
  createdAt: iso("f.created_at"),
});
const FILES = `from files f join sessions s on s.id = f.session_id where s.workspace_id = $1 and ${visibleFile("s", "f")}`;
const IN_SESSION = statement("files", FILE, `${FILES} and f.session_id = $3 order by f.created_at, f.id`);
const BY_ID = statement("file", FILE, `${FILES} and f.id = $3`);

const ENTRY = object({
  stateId: "e.id",
  sessionId: "e.session_id",
  key: "e.key",
  stateData: "e.data",
  orchestratorMetadata: "e.orchestrator_metadata",
  metadata: "e.metadata",
  storedAt: iso("e.stored_at"),
  expiresAt: iso("e.expires_at"),
});

/** Entries of `sessions s` whose time has not run out. */
export const LIVING_ENTRIES =
  "from state_entries e where e.session_id = s.id and (e.expires_at is null or e.expires_at > now())";

const ENTRIES = `from sessions s cross join lateral (select e.* ${LIVING_ENTRIES}) e where ${owned("s")} and s.id = $3`;
const ALL_ENTRIES = statement("state_entries", ENTRY, `${ENTRIES} order by e.id`);
const ONE_ENTRY = statement("state_entry", ENTRY, `${ENTRIES} and e.key = $4`);

/** What people and workflows have left in a session: files, and state entries, which are the owner's alone. */
export function createStoredReads(pool: pg.Pool): Pick<SessionReads, "files" | "file" | "stateEntries" | "stateEntry"> {
  return {
    files: async (viewer, sessionId) =>
      isId(sessionId) ? readAll<StoredFile>(pool, IN_SESSION, [...seenBy(viewer), sessionId]) : [],
    file: async (viewer, fileId) =>
      isId(fileId) ? readOne<StoredFile>(pool, BY_ID, [...seenBy(viewer), fileId]) : null,
    stateEntries: async (viewer, sessionId) =>
      isId(sessionId) ? readAll<StateEntryWrite>(pool, ALL_ENTRIES, [...seenBy(viewer), sessionId]) : [],
    stateEntry: async (viewer, sessionId, key) =>
      isId(sessionId) ? readOne<StateEntryWrite>(pool, ONE_ENTRY, [...seenBy(viewer), sessionId, key]) : null,
  };
}
