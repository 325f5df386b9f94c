import { describe, expect, it } from "vitest";
import { nextPeriod, periodStart, standingOf, whoFits } from "./budget.ts";
import { estimateCall, estimateTokens, estimateUsage, outputFor } from "./estimate.ts";
import { formatMoney, parseMoney } from "./money.ts";
import { budgetName, describePause, type Pause } from "./pause.ts";

describe("a budget's period", () => {
  it("is a day or a month of the calendar in UTC, or never ends", () => {
    const at = "2026-12-31T23:59:59.999Z";
    expect(periodStart("day", at)).toBe("2026-12-31T00:00:00.000Z");
    expect(periodStart("month", at)).toBe("2026-12-01T00:00:00.000Z");
    expect(nextPeriod("day", periodStart("day", at))).toBe("2027-01-01T00:00:00.000Z");
    expect(nextPeriod("month", periodStart("month", at))).toBe("2027-01-01T00:00:00.000Z");
    expect(nextPeriod("month", "2028-02-01T00:00:00.000Z")).toBe("2028-03-01T00:00:00.000Z");
    expect(nextPeriod("total", periodStart("total", at))).toBeNull();
  });

  it("warns from 80 % on, and a budget of nothing is used up at once", () => {
    const standing = (spentMicros: number, limitMicros = 100) => standingOf({ limitMicros, spentMicros });
    expect([standing(79), standing(80), standing(99), standing(100), standing(0, 0)]).toEqual([
      ...["fine", "warning", "warning", "used-up", "used-up"],
    ]);
  });
});

describe("of those who wait for a budget", () => {
  const waiting = (budgetId: string, needed: number, room: number | null) => ({ budgetId, needed, room });

  it("all go on for whom there is room together, eldest first, and one that does not fit holds up nobody", () => {
    const [big, first, other, second, third] = [
      ...[waiting("a", 300, 200), waiting("a", 120, 200), waiting("b", 5, 5), waiting("a", 90, 200)],
      waiting("a", 80, 200),
    ] as [Waiting, Waiting, Waiting, Waiting, Waiting];
    expect(whoFits([big, first, other, second, third])).toEqual([first, other, third]);
  });

  it("all go on whose budget is gone", () => {
    const all = [waiting("a", 300, null), waiting("a", 120, null)];
    expect(whoFits(all)).toEqual(all);
  });

  type Waiting = ReturnType<typeof waiting>;
});

describe("what a call may cost", () => {
  const price = { input: 3, output: 15 };

  it("is its input and as much output as there can be, under a limit less, and at least a short answer", () => {
    expect(estimateCall(price, 1_000, undefined)).toEqual({
      most: 3_000 + 131_072 * 15,
      limited: 3_000 + 4_096 * 15,
      least: 3_000 + 512 * 15,
    });
    expect(estimateCall(price, 1_000, 2_000)).toEqual({ most: 33_000, limited: 33_000, least: 10_680 });
    expect(estimateCall(price, 1_000, 100)).toEqual({ most: 4_500, limited: 4_500, least: 4_500 });
  });

  it("counts input at what writing it into a cache costs, where that is more", () => {
    expect(estimateCall({ ...price, cacheWrite: 4 }, 1_000, 0)).toMatchObject({ most: 4_000, least: 4_000 });
  });

  it("is nothing where it is free or nobody knows the price", () => {
    expect([estimateCall(null, 1_000, 1), estimateCall({ input: 0, output: 0 }, 1_000, 1)]).toEqual([null, null]);
  });

  it("is never more than was set aside, whatever the model writes", () => {
    const estimate = estimateCall(price, 1_000, undefined) ?? { most: 0 };
    for (const granted of [10_680, 20_000, 64_440]) {
      const output = outputFor(granted, estimate, price, 1_000) ?? Number.POSITIVE_INFINITY;
      expect(1_000 * price.input + output * price.output).toBeLessThanOrEqual(granted);
      expect(output).toBeGreaterThanOrEqual(512);
    }
    expect(outputFor(estimate.most, estimate, price, 1_000)).toBeUndefined();
  });

  it("is estimated with rather more tokens than fewer, in every script", () => {
    expect(estimateTokens("Good morning, how are you?")).toBe(9);
    expect(estimateTokens("早上好")).toBe(3);
    expect(estimateUsage("x".repeat(30), 10)).toEqual({ inputTokens: 10, outputTokens: 4 });
  });
});

describe("money", () => {
  it("is shown with as many digits as it needs", () => {
    expect([0, 1, 100, 3_100, 99_999, 100_000, 12_500_000, 1_234_567_000_000].map(formatMoney)).toEqual([
      ...["$0.00", "< $0.0001", "$0.0001", "$0.0031", "$0.1000", "$0.10", "$12.50", "$1,234,567.00"],
    ]);
  });

  it("is read as people type it", () => {
    expect(["5", "$5.50", " 1,000 ", "0.000001", "0"].map(parseMoney)).toEqual([
      ...[5_000_000, 5_500_000, 1_000_000_000, 1, 0],
    ]);
    expect(["", "five", "-1", "1.1234567", "1e9", "5 €"].map(parseMoney)).toEqual(Array(6).fill(null));
  });
});

describe("a pause in words", () => {
  const pause: Pause = {
    ...{ budgetId: "b", scope: "workspace", period: "month", subjectName: null, setAside: false },
    ...{ limitMicros: 5_000_000, spentMicros: 5_000_000, neededMicros: 20_000 },
    ...{ periodStart: "2026-11-01T00:00:00.000Z", until: "2026-12-01T00:00:00.000Z", at: "2026-11-21T10:00:00.000Z" },
  };

  it("says which budget, how much, until when, and who can raise it", () => {
    expect(describePause(pause)).toEqual({
      what: "The workspace's budget for November is used up: $5.00 of $5.00.",
      next: "This answer goes on by itself when an admin of the workspace raises it, or on 1 December (UTC) when the next period begins.",
    });
    expect(describePause({ ...pause, spentMicros: 4_990_000 }).what).toBe(
      "The workspace's budget for November has too little left: $4.99 of $5.00 spent, and the next step may cost $0.0200 or more.",
    );
  });

  it("names whose budget it is, and does not promise an end to one that has none", () => {
    const total = { ...pause, scope: "agent", subjectName: "Luca", period: "total", until: null } as const;
    expect(describePause(total).what).toContain("The budget of Luca is used up");
    expect(describePause(total).next).toBe("This answer goes on by itself when an admin of the workspace raises it.");
    const day = { scope: "user", period: "day", subjectName: "Ada", periodStart: "2026-11-21T00:00:00.000Z" } as const;
    expect(budgetName(day)).toBe("The budget of Ada for 21 November");
  });

  it("says where the rest is only set aside", () => {
    const { what, next } = describePause({ ...pause, spentMicros: 1_000_000, setAside: true });
    expect(what).toContain("set aside for answers under way");
    expect(next).toBe("This answer goes on by itself when they have ended.");
  });
});
