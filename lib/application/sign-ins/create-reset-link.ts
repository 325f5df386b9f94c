import { DomainError } from "#lib/domain/errors.ts";
import { outranks } from "#lib/domain/workspace/membership.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { minutesFrom } from "../accounts/visitor.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { limitLetters } from "../limits/take-limits.ts";
import type { MemberInput } from "../members/schema.ts";
import type { AuditEntry } from "../ports/audit.ts";
import type { SignInPerson } from "../ports/sign-ins.ts";
import { addResetLetter, RESET_MINUTES, resetPath } from "./password-reset.ts";
import type { ResetLinkView } from "./schema.ts";

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
 * An admin helps a member to a new password. Where mail is set the letter goes to the member, and the admin sees no
 * link: it would open private conversations. Without mail the admin hands the link on, the member is told who made it,
 * and it is for members with fewer rights who are in no other workspace.
 *
 * @throws `forbidden`, `not_found`, `rate_limited`
 */
export async function createResetLink({ ctx, input: { userId } }: Call<MemberInput>): Promise<ResetLinkView> {
  authorize(ctx, "members:write", "admin");
  const { memberships, signIns, workspaces, mail } = ctx.ports;
  const [member, person] = await Promise.all([memberships.find(ctx.workspaceId, userId), signIns.personById(userId)]);
  if (!member || !person || member.suspendedAt || person.suspended) throw notFound("member");
  const actor = requirePerson(ctx);
  if (!outranks(ctx.role, member.role))
    throw new DomainError("forbidden", "Only somebody with more rights than this person may do this.");
  const target = { kind: "member", id: userId, name: person.name } as const;
  const after = { handedOn: mail.enabled ? "letter to the member" : "link to the admin" };
  const audit = auditOf(ctx, { verb: "account.password-reset-requested", target, after });
  if (mail.enabled) {
    await limitLetters(ctx, [person.email], async () => {
      if (!(await addResetLetter(ctx, person, audit))) throw tooMany();
    });
    return { email: person.email, path: null, expiresAt: minutesFrom(ctx.now(), RESET_MINUTES) };
  }
  if ((await workspaces.ofPerson(userId)).length > 1)
    throw new DomainError(
      "forbidden",
      "This person is in other workspaces too: they ask for a letter on the sign-in page, or the operator makes a link.",
    );
  return openResetLink(ctx, person, audit, actor.userId);
}

const tooMany = () =>
  new DomainError("rate_limited", "Several letters have gone to this person. Try again in 15 minutes.", {
    retryAfterSeconds: 15 * 60,
  });
