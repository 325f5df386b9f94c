import { type BudgetState, nextPeriod, standingOf } from "#lib/domain/budget/budget.ts";
import { budgetName } from "#lib/domain/budget/pause.ts";
import type { BudgetRow } from "../ports/budgets.ts";
import type { Ports } from "../ports/index.ts";
import type { BudgetView } from "./schema.ts";

type Catalog = { ports: Pick<Ports, "catalog"> };

/** How an agent or a person is called whose budget it is; null for the whole workspace. */
export function subjectNameOf(
  { ports }: Catalog,
  { scope, subject, personName = null }: Pick<BudgetRow, "scope" | "subject"> & { personName?: string | null },
): string | null {
  if (scope === "workspace") return null;
  return scope === "agent" ? (ports.catalog.findAgent(subject)?.name ?? subject) : personName;
}

export function toView(ctx: Catalog, row: BudgetRow): BudgetView {
  const { personName: _name, subject, ...budget } = row;
  return {
    ...budget,
    subject: subject || null,
    subjectName: subjectNameOf(ctx, row),
    periodEnd: nextPeriod(row.period, row.periodStart),
    standing: standingOf(row),
  };
}

/** A budget as the audit log keeps it. */
export function auditedBudget(ctx: Catalog, budget: BudgetState & { personName?: string | null }) {
  const { scope, subject, period, limitMicros } = budget;
  const name = budgetName({ ...budget, subjectName: subjectNameOf(ctx, budget) });
  return { name, scope, subject, period, limitMicros };
}
