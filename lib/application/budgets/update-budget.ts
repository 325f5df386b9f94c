import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { resumePaused } from "./resume-paused.ts";
import type { BudgetView, UpdateBudget } from "./schema.ts";
import { auditedBudget, toView } from "./view.ts";

/** Raises or lowers a budget. What waits for it goes on at once when there is room. */
export async function updateBudget({ ctx, input }: Call<UpdateBudget>): Promise<BudgetView> {
  authorize(ctx, "workspace:write", "admin");
  const { budgets } = ctx.ports;
  const { id, limitMicros } = input;
  const known = await budgets.find(ctx.workspaceId, id);
  if (!known) throw notFound("budget");
  const [before, after] = [known, { ...known, limitMicros }].map((one) => auditedBudget(ctx, one));
  const target = { kind: "budget", id, name: before?.name ?? null } as const;
  const audit = auditOf(ctx, { verb: "budget.changed", target, before: before ?? null, after: after ?? null });
  if (!(await budgets.setLimit(ctx.workspaceId, id, limitMicros, ctx.now(), audit))) throw notFound("budget");
  budgets.changed(ctx.workspaceId);
  await resumePaused(ctx);
  const changed = await budgets.find(ctx.workspaceId, id);
  if (!changed) throw notFound("budget");
  return toView(ctx, changed);
}
