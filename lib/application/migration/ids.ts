import type { Digests } from "../ports/migration.ts";
import type { SessionRecord } from "./record.ts";

export interface RecordIds {
  sessionId: string;
  conversationId: string;
  memoryId: string;
  messageIds: string[];
}

/** The session that a record has in a workspace, whenever and however often it is imported. */
export const sessionIdOf = ({ deriveId }: Digests, workspaceId: string, recordId: string): string =>
  deriveId(workspaceId, `old session ${recordId}`);

export const idsOf = ({ deriveId }: Digests, sessionId: string, { messages }: SessionRecord): RecordIds => ({
  sessionId,
  conversationId: deriveId(sessionId, "conversation"),
  memoryId: deriveId(sessionId, "memory"),
  messageIds: messages.map((_, index) => deriveId(sessionId, `message ${index + 1}`)),
});

/** What a record says: the same id with another digest has changed. */
export const digestOf = ({ sha256 }: Digests, record: SessionRecord): string => sha256(JSON.stringify(record));
