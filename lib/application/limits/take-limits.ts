import { DomainError } from "#lib/domain/errors.ts";
import { refusalOf } from "#lib/domain/rate-limit.ts";
import type { Context } from "../context.ts";
import type { Ask } from "../ports/rate-limits.ts";

/** What a limit has to know of the one who asks. */
export type Limited = Pick<Context, "actor" | "workspaceId" | "noteLimits"> & {
  ports: Pick<Context["ports"], "rateLimits">;
};
type Visiting = Pick<Limited, "ports" | "noteLimits">;

/** Counts a call of a person's or of an API key. Error: `rate_limited`. Turns and workflows are not limited. */
export async function limitCall(ctx: Limited): Promise<void> {
  const { actor } = ctx;
  if (actor.kind === "apiKey") await take(ctx, [{ limit: "calls-per-key", holder: actor.keyId }]);
  else if (actor.kind === "user") await take(ctx, [{ limit: "calls-per-user", holder: actor.userId }]);
}

/** Counts a call of somebody whom nobody knows yet, by their network. Error: `rate_limited` */
export const limitVisit = (ctx: Visiting, network: string): Promise<void> =>
  take(ctx, [{ limit: "calls-per-address", holder: network }]);

/**
 * Counts what sets an agent to work: a message, an answer to a question, a workflow; in its session, where that is
 * known. Every verb that accepts such work for a person begins it with this. Error: `rate_limited`
 */
export async function limitMessage(ctx: Limited, sessionId?: string): Promise<void> {
  if (ctx.actor.kind === "system") return;
  const ofUser: Ask = { limit: "messages-per-user", holder: ctx.actor.userId };
  // With the workspace, so that nobody uses up the session of another one.
  const holder = `${ctx.workspaceId}:${sessionId}`;
  await take(ctx, sessionId === undefined ? [ofUser] : [ofUser, { limit: "messages-per-session", holder }]);
}

async function take(ctx: Visiting, asks: readonly Ask[]): Promise<void> {
  const taken = await ctx.ports.rateLimits.take(asks);
  ctx.noteLimits?.(taken);
  const [longest] = taken.filter((one) => !one.granted).sort((a, b) => b.resetSeconds - a.resetSeconds);
  if (longest)
    throw new DomainError("rate_limited", refusalOf(longest), {
      limit: longest.limit,
      retryAfterSeconds: longest.resetSeconds,
    });
}
