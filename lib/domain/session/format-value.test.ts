import { expect, test } from "vitest";
import { formatNumber, formatValue } from "#lib/domain/session/format-value.ts";

test("numbers are grouped, with decimals only where they matter", () => {
  expect(formatNumber(1234567)).toBe("1,234,567");
  expect(formatNumber(1234.5)).toBe("1,234.50");
  expect(formatNumber(0.12345)).toBe("0.1235");
  expect(formatNumber(-0.5)).toBe("-0.5");
  expect(formatNumber(3e-7)).toBe("3.00e-7");
});

test("units stand where English puts them", () => {
  expect(formatValue(1234.5, "decimal", "€")).toBe("€1,234.50");
  expect(formatValue(-20, "integer", "$")).toBe("-$20");
  expect(formatValue(12.5, "decimal", "%")).toBe("12.50%");
  expect(formatValue(5, undefined, "CHF")).toBe("5 CHF");
});

test("dates and months are words, a missing value is a dash", () => {
  expect(formatValue("2024-03-09", "date")).toBe("9 March 2024");
  expect(formatValue("2024-03", "month")).toBe("March 2024");
  expect(formatValue(null)).toBe("–");
  expect(formatValue(0.256, "percent")).toBe("25.6%");
  expect(formatValue(true)).toBe("yes");
});
