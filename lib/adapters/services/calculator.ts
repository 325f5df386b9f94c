import type { FactoryFunctionMap } from "mathjs/number";
import { loadOnce } from "#lib/adapters/load-once.ts";
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

/** The library comes with the first expression: most processes never see one. */
async function loadMath(): Promise<(expression: string) => unknown> {
  const mathjs = await import("mathjs/number");
  const factories = mathjs as unknown as Record<string, FactoryFunctionMap>;
  const math = mathjs.create(
    Object.fromEntries(FUNCTIONS.map((name) => [name, factories[`${name}Dependencies`] ?? {}])),
  );
  const names = { ln: math.log, avg: math.mean };
  return (expression) => math.evaluate(expression, { ...names });
}

/** Arithmetic on plain numbers: only these functions exist, so an expression can neither loop nor reach anything. */
export function createCalculator(load = loadMath): Calculator {
  const loaded = loadOnce(load);
  return {
    async evaluate(expression) {
      const evaluate = await loaded();
      const value = attempt(() => evaluate(expression), expression);
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
