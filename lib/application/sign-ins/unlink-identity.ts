import { DomainError } from "#lib/domain/errors.ts";
import { isLastWayIn } from "#lib/domain/ways-in.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { provePerson } from "./prove-person.ts";
import { announceEnded } from "./revoke-auth-sessions.ts";
import type { UnlinkIdentityInput } from "./schema.ts";

/**
 * Takes an account elsewhere off the caller's and signs them out everywhere but here: nobody knows which browser came
 * in with it.
 *
 * @throws `not_found`, `validation_failed` for a wrong password, `last_way_in`, `rate_limited`.
 */
export async function unlinkIdentity({ ctx, input }: Call<UnlinkIdentityInput>): Promise<{ ended: number }> {
  authorize(ctx, "workspace:write");
  const { signIns, identityProvider } = ctx.ports;
  const theirs = await signIns.identities(ctx.actor.userId);
  if (!theirs.some(({ id }) => id === input.id)) throw notFound("linked account");
  const { authSessionId: except } = requirePerson(ctx);
  const { id: userId } = await provePerson(ctx, input);
  const ended = await signIns.unlinkIdentity({ userId, id: input.id, except, at: ctx.now() }, (identity, ways) => {
    if (isLastWayIn(ways, identity.id, identityProvider?.issuer ?? null))
      throw new DomainError(
        "last_way_in",
        "You could not sign in any more: set a password under Settings, Security first, then remove this account.",
      );
    const { issuer, email } = identity;
    const target = { kind: "account", id: userId } as const;
    return auditOf(ctx, { verb: "account.identity-unlinked", target, before: { issuer, email } });
  });
  if (!ended) throw notFound("linked account");
  announceEnded(ctx, ended);
  return { ended: ended.length };
}
