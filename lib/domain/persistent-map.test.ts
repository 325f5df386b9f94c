import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PersistentMap } from "./persistent-map.ts";

const empty = PersistentMap.from<number>({});

describe("a change", () => {
  test("gives another map and leaves the one before as it was", () => {
    const before = empty.with("a", 1).with("b", 2);
    const after = before.with("a", 3).with("c", 4).without("b");
    expect([...before]).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect([...after]).toEqual([
      ["a", 3],
      ["c", 4],
    ]);
    expect([empty.size, before.size, after.size]).toEqual([0, 2, 2]);
  });

  test("shares the values that it leaves alone", () => {
    const part = { name: "part" };
    const before = PersistentMap.from<object>({ a: part, b: {} });
    expect(before.with("b", {}).without("b").get("a")).toBe(part);
  });

  test("that removes nothing gives the same map", () => {
    const map = empty.with("a", 1);
    expect(map.without("b")).toBe(map);
    expect(empty.without("a")).toBe(empty);
  });
});

describe("the order", () => {
  test("is that in which the keys were first added: a new value keeps the place", () => {
    const map = empty.with("z", 1).with("a", 2).with("m", 3).with("z", 4);
    expect(map.keys()).toEqual(["z", "a", "m"]);
    expect(map.values()).toEqual([4, 2, 3]);
  });

  test("puts a key that was removed and comes again at the end", () => {
    expect(empty.with("a", 1).with("b", 2).without("a").with("a", 3).keys()).toEqual(["b", "a"]);
  });
});

test("names that every object has are keys like any other", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "", "size", "\u{1f980}"];
  for (const name of names) {
    expect([empty.has(name), empty.get(name)]).toEqual([false, undefined]);
    expect(empty.with(name, 1).get(name)).toBe(1);
  }
  const map = names.reduce((now, name, at) => now.with(name, at), empty);
  const again = PersistentMap.from<number>(JSON.parse(JSON.stringify(map)));
  expect(again.keys()).toEqual(names);
  expect(again).toEqual(map);
  expect(Object.getPrototypeOf(map.toJSON())).toBe(Object.prototype);
});

test("a value may be undefined", () => {
  const map = PersistentMap.from<undefined>({}).with("a", undefined);
  expect([map.has("a"), map.size, map.without("a").size]).toEqual([true, 1, 0]);
});

test("is written to JSON as the record it was read from, in its order", () => {
  const record = { z: { n: 1 }, a: { n: 2 } };
  const map = PersistentMap.from(record);
  expect(JSON.stringify({ map })).toBe(JSON.stringify({ map: record }));
  expect(JSON.stringify(map.with("b", { n: 3 }).without("z"))).toBe('{"a":{"n":2},"b":{"n":3}}');
});

test("two are equal to a test when they hold the same in the same order, whatever they went through", () => {
  const [ab, ba] = [empty.with("a", 1).with("b", 2), empty.with("b", 2).with("a", 1)];
  expect(empty.with("x", 0).with("a", 1).without("x").with("b", 2)).toEqual(ab);
  expect(ab).not.toEqual(ba);
  expect(ab).not.toEqual(ab.with("b", 3));
});

test("whatever is done to it, it holds what a Map holds, and every map before it holds what it held", () => {
  // A few hundred keys: more than there are buckets, so that keys share one.
  const change = fc.record({ key: fc.nat(299).map((n) => `s${n}`), value: fc.nat(), removes: fc.boolean() });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 600, size: "max" }), (changes) => {
      const model = new Map<string, number>();
      let map = empty;
      const seen: [PersistentMap<number>, [string, number][]][] = [];
      for (const [at, { key, value, removes }] of changes.entries()) {
        map = removes ? map.without(key) : map.with(key, value);
        if (removes) model.delete(key);
        else model.set(key, value);
        if (map.size !== model.size || map.get(key) !== model.get(key) || map.has(key) !== model.has(key))
          expect.unreachable(`${key} differs`);
        if (at % 50 === 0) seen.push([map, [...model]]);
      }
      seen.push([map, [...model]]);
      for (const [known, held] of seen) expect([...known]).toEqual(held);
      expect(Object.entries(map.toJSON())).toEqual([...model]);
    }),
    { numRuns: 60, seed: 7 },
  );
});
