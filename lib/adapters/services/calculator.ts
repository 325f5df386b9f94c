import * as mathjs from "mathjs/number";
import type { Calculator } from "#lib/application/ports/services.ts";
import { DomainError } from "#lib/domain/errors.ts";

const FUNCTIONS = [
  "evaluate",
  "add",
  "subtract",
  "multiply",
  "divide",
  "mod",
  "pow",
  "unaryMinus",
  "unaryPlus",
  "round",
  "floor",
  "ceil",
  "abs",
  "sqrt",
  "log",
  "exp",
  "min",
  "max",
  "sum",
  "mean",
];

/** Arithmetic on plain numbers: only these functions exist, so an expression can neither loop nor reach anything. */
export function createCalculator(): Calculator {
  const factories = mathjs as unknown as Record<string, mathjs.FactoryFunctionMap>;
  const math = mathjs.create(
    Object.fromEntries(FUNCTIONS.map((name) => [name, factories[`${name}Dependencies`] ?? {}])),
  );
  const names = { ln: math.log, avg: math.mean };
  return {
    evaluate(expression) {
      const value = attempt(() => math.evaluate(expression, { ...names }), expression);
      if (typeof value === "number" && Number.isFinite(value)) return value;
      throw new DomainError("tool_input_invalid", `"${expression}" has no finite number as its value.`);
    },
  };
}

function attempt(evaluate: () => unknown, expression: string): unknown {
  try {
    return evaluate();
  } catch (error) {
    throw new DomainError("tool_input_invalid", `"${expression}" cannot be calculated: ${(error as Error).message}.`);
  }
}
