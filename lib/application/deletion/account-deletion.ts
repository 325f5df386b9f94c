import type { AuditVerb } from "#lib/domain/audit.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { CREDENTIAL_ENDED, membershipKey } from "../accounts/credential-ended.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { stopWorkOf } from "../members/stop-work-of.ts";
import type { AccountDeletion } from "../ports/deletions.ts";
import { provePerson } from "../sign-ins/prove-person.ts";
import { graceEnd, underWay } from "./grace.ts";
import type { AccountDeletionView, DeleteAccountInput } from "./schema.ts";

/** Whether the caller's account is to be deleted, what confirms it, and what stands in the way. */
export async function getAccountDeletion({ ctx }: Pick<Call<unknown>, "ctx">): Promise<AccountDeletionView> {
  authorize(ctx, "workspace:read");
  const { deleteAt, hasPassword, lastOwnerOf } = await accountOf(ctx);
  return { deleteAt, confirmWith: hasPassword ? "password" : "email", lastOwnerOf };
}

/**
 * The account goes for good when its time is over. Until then it reads only: all sign-ins end, keys open nothing, what
 * runs is stopped, and whoever signs in again may keep it. Once more changes nothing.
 *
 * @throws `last_owner` as long as a workspace needs this person, `validation_failed` for a wrong confirmation
 */
export async function deleteAccount({ ctx, input }: Call<DeleteAccountInput>): Promise<{ deleteAt: string }> {
  authorize(ctx, "workspace:write");
  const { userId } = requirePerson(ctx);
  const account = await accountOf(ctx);
  if (account.deleteAt) return { deleteAt: account.deleteAt };
  if (account.hasPassword) await provePerson(ctx, { password: input.password });
  else if (input.email !== account.email.toLowerCase()) throw wrongAddress(account.email);
  const at = ctx.now();
  const deleteAt = graceEnd(at);
  const entries = entriesOf(ctx, account, "account.deletion-scheduled", { deleteAt });
  const ended = await ctx.ports.deletions.scheduleAccount({ userId, at, deleteAt }, entries);
  if (ended === "last_owner") {
    const names = (await accountOf(ctx)).lastOwnerOf.map(({ name }) => `“${name}”`).join(", ");
    throw new DomainError("last_owner", `${names} would have no owner. Hand it over or delete it first.`);
  }
  if (!ended) return { deleteAt: (await accountOf(ctx)).deleteAt ?? deleteAt };
  const keys = account.workspaceIds.map((workspaceId) => membershipKey(workspaceId, userId));
  for (const key of [...ended, ...keys]) ctx.ports.invalidations.publish(CREDENTIAL_ENDED, key);
  for (const workspaceId of account.workspaceIds) await stopWorkOf({ ...ctx, workspaceId }, userId);
  return { deleteAt };
}

/** The account stays, with everything in it. Error: `deletion_under_way` once its time is over. */
export async function keepAccount({ ctx }: Pick<Call<unknown>, "ctx">): Promise<void> {
  authorize(ctx, "workspace:write");
  const { userId } = requirePerson(ctx);
  const entries = entriesOf(ctx, await accountOf(ctx), "account.deletion-cancelled");
  if (await ctx.ports.deletions.keepAccount(userId, ctx.now(), entries)) return;
  if ((await accountOf(ctx)).deleteAt) throw underWay("account");
}

async function accountOf(ctx: Context): Promise<AccountDeletion> {
  const account = await ctx.ports.deletions.account(ctx.actor.userId);
  if (!account) throw notFound("account");
  return account;
}

const wrongAddress = (email: string) =>
  new DomainError("validation_failed", "That is not the account's e-mail address.", {
    errors: [{ path: "email", message: `Type ${email} to delete the account.` }],
  });

/** Each workspace's admins see it in their log. */
const entriesOf = (ctx: Context, { workspaceIds }: AccountDeletion, verb: AuditVerb, after?: { deleteAt: string }) =>
  workspaceIds.map((workspaceId) =>
    auditOf(
      { ...ctx, workspaceId },
      { verb, target: { kind: "account", id: ctx.actor.userId }, ...(after && { after }) },
    ),
  );
