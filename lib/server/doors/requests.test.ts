import { describe, expect, test } from "vitest";
import { checkOrigin } from "./origin.ts";
import { matchPath } from "./path.ts";
import { parseJsonObject, readBody } from "./read-body.ts";

describe("a path", () => {
  test.each([
    ["/api/sessions/{id}", "/api/sessions/a%20b", { id: "a b" }],
    ["/api/sessions/{id}", "/api/sessions/%E0%A4%A", { id: "%E0%A4%A" }],
    ["/api/sessions/{id}", "/api/sessions/a%2Fb", { id: "a/b" }],
    ["/api/sessions/{id}", "/api/sessions/", null],
    ["/api/sessions/{id}", "/api/sessions/a/b", null],
    ["/api/sessions", "/api/sessions", {}],
    ["/api/sessions", "/api/Sessions", null],
  ])("%s and %s give %j", (template, pathname, parameters) => {
    expect(matchPath(template, pathname)).toEqual(parameters);
  });
});

describe("where a mutation comes from", () => {
  const passes = (headers: Record<string, string>) => {
    try {
      checkOrigin(new Headers({ host: "localhost:3000", ...headers }));
      return true;
    } catch {
      return false;
    }
  };
  test.each<[Record<string, string>, boolean]>([
    [{}, true],
    [{ origin: "http://localhost:3000" }, true],
    [{ "sec-fetch-site": "same-origin", origin: "https://behind.a.proxy" }, true],
    [{ "sec-fetch-site": "none" }, true],
    [{ origin: "http://localhost:3001" }, false],
    [{ origin: "https://evil.example" }, false],
    [{ origin: "http://localhost:3000.evil.example" }, false],
    [{ origin: "null" }, false],
    [{ origin: "" }, false],
    [{ "sec-fetch-site": "same-site" }, false],
    [{ "sec-fetch-site": "cross-site", origin: "http://localhost:3000" }, false],
  ])("%j: %s", (headers, allowed) => {
    expect(passes(headers)).toBe(allowed);
  });
});

describe("a body", () => {
  const post = (body: BodyInit | null) =>
    new Request("http://localhost/", { method: "POST", body, duplex: "half" } as RequestInit);

  test("comes whole up to the limit and is refused one byte later", async () => {
    expect((await readBody(post("x".repeat(10)), 10)).length).toBe(10);
    await expect(readBody(post("x".repeat(11)), 10)).rejects.toMatchObject({ code: "payload_too_large" });
    expect((await readBody(post(null), 10)).length).toBe(0);
  });

  test("that goes on after its refusal is read to its end and never cancelled", async () => {
    let cancelled = false;
    let left = 50;
    const stream = new ReadableStream({
      pull(controller) {
        if (left-- === 0) controller.close();
        else controller.enqueue(new Uint8Array(10));
      },
      cancel() {
        cancelled = true;
      },
    });
    await expect(readBody(post(stream), 15)).rejects.toMatchObject({ code: "payload_too_large" });
    await expect.poll(() => left).toBe(-1);
    expect(cancelled).toBe(false);
  });

  const text = (value: string) => parseJsonObject(new TextEncoder().encode(value));
  test("is a JSON object in UTF-8, or nothing", () => {
    expect(text("")).toEqual({});
    expect(text('{"a":1}')).toEqual({ a: 1 });
    for (const broken of ["{", "undefined", "{'a':1}", "\u0000"])
      expect(() => text(broken)).toThrow(expect.objectContaining({ code: "malformed_body" }));
    expect(() => parseJsonObject(Uint8Array.of(0x22, 0xff, 0x22))).toThrow(
      expect.objectContaining({ code: "malformed_body" }),
    );
    for (const other of ["[]", "1", "null", '"a"'])
      expect(() => text(other)).toThrow(expect.objectContaining({ code: "validation_failed" }));
  });

  test("brings nothing along that no row could hold", () => {
    expect(text('{"text":"a\\u0000b \\ud800","list":["\\ud83d\\ude00"]}')).toEqual({ text: "ab \ufffd", list: ["😀"] });
  });

  test("is nested 64 levels at most, however deep it goes", () => {
    const nested = (depth: number) => text(`{"a":${"[".repeat(depth)}${"]".repeat(depth)}}`);
    expect(nested(63)).toHaveProperty("a");
    for (const depth of [64, 100_000])
      expect(() => nested(depth)).toThrow(expect.objectContaining({ code: "validation_failed" }));
  });

  test("with more values than any of ours is refused before anything is made of it, so that its end is not missed", () => {
    const keys = (count: number) => Array.from({ length: count }, (_, index) => `"k${index}":0`).join();
    expect(Object.keys(text(`{${keys(100_000)}}`))).toHaveLength(100_000);
    for (const end of ["}", ""])
      expect(() => text(`{${keys(100_001)}${end}`)).toThrow(expect.objectContaining({ code: "validation_failed" }));
  });
});
