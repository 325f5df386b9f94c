import { DomainError } from "#lib/domain/errors.ts";
import type { Context, Scope, WorkspaceRole } from "./context.ts";

const RANK: Record<WorkspaceRole, number> = { viewer: 0, member: 1, admin: 2, owner: 3 };

/** Refuses a key without the scope and a person below the role. The first line of every verb. */
export function authorize(ctx: Context, scope: Scope, atLeast: WorkspaceRole = "viewer"): void {
  if (ctx.actor.kind === "apiKey" && !ctx.actor.scopes.includes(scope))
    throw new DomainError("insufficient_scope", `This API key lacks the scope "${scope}". Make a key that has it.`, {
      scope,
    });
  if (RANK[ctx.role] < RANK[atLeast])
    throw new DomainError(
      "forbidden",
      `This needs the workspace role "${atLeast}"; yours is "${ctx.role}". Ask an admin.`,
    );
}

/** The same answer for absent and foreign. */
export const notFound = (what: string): DomainError => new DomainError("not_found", `There is no such ${what}.`);
