import { describe, expect, test } from "vitest";
import type { ModelUsed, Receipt } from "#lib/domain/session/parts.ts";
import { currentModel, planAfter } from "./attempts.ts";
import type { ModelError } from "./model-error.ts";

const named = (configId: string): { used: ModelUsed } => ({
  used: { configId, provider: "openai", model: `m-${configId}`, name: configId },
});
const [a, b, c] = [named("a"), named("b"), named("c")];
const NOW = Date.UTC(2026, 10, 21, 12);
const busy: ModelError = { code: "model_unavailable", message: "x", retryable: true, remedy: "again" };
const error = (more: Partial<ModelError>): ModelError => ({ ...busy, ...more });

interface Story {
  chain?: readonly [{ used: ModelUsed }, ...{ used: ModelUsed }[]];
  iteration?: number;
  mayShorten?: boolean;
  random?: number;
}

/** What is done after these failures in a row, each of whoever was asked: "b in 0 ms", or null at the end. */
function play(errors: ModelError[], { chain = [a, b, c], iteration = 0, mayShorten = true, random = 0 }: Story = {}) {
  const receipts: Receipt[] = [];
  const steps = errors.map((one) => {
    const { used } = currentModel(chain, receipts).model;
    const receipt = planAfter({ chain, receipts, used, iteration, mayShorten, random, now: NOW, error: one });
    receipts.push(receipt);
    const { next } = receipt;
    return (
      next && `${next.model.configId} in ${Date.parse(next.at) - NOW} ms${next.share ? ` with ${next.share}` : ""}`
    );
  });
  return { steps, receipts };
}

describe("after a failed attempt", () => {
  test("the same model is asked twice more, after a growing pause, then the next one", () => {
    expect(play(Array(9).fill(busy)).steps).toEqual([
      ...["a in 500 ms", "a in 1000 ms", "b in 0 ms"],
      ...["b in 500 ms", "b in 1000 ms", "c in 0 ms"],
      ...["c in 500 ms", "c in 1000 ms", null],
    ]);
  });

  test.each([
    ["a key that is refused", error({ remedy: "another", code: "model_unauthorized" })],
    ["an open circuit", error({ remedy: "another", code: "model_circuit_open" })],
  ])("%s leads to the next model at once", (_, refused) => {
    expect(play([refused, refused, busy, busy, busy]).steps).toEqual([
      ...["b in 0 ms", "c in 0 ms", "c in 500 ms", "c in 1000 ms", null],
    ]);
  });

  test("content that was refused is shown to no other provider", () => {
    expect(play([error({ remedy: "nothing", code: "model_refused" })]).steps).toEqual([null]);
  });

  test("a silent model is not waited for again where another one could answer, and once more where none could", () => {
    const late = error({ code: "model_timeout" });
    expect(play([late, late, late, late]).steps).toEqual(["b in 0 ms", "c in 0 ms", "c in 500 ms", null]);
  });

  test("the provider's own pause is kept, but not for longer than a person would wait", () => {
    const limited = (seconds: number) => error({ code: "model_rate_limited", retryAfterMs: seconds * 1000 });
    expect(play([limited(4)]).steps).toEqual(["a in 4000 ms"]);
    expect(play([limited(6)]).steps).toEqual(["b in 0 ms"]);
    expect(play([limited(29)], { chain: [a] }).steps).toEqual(["a in 29000 ms"]);
    expect(play([limited(31)], { chain: [a] }).steps).toEqual([null]);
  });

  describe("of too long a conversation", () => {
    const long = error({ remedy: "shorten", code: "model_context_exceeded", fittingShare: 0.4 });

    test("it is shortened once, to what fits, and stays so", () => {
      const { steps, receipts } = play([long, busy]);
      expect(steps).toEqual(["a in 0 ms with 0.4", "a in 1000 ms"]);
      expect(currentModel([a, b], receipts)).toEqual({ model: a, share: 0.4 });
      expect(play([busy, busy, busy, long]).steps.at(-1)).toBe("b in 0 ms with 0.4");
    });

    test("the next model gets all of it, for it may read more, and it is over when nobody is left", () => {
      const { steps, receipts } = play([long, long, long, long], { chain: [a, b] });
      expect(steps).toEqual(["a in 0 ms with 0.4", "b in 0 ms", "b in 0 ms with 0.4", null]);
      expect(currentModel([a, b], receipts.slice(0, 2))).toEqual({ model: b, share: undefined });
    });

    test("what cannot be shortened goes to the next model at once", () => {
      expect(play([long, long, long], { mayShorten: false }).steps).toEqual(["b in 0 ms", "c in 0 ms", null]);
    });
  });

  test("a receipt says who failed, how, for the how-maniest time and when", () => {
    const { receipts } = play([busy, error({ status: 503 })], { iteration: 2 });
    expect(receipts[1]).toEqual({
      ...a.used,
      ...{ iteration: 2, attempt: 2, code: "model_unavailable", message: "x", status: 503 },
      at: "2026-11-21T12:00:00.000Z",
      next: { model: a.used, at: "2026-11-21T12:00:01.000Z" },
    });
  });
});

describe("whose turn it is", () => {
  const { receipts } = play([busy, busy, busy]);

  test("is read from the receipts, so that a process that takes over does not begin anew", () => {
    expect(currentModel([a, b, c], [])).toEqual({ model: a, share: undefined });
    expect(currentModel([a, b, c], receipts.slice(0, 2)).model).toBe(a);
    expect(currentModel([a, b, c], receipts).model).toBe(b);
  });

  test("is the first that is not given up where the chain has changed meanwhile", () => {
    expect(currentModel([a, c], receipts).model).toBe(c);
    expect(currentModel([a], receipts).model).toBe(a);
  });

  test("attempts of an earlier answer of the turn do not count", () => {
    const used = a.used;
    const planned = planAfter({
      ...{ chain: [a, b] as const, receipts: receipts.slice(0, 2), used, iteration: 1, error: busy },
      ...{ mayShorten: true, now: NOW, random: 0 },
    });
    expect(planned).toMatchObject({ attempt: 1, next: { model: used } });
  });
});
