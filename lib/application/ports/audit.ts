import type { AuditTarget, AuditVerb } from "#lib/domain/audit.ts";
import type { JsonObject } from "#lib/domain/json.ts";

/** One line of a workspace's audit log, before it is chained. Never a secret in it. */
export interface AuditEntry {
  id: string;
  workspaceId: string;
  /** ISO 8601. */
  at: string;
  /** As `actorName` says it, e.g. `user:0198…`. */
  actor: string;
  /** The person in whose name it happened; null for a visitor whom nobody knows. */
  userId: string | null;
  /** Where it came in: `POST /api/api-keys`, `page`, `turn`, `cli create-user`. */
  door: string;
  correlationId: string;
  verb: AuditVerb;
  targetKind: AuditTarget["kind"];
  targetId: string;
  targetName: string | null;
  /** What was there and what is there now, where something has changed. */
  before: JsonObject | null;
  after: JsonObject | null;
}

/** Which lines of a log are wanted; all that are given must hold. */
export interface AuditFilter {
  verb?: AuditVerb;
  /** The person in whose name it happened. */
  userId?: string;
  /** A target's id, or text in its name. */
  target?: string;
  /** From this time on, and before that one; ISO 8601. */
  from?: string;
  to?: string;
}

/** A line as it stands in the log. */
export interface AuditLine extends AuditEntry {
  sequence: number;
  /** The person's name and address as they are now; null for nobody, and for an account that is deleted. */
  person: { name: string; email: string } | null;
  /** What named a person was erased with their account. */
  erased: boolean;
  /** Hexadecimal. */
  hash: string;
}

/** What came of recomputing a log. */
export interface AuditVerification {
  /** Entries that were recomputed and fit. */
  entries: number;
  /** When the first of them was written; null for an empty log. */
  since: string | null;
  /** The newest entry: kept elsewhere, it shows later that nothing before it was changed. Null for an empty log. */
  head: { sequence: number; hash: string } | null;
  /** The first that does not fit. */
  fault: { sequence: number; reason: string } | null;
}

/** The audit logs of workspaces. Entries come in with the changes that they are about. */
export interface AuditLog {
  /** Newest first; those before the sequence `before` when it is given. */
  lines(workspaceId: string, filter: AuditFilter, page: { limit: number; before?: number }): Promise<AuditLine[]>;
  /** An entry about what only reads. */
  note(entry: AuditEntry): Promise<void>;
  /** Recomputes every hash. `kept` is an entry's hash from before, which must be in the chain. */
  verify(workspaceId: string, kept?: { sequence: number; hash: string }): Promise<AuditVerification>;
  /** Whole months for which entries are kept; null for ever. */
  retention(workspaceId: string): Promise<number | null>;
  /** False when there is no such workspace. */
  changeRetention(workspaceId: string, months: number | null, entry: AuditEntry): Promise<boolean>;
  /** Workspaces with entries that are older than they want them, with the end of those. */
  outdated(at: string): Promise<{ workspaceId: string; before: string }[]>;
  /** Takes away what stands before the first entry of that time or later; `entry` is completed with what has gone. */
  prune(workspaceId: string, before: string, entry: AuditEntry): Promise<number>;
}
