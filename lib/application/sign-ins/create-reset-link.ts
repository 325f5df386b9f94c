import { DomainError } from "#lib/domain/errors.ts";
import { atLeast } from "#lib/domain/workspace/membership.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { minutesFrom } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { MemberInput } from "../members/schema.ts";
import type { AuditEntry } from "../ports/audit.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";
import { RESET_MINUTES, resetPath } from "./password-reset.ts";

export interface ResetLink {
  email: string;
  /** The page's path; whoever hands it on knows the address before it. */
  path: string;
  expiresAt: string;
}

/** A link for a new password that somebody else hands on. It works once. */
export async function openResetLink(
  ctx: Pick<Context, "ports" | "now">,
  person: Pick<SignInPerson, "id" | "email">,
  audit: AuditEntry | null,
  createdBy?: string,
): Promise<ResetLink> {
  const { token, hash } = ctx.ports.tokens.create("rst_");
  const at = ctx.now();
  const expiresAt = minutesFrom(at, RESET_MINUTES);
  const made = { hash, userId: person.id, purpose: "password-reset" as const, at, expiresAt };
  await ctx.ports.signIns.addToken({ ...made, ...(createdBy && { createdBy }) }, [], audit);
  return { email: person.email, path: resetPath(token), expiresAt };
}

/**
 * An admin makes a link for a member who cannot get a letter. Whoever is in other workspaces too, or has more rights
 * than the admin, cannot be reached so: the link would open what is not this admin's.
 *
 * @throws `forbidden`, `not_found`
 */
export async function createResetLink({ ctx, input: { userId } }: Call<MemberInput>): Promise<ResetLink> {
  authorize(ctx, "members:write", "admin");
  const { memberships, signIns, workspaces } = ctx.ports;
  const [member, person] = await Promise.all([memberships.find(ctx.workspaceId, userId), signIns.personById(userId)]);
  if (!member || !person || member.suspendedAt || person.suspended) throw notFound("member");
  const actor = requirePerson(ctx);
  if (!atLeast(ctx.role, member.role)) throw new DomainError("forbidden", "Only an owner may do this for an owner.");
  if ((await workspaces.ofPerson(userId)).length > 1)
    throw new DomainError(
      "forbidden",
      "This person is in other workspaces too: they ask for a letter on the sign-in page, or the operator makes a link.",
    );
  const target = { kind: "member", id: userId, name: person.name } as const;
  const audit = auditOf(ctx, { verb: "account.password-reset-requested", target });
  return openResetLink(ctx, person, audit, actor.userId);
}
