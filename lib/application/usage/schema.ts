import { z } from "zod";
import { dayInput } from "../time-schema.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const MOST_DAYS = 366;

export const USAGE_BY = ["day", "agent", "model", "person"] as const;
export type UsageBy = (typeof USAGE_BY)[number];

const day = dayInput().describe("A day in UTC, included");
const range = { from: day, to: day };

type Range = { from: string; to: string };
const inOrder = ({ from, to }: Range): boolean => from <= to;
const notTooLong = ({ from, to }: Range): boolean => Date.parse(to) - Date.parse(from) < MOST_DAYS * DAY_MS;
const ORDER = { path: ["to"], message: "The end lies before the beginning." };
const LENGTH = { path: ["from"], message: "Ask for a year at most." };

export const usageInput = z
  .strictObject({
    ...range,
    by: z.enum(USAGE_BY).default("day"),
    split: z.enum(["agent", "model", "person"]).optional().describe("Divides each day"),
  })
  .refine(inOrder, ORDER)
  .refine(notTooLong, LENGTH)
  .refine(({ by, split }) => by === "day" || split === undefined, {
    path: ["split"],
    message: "Only days can be divided.",
  });
export type UsageInput = z.infer<typeof usageInput>;

export const exportUsageInput = z.strictObject(range).refine(inOrder, ORDER).refine(notTooLong, LENGTH);

const figures = {
  calls: z.int(),
  inputTokens: z.int(),
  cachedTokens: z.int().describe("Of the input: read from the provider's cache"),
  outputTokens: z.int(),
  reasoningTokens: z.int().describe("Of the output"),
  costMicros: z.int().describe("Millionths of a US dollar"),
  ownCostMicros: z
    .int()
    .describe("Of the cost: for models that people have connected for themselves, which only budgets of theirs count"),
  unpricedCalls: z.int().describe("Calls of models whose price nobody has entered: they count as nothing"),
};

export const usageSchema = z.object({
  from: day,
  to: day,
  of: z.enum(["workspace", "caller"]).describe("Admins see the whole workspace's, others their own"),
  items: z
    .array(
      z.object({
        key: z.string().describe("The day, the agent's slug, the provider and model, or the person's id"),
        name: z.string(),
        split: z.object({ key: z.string(), name: z.string() }).optional(),
        ...figures,
      }),
    )
    .describe("Days in order, else what costs most first"),
  total: z.object(figures),
});
export type UsageView = z.infer<typeof usageSchema>;
export type UsageItem = UsageView["items"][number];
