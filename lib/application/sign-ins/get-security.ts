import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { accountOf } from "./prove-person.ts";
import type { SecurityView } from "./schema.ts";

/** How the caller's account is protected. */
export async function getSecurity({ ctx }: Pick<Call<unknown>, "ctx">): Promise<SecurityView> {
  authorize(ctx, "workspace:read");
  const { signIns, apiKeys } = ctx.ports;
  const { userId } = ctx.actor;
  const [person, factor, identities, resetLinkMade, keys] = await Promise.all([
    accountOf(ctx),
    signIns.secondFactor(userId),
    signIns.identities(userId),
    signIns.resetLinkMade(userId),
    apiKeys.list(ctx.workspaceId, { userId, limit: 1 }),
  ]);
  return {
    hasPassword: person.passwordHash !== "",
    secondFactor: factor?.confirmedAt ? { enabledAt: factor.confirmedAt, recoveryCodesLeft: factor.codesLeft } : null,
    identities: identities.map(({ id, issuer, email, linkedAt }) => ({ id, issuer, email, linkedAt })),
    resetLinkMade,
    hasApiKeys: keys.items.length > 0,
  };
}
