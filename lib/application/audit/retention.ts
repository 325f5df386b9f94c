import { requirePerson } from "../accounts/require-person.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import { authorizeAsMember } from "../deletion/authorize-as-member.ts";
import type { RetentionInput } from "./schema.ts";

/** For how many months the workspace keeps its log; null for ever. */
export async function getRetention({ ctx }: Pick<Call<unknown>, "ctx">): Promise<RetentionInput> {
  await authorizeAsMember(ctx, "audit:read", "admin");
  return { months: await ctx.ports.auditLog.retention(ctx.workspaceId) };
}

/** Older entries go within the day; the log says that they went. For owners: it takes evidence away. */
export async function changeRetention({ ctx, input }: Call<RetentionInput>): Promise<RetentionInput> {
  authorize(ctx, "workspace:write", "owner");
  requirePerson(ctx);
  const before = await ctx.ports.auditLog.retention(ctx.workspaceId);
  if (before === input.months) return input;
  const entry = auditOf(ctx, {
    verb: "audit.retention-changed",
    target: { kind: "audit", id: ctx.workspaceId },
    before: { months: before },
    after: { months: input.months },
  });
  await ctx.ports.auditLog.changeRetention(ctx.workspaceId, input.months, entry);
  return input;
}
