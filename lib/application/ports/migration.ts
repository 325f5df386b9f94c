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
   * @throws `version_conflict` when someone else wrote meanwhile; `validation_failed` when the database refuses the data.
   */
  commit(changes: Changes): Promise<void>;
}

/** Hashes that are there at once: an import needs millions of them. */
export interface Digests {
  /** The same UUID as `derive-id` gives: version 5, from a UUID and a name. */
  deriveId(base: string, name: string): string;
  /** In hexadecimal digits. */
  sha256(text: string): string;
}
