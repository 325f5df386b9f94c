import { DomainError } from "#lib/domain/errors.ts";
import { requirePerson } from "../accounts/require-person.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { recoveryHash, secondFactorPlace } from "./check-code.ts";
import { counted, wayByPerson } from "./counted.ts";
import { provePerson } from "./prove-person.ts";
import type { CodeInput, PasswordAndCodeInput, PasswordInput } from "./schema.ts";

const RECOVERY_CODES = 10;

const audit = (ctx: Context, verb: Parameters<typeof auditOf>[1]["verb"]) =>
  auditOf(ctx, { verb, target: { kind: "account", id: ctx.actor.userId } });

function newCodes(ctx: Context): { recoveryCodes: string[]; codeHashes: string[] } {
  const recoveryCodes = Array.from({ length: RECOVERY_CODES }, ctx.ports.codes.newRecoveryCode);
  return { recoveryCodes, codeHashes: recoveryCodes.map((code) => recoveryHash(ctx, ctx.actor.userId, code)) };
}

/** A new secret for the caller's app. Nothing is asked for until a code has confirmed it. Error: `already_exists`. */
export async function startSecondFactor({ ctx, input }: Call<PasswordInput>): Promise<{ secret: string; uri: string }> {
  authorize(ctx, "workspace:write");
  const { codes, secrets, signIns } = ctx.ports;
  const { id: userId, email } = await provePerson(ctx, input);
  const secret = codes.newSecret();
  const secretCipher = secrets.seal(secret, secondFactorPlace(userId));
  if (!(await signIns.proposeSecondFactor({ userId, secretCipher, at: ctx.now() })))
    throw new DomainError("already_exists", "The second factor is on already. Turn it off first to change the app.");
  return { secret, uri: codes.uri(secret, email) };
}

/** Turns the second factor on with a first code of the app; the recovery codes are in this answer only. */
export async function confirmSecondFactor({ ctx, input }: Call<CodeInput>): Promise<{ recoveryCodes: string[] }> {
  authorize(ctx, "workspace:write");
  const { codes, secrets, signIns } = ctx.ports;
  const { userId } = requirePerson(ctx);
  return counted(ctx, wayByPerson(ctx), async () => {
    const factor = await signIns.secondFactor(userId);
    if (!factor || factor.confirmedAt)
      throw new DomainError("not_found", "There is nothing to confirm. Start to turn the second factor on again.");
    const secret = secrets.open(factor.secretCipher, secondFactorPlace(userId));
    const step = codes.stepOf(secret, input.code.replace(/[\s-]/g, ""), ctx.now());
    const message = "This is not the code of this app. Check that the clock of its device is right.";
    if (step === null) throw new DomainError("validation_failed", message, { errors: [{ path: "code", message }] });
    const { recoveryCodes, codeHashes } = newCodes(ctx);
    const at = ctx.now();
    if (
      !(await signIns.confirmSecondFactor(
        { userId, step, codeHashes, at },
        audit(ctx, "account.second-factor-enabled"),
      ))
    )
      throw new DomainError("already_exists", "The second factor is on already.");
    return { recoveryCodes };
  });
}

/** Ten new recovery codes; the old ones are over. */
export async function renewRecoveryCodes({
  ctx,
  input,
}: Call<PasswordAndCodeInput>): Promise<{ recoveryCodes: string[] }> {
  authorize(ctx, "workspace:write");
  await provePerson(ctx, input, { withCode: true });
  const { recoveryCodes, codeHashes } = newCodes(ctx);
  const entry = audit(ctx, "account.recovery-codes-renewed");
  await ctx.ports.signIns.replaceRecoveryCodes(ctx.actor.userId, codeHashes, entry);
  return { recoveryCodes };
}

/** Turns the second factor off: the password alone is enough from now on. */
export async function disableSecondFactor({ ctx, input }: Call<PasswordAndCodeInput>): Promise<void> {
  authorize(ctx, "workspace:write");
  await provePerson(ctx, input, { withCode: true });
  await ctx.ports.signIns.removeSecondFactor(ctx.actor.userId, audit(ctx, "account.second-factor-disabled"));
}
