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
