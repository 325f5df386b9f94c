/** Whose spending a budget limits: everyone's in the workspace, that of one agent, or that of one person. */
export const BUDGET_SCOPES = ["workspace", "agent", "user"] as const;
export type BudgetScope = (typeof BUDGET_SCOPES)[number];

/** A day or a month of the calendar in UTC; `total` never begins anew. */
export const BUDGET_PERIODS = ["day", "month", "total"] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

/** Who spends: what decides which budgets apply. */
export interface Spender {
  workspaceId: string;
  /** The agent's slug. */
  agent: string;
  userId: string;
}

/** A limit, and what of it is gone. Money is in whole millionths of a US dollar. */
export interface BudgetState {
  id: string;
  scope: BudgetScope;
  /** An agent's slug or a person's id; empty for the whole workspace. */
  subject: string;
  period: BudgetPeriod;
  limitMicros: number;
  /** Since the period began, ISO 8601. */
  spentMicros: number;
  /** Set aside for calls that are under way. */
  reservedMicros: number;
  periodStart: string;
}

/** Where people are warned, as a share of the limit. */
export const WARN_AT = 0.8;

/** How a budget stands; `warning` from 80 % on. */
export function standingOf({ limitMicros, spentMicros }: Pick<BudgetState, "limitMicros" | "spentMicros">) {
  if (spentMicros >= limitMicros) return "used-up";
  return spentMicros >= WARN_AT * limitMicros ? "warning" : "fine";
}

/** When the period that begins at `start` (ISO 8601) ends and the next one begins; null for one that never does. */
export function nextPeriod(period: BudgetPeriod, start: string): string | null {
  if (period === "total") return null;
  const at = new Date(start);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  return new Date(period === "day" ? Date.UTC(year, month, day + 1) : Date.UTC(year, month + 1, 1)).toISOString();
}

/** When the period began that `at` (ISO 8601) lies in; the one that never ends began in 1970. */
export function periodStart(period: BudgetPeriod, at: string): string {
  if (period === "total") return "1970-01-01T00:00:00.000Z";
  return period === "day" ? `${at.slice(0, 10)}T00:00:00.000Z` : `${at.slice(0, 7)}-01T00:00:00.000Z`;
}

/** Work that waits for a budget: how much it needs, and how much is left there; null where the budget is gone. */
export interface WaitingFor {
  budgetId: string;
  needed: number;
  room: number | null;
}

/** Those who may go on together, in the order in which they wait: who does not fit holds up nobody behind. */
export function whoFits<Waiting extends WaitingFor>(waiting: readonly Waiting[]): Waiting[] {
  const taken = new Map<string, number>();
  return waiting.filter(({ budgetId, needed, room }) => {
    const sum = (taken.get(budgetId) ?? 0) + needed;
    if (room !== null && sum > room) return false;
    taken.set(budgetId, sum);
    return true;
  });
}
