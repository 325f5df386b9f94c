import type { AuditEntry } from "./audit.ts";

/** How far a change of the encryption key has come. */
export interface RotationProgress {
  /**
   * `offering`: processes are getting to know the new key; `sealing`: it seals, and what other keys have sealed is
   * sealed anew; `retiring`: keys that nothing needs are taken away; `ended`.
   */
  phase: "offering" | "sealing" | "retiring" | "ended";
  newKey: string;
  /** Processes that do not know the key yet: their machine needs the new secrets.json. */
  waitingFor: string[];
  /** Secrets to be sealed anew, and those that are. */
  total: number;
  done: number;
  /** What could not be opened: table and id of the row. Its key stays. */
  unreadable: { table: string; id: string }[];
  startedAt: string;
  endedAt: string | null;
}

export interface RotationStatus {
  /** The keys of the installation by id, and how many secrets each has sealed. */
  keys: { id: string; state: "offered" | "current" | "retiring"; secrets: number; createdAt: string }[];
  /** The last one; null when there never was one. */
  last: RotationProgress | null;
  /** Some process is at it. One that has not ended and is not running was broken off: the next one goes on with it. */
  running: boolean;
}

/** The encryption key of the installation: what `npm run tl -- rotate-keys` changes, from a running server. */
export interface KeyRotation {
  /** The workspace that the installation began with; null while there is none. */
  firstWorkspace(): Promise<string | null>;
  status(): Promise<RotationStatus>;
  /**
   * Begins a rotation in this process, or goes on with the one that was broken off, and resolves when it is under way
   * and in the audit log. Errors: `rotation_under_way`, `unavailable` when the secrets file is in the way.
   */
  start(audit: AuditEntry): Promise<void>;
}
