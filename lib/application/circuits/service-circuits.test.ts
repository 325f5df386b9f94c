import { describe, expect, test } from "vitest";
import { DomainError } from "#lib/domain/errors.ts";
import { createServiceCircuits } from "./service-circuits.ts";

const start = Date.parse("2026-11-21T12:00:00Z");

function world() {
  let clock = start;
  const circuits = createServiceCircuits(() => clock);
  const ask = (service: string, error?: unknown): Promise<unknown> =>
    circuits
      .of(service)
      .run(async () => {
        if (error) throw error;
        return "well";
      })
      .catch((failure: unknown) => (failure as { code?: string }).code ?? "failed");
  const fail = async (service: string, times: number, error: unknown = new TypeError("fetch failed")) => {
    for (let time = 0; time < times; time++) await ask(service, error);
  };
  const pass = (ms: number): void => {
    clock += ms;
  };
  return { circuits, ask, fail, pass };
}

describe("an outside service", () => {
  test("that fails five times in a row is left alone for a while, then asked once", async () => {
    const { circuits, ask, fail, pass } = world();
    await fail("smtp", 5);
    expect(await ask("smtp")).toBe("service_circuit_open");
    expect(circuits.list()).toEqual([
      { service: "smtp", state: "open", failures: 5, openUntil: new Date(start + 15_000).toISOString() },
    ]);
    pass(15_000);
    expect(circuits.list()).toMatchObject([{ state: "half-open" }]);
    expect(await ask("smtp")).toBe("well");
    expect(circuits.list()).toEqual([]);
  });

  test("says when it will be asked again", async () => {
    const { circuits, fail, pass } = world();
    await fail("smtp", 5);
    pass(4_200);
    expect(() => circuits.of("smtp").begin()).toThrow("failed 5 times in a row, so it is left alone for 11 s");
  });

  test("of one workspace is no other's: it is asked as before, and seen by its own alone", async () => {
    const { circuits, fail } = world();
    await fail("smtp", 1);
    for (let time = 0; time < 5; time++) circuits.of("webhook", "w1").begin().failed();
    expect(() => circuits.of("webhook", "w1").begin()).toThrow("left alone");
    circuits.of("webhook", "w2").begin().succeeded();
    circuits.of("webhook").begin().succeeded();
    const seenBy = (workspaceId?: string) => circuits.list(workspaceId).map(({ service }) => service);
    expect([seenBy("w1"), seenBy("w2"), seenBy()]).toEqual([["smtp", "webhook"], ["smtp"], ["smtp", "webhook"]]);
  });

  test("is not blamed for what we refuse, or end, ourselves", async () => {
    const { circuits, fail } = world();
    await fail("smtp", 9, new DomainError("outbound_refused", "Not there."));
    await fail("smtp", 9, new DOMException("The request was stopped.", "AbortError"));
    expect(circuits.list()).toEqual([]);
    await fail("smtp", 5, new DomainError("outbound_failed", "Too much."));
    expect(circuits.list()).toHaveLength(1);
  });
});
