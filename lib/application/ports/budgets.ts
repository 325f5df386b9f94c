import type { BudgetPeriod, BudgetScope, BudgetState, Spender } from "#lib/domain/budget/budget.ts";
import type { Estimate } from "#lib/domain/budget/estimate.ts";
import type { AuditEntry } from "./audit.ts";

export interface NewBudget {
  id: string;
  workspaceId: string;
  scope: BudgetScope;
  subject: string;
  period: BudgetPeriod;
  limitMicros: number;
  createdBy: string;
  at: string;
}

/** A stored budget, with the name of the person where it is one's. */
export interface BudgetRow extends BudgetState {
  personName: string | null;
  /** Turns that wait for it. */
  waiting: number;
  createdAt: string;
  updatedAt: string;
}

export interface Reservation extends Spender {
  /** The turn, under its epoch, or the memory (no epoch) whose call it is; what it had set aside before is given back. */
  sourceId: string;
  epoch: number | null;
  /** The model is one that the person has connected for themselves. */
  ownModel: boolean;
  estimate: Estimate;
}

/** How much was set aside; or which budget has no room for the least; or the turn is another process's by now. */
export type Reserved =
  | { kind: "granted"; micros: number }
  | { kind: "refused"; budget: Omit<BudgetRow, "createdAt" | "updatedAt"> }
  | { kind: "fenced" };

/** A paused turn that waits no longer: its budget has room again or is gone, or it is over. */
export interface PausedTurn {
  turnId: string;
  epoch: number;
  segment: number;
  workspaceId: string;
  sessionId: string;
  sessionOwnerId: string;
  conversationId: string;
  userId: string;
  /** It ends instead: its person may not work here any more, or they or the workspace are on the way out. */
  over: boolean;
}

export interface Budgets {
  list(workspaceId: string): Promise<BudgetRow[]>;
  find(workspaceId: string, id: string): Promise<BudgetRow | null>;
  /** Counts what was spent since the period began. False when there is one for the same. */
  insert(budget: NewBudget, audit: AuditEntry): Promise<boolean>;
  setLimit(workspaceId: string, id: string, limitMicros: number, at: string, audit: AuditEntry): Promise<boolean>;
  delete(workspaceId: string, id: string, audit: AuditEntry): Promise<boolean>;
  /** Tells every process that the workspace's budgets have changed. Called after the change has committed. */
  changed(workspaceId: string): void;

  /** Whether any budget limits the workspace: remembered, so that where there is none nothing is asked. */
  limit(workspaceId: string): Promise<boolean>;
  /** Sets aside what a call may cost, against every budget that applies, or against none. */
  reserve(reservation: Reservation): Promise<Reserved>;
  /** Those that are over, then those that have waited longest, for as much as there is room. */
  mayGoOn(atMost: number): Promise<PausedTurn[]>;
}
