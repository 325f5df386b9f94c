import type { JsonObject } from "#lib/domain/json.ts";
import type { SessionStatus } from "#lib/domain/session/feed.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { LoadedAgent } from "./reads.ts";
import type { Changes } from "./store.ts";

/** Someone whom a record may mean, by e-mail address (lower case) and id. */
export interface Person {
  id: string;
  email: string;
  /** False for one who has an account, but not in this workspace. */
  isMember: boolean;
}

export interface NewPerson {
  id: string;
  email: string;
  name: string;
  at: string;
}

export interface LivingAgent extends LoadedAgent {
  ownerId: string;
  slug: string;
}

/** What an import of old sessions reads and writes: whole batches at a time, in one workspace. */
export interface MigrationStore {
  people(names: { emails: readonly string[]; ids: readonly string[] }): Promise<Person[]>;
  /** Members who cannot sign in until they accept an invitation. Those who are there by then stay as they are. */
  addPeople(people: readonly NewPerson[]): Promise<void>;
  /** Which of these sessions are there, each with the digest of the record that it came from. */
  digests(sessionIds: readonly string[]): Promise<Map<string, string | null>>;
  /** The living agents of these owners and slugs; one that is not there is missing. */
  agents(wanted: readonly { ownerId: string; slug: string }[]): Promise<LivingAgent[]>;
  /**
   * All or nothing.
   *
   * @throws `version_conflict` when an agent was changed meanwhile; `already_exists` when another run has imported the
   *   same session; `validation_failed` when the database refuses the data.
   */
  commit(changes: Changes): Promise<void>;
  /** At the end: the database takes note of how much there is now, or it plans as if there was nothing. */
  finish(): Promise<void>;
}

/** A session as it lies in the database, to be compared with the record that it came from. */
export interface StoredSession {
  id: string;
  ownerId: string;
  title: string | null;
  status: SessionStatus;
  deleted: boolean;
  createdAt: string;
  updatedAt: string;
  lastActivityAt: string;
  completedAt: string | null;
  expiresAt: string | null;
  metadata: JsonObject;
  /** What the counter says, and how many entries there are. */
  feedSequence: number;
  feedEntries: number;
  conversations: { id: string; slug: string; agentId: string; messageCount: number }[];
  /** Of all its conversations, in order. */
  messages: StoredMessage[];
  /** The parts that agents take in it. */
  agentParts: {
    agentId: string;
    status: string;
    startedAt: string;
    endedAt: string | null;
    reason: string | null;
  }[];
  /** What agents remember of it. */
  memories: string[];
}

export type StoredMessage = Pick<
  Message,
  "id" | "conversationId" | "sequence" | "parentId" | "role" | "parts" | "status" | "authorId" | "createdAt"
>;

/** What a validation reads. */
export interface MigrationReads extends Pick<MigrationStore, "people"> {
  stored(sessionIds: readonly string[]): Promise<StoredSession[]>;
  /** An agent's state, folded from its log. */
  agent(agentId: string): Promise<LoadedAgent>;
}

/** Hashes that are there at once: an import needs millions of them. */
export interface Digests {
  /** The same UUID as `derive-id` gives: version 5, from a UUID and a name. */
  deriveId(base: string, name: string): string;
  /** In hexadecimal digits. */
  sha256(text: string): string;
}
