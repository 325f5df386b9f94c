import { requirePerson } from "../accounts/require-person.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { hashNewPassword } from "./hash-new-password.ts";
import { provePerson } from "./prove-person.ts";
import { announceEnded } from "./revoke-auth-sessions.ts";
import type { ChangePasswordInput } from "./schema.ts";

/**
 * Changes the caller's password and signs them out everywhere but here. API keys stay.
 *
 * @throws `validation_failed` for a wrong old or a bad new password, `rate_limited`.
 */
export async function changePassword({ ctx, input }: Call<ChangePasswordInput>): Promise<{ ended: number }> {
  authorize(ctx, "workspace:write");
  const { authSessionId: except } = requirePerson(ctx);
  const { currentPassword: password, newPassword } = input;
  const { id, email } = await provePerson(ctx, { password }, { field: "currentPassword" });
  const passwordHash = await hashNewPassword(ctx.ports, { password: newPassword, email, path: "newPassword" });
  const ended = await ctx.ports.signIns.setPassword(
    { userId: id, passwordHash, except, at: ctx.now() },
    auditOf(ctx, { verb: "account.password-changed", target: { kind: "account", id } }),
  );
  announceEnded(ctx, ended);
  return { ended: ended.length };
}
