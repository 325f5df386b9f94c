import type { BudgetPeriod, BudgetScope } from "./budget.ts";
import { formatMoney } from "./money.ts";

/** Why a turn waits: for which budget, how it stood, and when it goes on by itself. */
export interface Pause {
  budgetId: string;
  scope: BudgetScope;
  period: BudgetPeriod;
  /** Of the agent or the person where the budget is theirs. */
  subjectName: string | null;
  limitMicros: number;
  spentMicros: number;
  /** What the next call needs at least. */
  neededMicros: number;
  /** It would go on if answers that are under way had not set it aside. */
  setAside: boolean;
  /** ISO 8601 */
  periodStart: string;
  /** When the next period begins, ISO 8601; null: never. */
  until: string | null;
  at: string;
}

const MONTHS = "January February March April May June July August September October November December".split(" ");

const day = (at: string): string => `${Number(at.slice(8, 10))} ${MONTHS[Number(at.slice(5, 7)) - 1]}`;

/** "The workspace's budget for November" */
export function budgetName({
  scope,
  period,
  periodStart,
  subjectName,
}: Pick<Pause, "scope" | "period" | "periodStart" | "subjectName">): string {
  const whose = scope === "workspace" ? "The workspace's budget" : `The budget of ${subjectName ?? "somebody"}`;
  if (period === "total") return whose;
  return `${whose} for ${period === "day" ? day(periodStart) : MONTHS[Number(periodStart.slice(5, 7)) - 1]}`;
}

/** What has happened, and what it waits for, in words for the one who reads the conversation. */
export function describePause(pause: Pause): { what: string; next: string } {
  const { limitMicros, spentMicros, neededMicros, setAside, until } = pause;
  const name = budgetName(pause);
  const spent = `${formatMoney(spentMicros)} of ${formatMoney(limitMicros)}`;
  if (setAside)
    return {
      what: `${name} has nothing free at the moment: ${spent} spent, and the rest is set aside for answers under way.`,
      next: "This answer goes on by itself when they have ended.",
    };
  const what =
    spentMicros >= limitMicros
      ? `${name} is used up: ${spent}.`
      : `${name} has too little left: ${spent} spent, and the next step may cost ${formatMoney(neededMicros)} or more.`;
  const when = until === null ? "" : `, or on ${day(until)} (UTC) when the next period begins`;
  return { what, next: `This answer goes on by itself when an admin of the workspace raises it${when}.` };
}
