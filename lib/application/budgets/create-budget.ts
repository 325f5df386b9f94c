import { periodStart } from "#lib/domain/budget/budget.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import { resumePaused } from "./resume-paused.ts";
import type { BudgetView, CreateBudget } from "./schema.ts";
import { auditedBudget, toView } from "./view.ts";

/**
 * Sets a budget. What was spent since its period began counts. Errors: `not_found` for a subject that is not there,
 * `already_exists` where there is one for the same.
 */
export async function createBudget({ ctx, input }: Call<CreateBudget>): Promise<BudgetView> {
  authorize(ctx, "workspace:write", "admin");
  const { scope, period, limitMicros } = input;
  const subject = await subjectOf(ctx, input);
  const at = ctx.now();
  const id = ctx.newId();
  const budget = {
    id,
    workspaceId: ctx.workspaceId,
    scope,
    subject,
    period,
    limitMicros,
    createdBy: ctx.actor.userId,
    at,
  };
  const planned = { ...budget, spentMicros: 0, reservedMicros: 0, periodStart: periodStart(period, at) };
  const after = auditedBudget(ctx, planned);
  const audit = auditOf(ctx, { verb: "budget.created", target: { kind: "budget", id, name: after.name }, after });
  if (!(await ctx.ports.budgets.insert(budget, audit)))
    throw new DomainError("already_exists", "There is a budget for the same and the same time. Change that one.");
  ctx.ports.budgets.changed(ctx.workspaceId);
  await resumePaused(ctx);
  const made = await ctx.ports.budgets.find(ctx.workspaceId, id);
  if (!made) throw notFound("budget");
  return toView(ctx, made);
}

/** The subject as budgets name it: an agent's slug whatever alias was given, a member's id. */
async function subjectOf(ctx: Context, { scope, subject = "" }: CreateBudget): Promise<string> {
  if (scope === "workspace") return "";
  if (scope === "agent") {
    const definition = ctx.ports.catalog.findAgent(subject);
    if (!definition) throw notFound("agent");
    return definition.slug;
  }
  const [member] = await ctx.ports.accounts.membersById(ctx.workspaceId, [subject]);
  if (!member) throw notFound("person");
  return member.userId;
}
