import type { BudgetView } from "#lib/application/budgets/schema.ts";
import type { BudgetPeriod } from "#lib/domain/budget/budget.ts";

/** Somebody whose spending a budget may limit. */
export interface Person {
  userId: string;
  name: string;
}

export const PERIOD_WORDS: Record<BudgetPeriod, string> = {
  day: "each day",
  month: "each month",
  total: "once and for all",
};

/** "Luca, each month" */
export const budgetTitle = ({ scope, subjectName, period }: BudgetView): string =>
  `${scope === "workspace" ? "The whole workspace" : (subjectName ?? "A former member")}, ${PERIOD_WORDS[period]}`;
