import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { resumePaused } from "./resume-paused.ts";
import { auditedBudget } from "./view.ts";

/** Takes a budget away; what waits for it goes on. */
export async function deleteBudget({ ctx, input: { id } }: Call<{ id: string }>): Promise<void> {
  authorize(ctx, "workspace:write", "admin");
  const { budgets } = ctx.ports;
  const known = await budgets.find(ctx.workspaceId, id);
  if (!known) throw notFound("budget");
  const before = auditedBudget(ctx, known);
  const audit = auditOf(ctx, { verb: "budget.deleted", target: { kind: "budget", id, name: before.name }, before });
  if (!(await budgets.delete(ctx.workspaceId, id, audit))) throw notFound("budget");
  budgets.changed(ctx.workspaceId);
  await resumePaused(ctx);
}
