import type { AuditVerb } from "#lib/domain/audit.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import type { Visitor } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";
import type { AuditEntry } from "../ports/audit.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";

/** The entry for what a person does who has not signed in yet, in the workspace that they come to; null without one. */
export function auditOfPerson(
  ctx: Pick<Visitor, "door" | "correlationId" | "now" | "newId">,
  person: Pick<SignInPerson, "id" | "name" | "workspaceId">,
  verb: AuditVerb,
  after: JsonObject | null = null,
  authSessionId: string = ctx.newId(),
): AuditEntry | null {
  if (person.workspaceId === null) return null;
  const actor = { kind: "user", userId: person.id, authSessionId } as const;
  const { door, correlationId, now, newId } = ctx;
  const source = { door, correlationId, now, newId, actor, workspaceId: person.workspaceId };
  return auditOf(source, { verb, target: { kind: "account", id: person.id, name: person.name }, after });
}
