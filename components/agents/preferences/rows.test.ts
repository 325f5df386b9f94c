import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mergePatch } from "#lib/domain/agent/evolve.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { emptyRow, patchBetween, readRows, rowsOf, withType } from "./rows.ts";

const KEPT: JsonObject = { language: "German", depth: 3, formal: false, units: { length: "m", more: { mass: "kg" } } };

describe("the form of preferences", () => {
  test("says again exactly what was kept", () => {
    expect(readRows(rowsOf(KEPT))).toEqual({ ok: true, preferences: KEPT });
    expect(rowsOf(KEPT).map(({ name, type }) => [name, type])).toEqual([
      ["depth", "number"],
      ["formal", "yes-no"],
      ["language", "text"],
      ["units", "json"],
    ]);
  });

  test("passes over a line that nobody has begun", () => {
    expect(readRows([...rowsOf(KEPT), emptyRow("new")])).toEqual({ ok: true, preferences: KEPT });
  });

  test.each([
    [{ name: "", type: "text", text: "German" }, "name"],
    [{ name: "x".repeat(101), type: "text", text: "German" }, "name"],
    [{ name: "language", type: "text", text: "German" }, "name"],
    [{ name: "tone", type: "text", text: " " }, "value"],
    [{ name: "tone", type: "number", text: "three" }, "value"],
    [{ name: "tone", type: "number", text: "" }, "value"],
    [{ name: "tone", type: "json", text: "{" }, "value"],
    [{ name: "tone", type: "json", text: "null" }, "value"],
    [{ name: "tone", type: "json", text: '{"a": [{"b": null}]}' }, "value"],
  ] as const)("refuses %j at its %s", (row, field) => {
    const reading = readRows([...rowsOf(KEPT), { id: "new", ...row }]);
    expect(reading).toMatchObject({ ok: false, errors: [{ id: "new", field }] });
  });

  test("keeps what was written where another type can hold it", () => {
    const row = { id: "1", name: "depth", type: "text", text: "12" } as const;
    expect(withType(row, "number").text).toBe("12");
    expect(withType({ ...row, text: "deep" }, "number").text).toBe("");
    expect(withType(row, "yes-no").text).toBe("yes");
    expect(withType(withType(row, "yes-no"), "json").text).toBe("yes");
  });
});

describe("the patch of preferences", () => {
  test("names only what differs", () => {
    const after = { language: "French", depth: 3, units: { length: "m", more: { mass: "kg" }, time: "s" } };
    expect(patchBetween(KEPT, after)).toEqual({ language: "French", formal: null, units: { time: "s" } });
    expect(patchBetween(KEPT, KEPT)).toEqual({});
  });

  test("makes any preferences of any others", () => {
    const { value } = fc.letrec<{ value: unknown; object: JsonObject }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.integer(),
        fc.boolean(),
        fc.array(fc.integer()),
        tie("object"),
      ),
      object: fc.dictionary(fc.string({ maxLength: 3 }), tie("value")) as fc.Arbitrary<JsonObject>,
    }));
    const preferences = fc.dictionary(fc.string({ maxLength: 3 }), value) as fc.Arbitrary<JsonObject>;
    fc.assert(
      fc.property(preferences, preferences, (before, after) => {
        expect(mergePatch(before, patchBetween(before, after))).toEqual(after);
      }),
    );
  });
});
