import { CREDENTIAL_ENDED } from "../accounts/credential-ended.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { AuthSessionInput } from "./schema.ts";

/** Tells every process that these open nothing any more, so that their sockets close. */
export function announceEnded({ ports }: Pick<Context, "ports">, authSessionIds: readonly string[]): void {
  for (const id of authSessionIds) ports.invalidations.publish(CREDENTIAL_ENDED, id);
}

const revoked = (ctx: Context, what: string) =>
  auditOf(ctx, {
    verb: "account.session-revoked",
    target: { kind: "account", id: ctx.actor.userId },
    after: { sessions: what },
  });

/** Signs the caller out of one browser, at once. Error: `not_found`, also for what has ended. */
export async function revokeAuthSession({ ctx, input }: Call<AuthSessionInput>): Promise<void> {
  authorize(ctx, "workspace:write");
  const which = { userId: ctx.actor.userId, only: input.id, at: ctx.now() };
  const ended = await ctx.ports.signIns.endAuthSessions(which, revoked(ctx, input.id));
  if (ended.length === 0) throw notFound("sign-in");
  announceEnded(ctx, ended);
}

/** Signs the caller out everywhere but here. */
export async function revokeOtherAuthSessions({ ctx }: Pick<Call<unknown>, "ctx">): Promise<{ ended: number }> {
  authorize(ctx, "workspace:write");
  const { actor } = ctx;
  const except = actor.kind === "user" ? { except: actor.authSessionId } : {};
  const which = { userId: actor.userId, ...except, at: ctx.now() };
  const ended = await ctx.ports.signIns.endAuthSessions(which, revoked(ctx, "all others"));
  announceEnded(ctx, ended);
  return { ended: ended.length };
}
