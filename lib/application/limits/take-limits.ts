import { DomainError } from "#lib/domain/errors.ts";
import { networkOf } from "#lib/domain/network.ts";
import { refusalOf, type Taken } from "#lib/domain/rate-limit.ts";
import { domainOf } from "#lib/domain/workspace/sign-up-domains.ts";
import type { Visitor } from "../accounts/visitor.ts";
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
  if (actor.kind === "apiKey") await take(ctx, callsOf(actor));
  else if (actor.kind === "user") await take(ctx, [{ limit: "calls-per-user", holder: actor.userId }]);
}

/** Of the key, and of all keys of its person: who makes many, or one after another, gains nothing without end. */
const callsOf = ({ keyId, userId }: { keyId: string; userId: string }): Ask[] => [
  { limit: "calls-per-key", holder: keyId },
  { limit: "calls-per-key-owner", holder: userId },
];

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

/** Counts a session that is imported: each may fill the disk by megabytes. Error: `rate_limited` */
export const limitImport = (ctx: Limited): Promise<void> =>
  take(ctx, [{ limit: "imports-per-user", holder: ctx.actor.userId ?? "" }]);

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

/**
 * Counts a letter that a visitor asks for, also where none goes out: nobody learns from a refusal who has an account.
 * From one network so few go to an address that a stranger does not use up what is left for its owner elsewhere.
 *
 * @throws `rate_limited`
 */
export async function limitAskedLetter(
  { ports, address }: Pick<Visitor, "ports" | "address">,
  kind: "password-reset" | "sign-up",
  email: string,
): Promise<void> {
  const network = networkOf(address);
  // What stands behind a plus is the same mailbox for many mail servers.
  const mailbox = email.toLowerCase().replace(/\+[^@]*@/, "@");
  const key = (...parts: string[]) => ports.tokens.hash(JSON.stringify([kind, ...parts]));
  const asks: Ask[] = [
    { limit: "letters-per-address", holder: network },
    { limit: "letters-per-recipient", holder: key(network, mailbox) },
    { limit: "letters-per-mailbox", holder: key(mailbox) },
  ];
  // Letters for a new password go to accounts only; links to sign up go to any address of an open domain.
  if (kind === "sign-up") asks.push({ limit: "letters-per-domain", holder: domainOf(email) });
  await take({ ports }, asks);
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
