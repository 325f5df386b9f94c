import { atLeast } from "#lib/domain/access.ts";
import { DomainError } from "#lib/domain/errors.ts";
import type { Context, Scope, WorkspaceRole } from "./context.ts";

/** Refuses a key without the scope and a person below the role. The first line of every verb. */
export function authorize(ctx: Context, scope: Scope, least: WorkspaceRole = "viewer"): void {
  if (ctx.actor.kind === "apiKey" && !ctx.actor.scopes.includes(scope))
    throw new DomainError("insufficient_scope", `This API key lacks the scope "${scope}". Make a key that has it.`, {
      scope,
    });
  if (!atLeast(ctx.role, least))
    throw new DomainError(
      "forbidden",
      `This needs the workspace role "${least}"; yours is "${ctx.role}". Ask an admin.`,
    );
}

/** Whether somebody looks after the workspace: its admins and owners. */
export const isAdmin = ({ role }: Pick<Context, "role">): boolean => atLeast(role, "admin");

/** The same answer for absent and foreign. */
export const notFound = (what: string): DomainError => new DomainError("not_found", `There is no such ${what}.`);
