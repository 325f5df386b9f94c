import { expect, test } from "vitest";
import { createCalculator } from "./calculator.ts";

const { evaluate } = createCalculator();

test.each([
  ["1200 * 1.19 - 200", 1228],
  ["round(10 / 3, 2)", 3.33],
  ["-2 ^ 2 + 10 % 3", -3],
  ["max(1, avg(2, 4), 2)", 3],
  ["ln(exp(2))", 2],
])("%s is %d", async (expression, value) => {
  expect(await evaluate(expression)).toBeCloseTo(value, 10);
});

test.each(["1 / 0", '"a"', "[1, 2]", 'import("x")', "f(x) = f(x); f(1)", "2 **", "x", "a = 1; a"])(
  "%s is refused with what is wrong",
  async (expression) => {
    await expect(evaluate(expression)).rejects.toMatchObject({ code: "tool_input_invalid" });
  },
);

test("a library that could not be loaded is loaded with the next expression", async () => {
  let loads = 0;
  const calculator = createCalculator(async () => {
    if (++loads === 1) throw new Error("EMFILE: too many open files");
    return () => 2;
  });
  await expect(calculator.evaluate("1 + 1")).rejects.toThrow("EMFILE");
  expect([await calculator.evaluate("1 + 1"), await calculator.evaluate("1 + 1"), loads]).toEqual([2, 2, 2]);
});
