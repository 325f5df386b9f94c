import type { Context } from "../context.ts";
import type { SecretPlace } from "../ports/secrets.ts";
import type { SignInMethod } from "./open-auth-session.ts";

/** Where a person's TOTP secret is sealed. It belongs to no workspace, so the person stands for one. */
export const secondFactorPlace = (userId: string): SecretPlace => ({
  workspaceId: userId,
  rowId: userId,
  field: "second-factor",
});

/** A recovery code as it is compared, whatever a person puts between its letters. */
export const recoveryHash = ({ ports }: Pick<Context, "ports">, userId: string, code: string): string =>
  ports.tokens.hash(`${userId}:${code.toLowerCase().replace(/[^a-z0-9]/g, "")}`);

/** What kind of code this is, used up with this call; null when it is wrong, used, or no second factor is on. */
export async function checkCode(
  ctx: Pick<Context, "ports" | "now">,
  userId: string,
  code: string,
): Promise<Extract<SignInMethod, "code" | "recovery code"> | null> {
  const { signIns, secrets, codes } = ctx.ports;
  const factor = await signIns.secondFactor(userId);
  if (!factor?.confirmedAt) return null;
  const digits = code.replace(/[\s-]/g, "");
  if (/^\d{6}$/.test(digits)) {
    const step = codes.stepOf(secrets.open(factor.secretCipher, secondFactorPlace(userId)), digits, ctx.now());
    return step !== null && (await signIns.takeStep(userId, step)) ? "code" : null;
  }
  return (await signIns.takeRecoveryCode(userId, recoveryHash(ctx, userId, code), ctx.now())) ? "recovery code" : null;
}
