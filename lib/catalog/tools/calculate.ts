import { z } from "zod";
import { defineTool } from "./define-tool.ts";

/** Exact arithmetic, so that a model need not guess. */
export const calculate = defineTool({
  name: "calculate",
  label: "Calculating",
  sideEffect: "none",
  description:
    "Evaluates one arithmetic expression: + - * / % ^, parentheses, numbers with a point as decimal sign, and the functions round(x, digits), floor, ceil, abs, sqrt, ln, exp, pow, min, max, sum, avg.",
  schema: () => z.strictObject({ expression: z.string().min(1).max(500).describe("For example: 1200 * 1.19 - 200") }),
  run: async ({ expression }, { ctx }) => ({
    output: { expression, result: await ctx.ports.services.calculator.evaluate(expression) },
  }),
});
