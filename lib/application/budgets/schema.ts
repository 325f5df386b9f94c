import { z } from "zod";
import { BUDGET_PERIODS, BUDGET_SCOPES } from "#lib/domain/budget/budget.ts";

const at = z.iso.datetime();
const micros = z.int().min(0).describe("Millionths of a US dollar");
/** A billion dollars: what is more is a mistake. */
const MAX_MICROS = 1_000_000_000_000_000;

const limit = z.int("Enter an amount of money.").min(0).max(MAX_MICROS, "That is more than can be counted.");

export const createBudgetSchema = z
  .strictObject({
    scope: z.enum(BUDGET_SCOPES).describe("Whose spending it limits"),
    subject: z.string().max(100).optional().describe("An agent's slug or a person's id; none for the whole workspace"),
    period: z.enum(BUDGET_PERIODS).describe("A day or a month in UTC, or once and for all"),
    limitMicros: limit.describe("Millionths of a US dollar"),
  })
  .refine(({ scope, subject }) => scope === "workspace" || Boolean(subject), {
    path: ["subject"],
    message: "Choose whose spending it limits.",
  })
  .refine(({ scope, subject }) => scope !== "workspace" || !subject, {
    path: ["subject"],
    message: "The workspace's budget is everyone's.",
  });
export type CreateBudget = z.infer<typeof createBudgetSchema>;

export const updateBudgetSchema = z.strictObject({ id: z.uuid(), limitMicros: limit });
export type UpdateBudget = z.infer<typeof updateBudgetSchema>;

export const budgetIdSchema = z.strictObject({ id: z.uuid() });

/** A budget as it stands now. */
export const budgetSchema = z.object({
  id: z.uuid(),
  scope: z.enum(BUDGET_SCOPES),
  subject: z.string().nullable().describe("An agent's slug or a person's id; null for the whole workspace"),
  subjectName: z.string().nullable(),
  period: z.enum(BUDGET_PERIODS),
  limitMicros: micros,
  spentMicros: micros.describe("In the period that it is now"),
  reservedMicros: micros.describe("Set aside for calls that are under way"),
  periodStart: at,
  periodEnd: at.nullable(),
  waiting: z.int().describe("Paused answers that wait for it"),
  standing: z.enum(["fine", "warning", "used-up"]).describe("`warning` from 80 % on"),
  createdAt: at,
  updatedAt: at,
});
export type BudgetView = z.infer<typeof budgetSchema>;

/** Why an answer waits. */
export const pauseSchema = z.object({
  budgetId: z.uuid(),
  scope: z.enum(BUDGET_SCOPES),
  period: z.enum(BUDGET_PERIODS),
  subjectName: z.string().nullable().describe("Of the agent or the person whose budget it is"),
  limitMicros: micros,
  spentMicros: micros,
  neededMicros: micros.describe("What the next step needs at least"),
  setAside: z.boolean().describe("It would go on if answers that are under way had not set the rest aside"),
  periodStart: at,
  until: at.nullable().describe("When the next period begins; null: never"),
  at,
});
