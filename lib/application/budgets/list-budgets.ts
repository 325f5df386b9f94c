import { authorize } from "../authorize.ts";
import type { Call } from "../context.ts";
import type { BudgetView } from "./schema.ts";
import { toView } from "./view.ts";

/** Every budget of the workspace, and how it stands. */
export async function listBudgets({ ctx }: Call<object>): Promise<{ items: BudgetView[] }> {
  authorize(ctx, "workspace:read", "admin");
  const rows = await ctx.ports.budgets.list(ctx.workspaceId);
  return { items: rows.map((row) => toView(ctx, row)) };
}
