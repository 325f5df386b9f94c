import { z } from "zod";
import { createBudget } from "#lib/application/budgets/create-budget.ts";
import { deleteBudget } from "#lib/application/budgets/delete-budget.ts";
import { listBudgets } from "#lib/application/budgets/list-budgets.ts";
import {
  budgetIdSchema,
  budgetSchema,
  createBudgetSchema,
  updateBudgetSchema,
} from "#lib/application/budgets/schema.ts";
import { updateBudget } from "#lib/application/budgets/update-budget.ts";
import { exportUsage } from "#lib/application/usage/export-usage.ts";
import { getUsage } from "#lib/application/usage/get-usage.ts";
import { exportUsageInput, usageInput, usageSchema } from "#lib/application/usage/schema.ts";
import { door } from "./door.ts";
import { downloadDoor } from "./download-door.ts";

const nothing = z.strictObject({});

export const exportUsageDoor = downloadDoor({
  path: "/api/usage/export",
  summary: "Usage and cost by day, agent, model and person, as CSV",
  scope: "usage:read",
  input: exportUsageInput,
  verb: exportUsage,
});

/** What models have used, and what they may cost. */
export const budgetDoors = [
  door({
    method: "GET",
    path: "/api/usage",
    summary: "Usage and cost of models, by day, agent, model or person",
    description: "Admins see the whole workspace's, others their own. Days are in UTC; a year at most.",
    scope: "usage:read",
    input: usageInput,
    answer: usageSchema,
    verb: getUsage,
  }),
  exportUsageDoor,
  door({
    method: "GET",
    path: "/api/budgets",
    summary: "Budgets and how they stand: for admins",
    scope: "workspace:read",
    input: nothing,
    answer: z.object({ items: z.array(budgetSchema) }),
    verb: listBudgets,
  }),
  door({
    method: "POST",
    path: "/api/budgets",
    summary: "Set a budget: for admins",
    description:
      "What was spent since its period began counts. Before a call of a model what it may cost is set aside; where there is no room the answer is `paused` (`turn.paused` in the session's events) and goes on by itself (`turn.resumed`) when the budget is raised or deleted, or its next period begins.",
    scope: "workspace:write",
    audit: "budget.created",
    input: createBudgetSchema,
    example: { scope: "workspace", period: "month", limitMicros: 50_000_000 },
    answer: budgetSchema,
    status: 201,
    creates: true,
    verb: createBudget,
  }),
  door({
    method: "PATCH",
    path: "/api/budgets/{id}",
    summary: "Raise or lower a budget: for admins",
    scope: "workspace:write",
    audit: "budget.changed",
    input: updateBudgetSchema,
    example: { limitMicros: 100_000_000 },
    answer: budgetSchema,
    verb: updateBudget,
  }),
  door({
    method: "DELETE",
    path: "/api/budgets/{id}",
    summary: "Take a budget away: for admins",
    scope: "workspace:write",
    audit: "budget.deleted",
    input: budgetIdSchema,
    answer: null,
    verb: deleteBudget,
  }),
];
