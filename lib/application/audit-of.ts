import type { AuditTarget, AuditVerb } from "#lib/domain/audit.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { type Actor, actorName, type Context, type Upkeep } from "./context.ts";
import type { AuditEntry } from "./ports/audit.ts";

/** What has to be known of the one who acts. A verb for visitors gives the workspace and the person that it has found. */
export interface AuditSource extends Pick<Context, "workspaceId" | "door" | "correlationId" | "now" | "newId"> {
  actor: Actor | Upkeep;
}

interface AuditFacts {
  verb: AuditVerb;
  target: AuditTarget;
  before?: JsonObject | null;
  after?: JsonObject | null;
}

/**
 * The entry for what a verb does. It goes to the writing method of a port, which commits it with the change: what is
 * done is in the log, and what is not is not.
 */
export function auditOf(ctx: AuditSource, { verb, target, before = null, after = null }: AuditFacts): AuditEntry {
  return {
    id: ctx.newId(),
    workspaceId: ctx.workspaceId,
    at: ctx.now(),
    actor: actorName(ctx.actor),
    userId: ctx.actor.userId,
    door: ctx.door,
    correlationId: ctx.correlationId,
    verb,
    targetKind: target.kind,
    targetId: target.id,
    targetName: target.name ?? null,
    before,
    after,
  };
}
