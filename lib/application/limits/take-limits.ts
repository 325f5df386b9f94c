import { DomainError } from "#lib/domain/errors.ts";
import { refusalOf, type Taken } from "#lib/domain/rate-limit.ts";
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

/**
 * Counts the letters that `work` writes to these addresses at a person's word: what fails has written none. Errors:
 * `rate_limited`, naming the addresses that have had enough; those of `work`.
 */
export async function limitLetters<T>(ctx: Context, emails: readonly string[], work: () => Promise<T>): Promise<T> {
  if (!ctx.ports.mail.enabled) return work();
  const { rateLimits, tokens } = ctx.ports;
  const asks: Ask[] = [
    { limit: "letters-per-user", holder: ctx.actor.userId, count: emails.length },
    { limit: "letters-per-workspace", holder: ctx.workspaceId, count: emails.length },
    ...emails.map((email): Ask => ({ limit: "letters-per-recipient", holder: tokens.hash(email) })),
  ];
  const taken = await rateLimits.take(asks);
  const [longest] = refused(taken);
  if (longest) {
    ctx.noteLimits?.([longest]);
    throw refusal(
      longest,
      emails.filter((_, index) => taken[index + 2]?.granted === false),
    );
  }
  try {
    return await work();
  } catch (error) {
    await rateLimits.giveBack(asks);
    throw error;
  }
}

async function take(ctx: Visiting, asks: readonly Ask[]): Promise<void> {
  const taken = await ctx.ports.rateLimits.take(asks);
  ctx.noteLimits?.(taken);
  const [longest] = refused(taken);
  if (longest) throw refusal(longest);
}

/** What was refused, the longest first. */
const refused = (taken: readonly Taken[]): Taken[] =>
  taken.filter((one) => !one.granted).sort((a, b) => b.resetSeconds - a.resetSeconds);

const refusal = (taken: Taken, emails: readonly string[] = []): DomainError =>
  new DomainError(
    "rate_limited",
    `${refusalOf(taken)}${emails.length > 0 ? ` Enough have had: ${emails.join(", ")}.` : ""}`,
    {
      limit: taken.limit,
      retryAfterSeconds: taken.resetSeconds,
    },
  );
