import { getProfile } from "../accounts/get-profile.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { Profile } from "../ports/accounts.ts";
import type { UpdateProfileInput } from "./schema.ts";

/** Changes the caller's name. */
export async function updateProfile({ ctx, input }: Call<UpdateProfileInput>): Promise<Profile> {
  authorize(ctx, "workspace:write");
  const before = await getProfile({ ctx });
  const target = { kind: "account", id: before.userId, name: input.name } as const;
  const after = { name: input.name };
  const audit = auditOf(ctx, { verb: "account.changed", target, before: { name: before.name }, after });
  await ctx.ports.signIns.changeName(before.userId, input.name, audit);
  return { ...before, name: input.name };
}
