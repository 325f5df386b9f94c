import { describe, expect, test } from "vitest";
import { openApiDocument } from "#lib/server/openapi.ts";
import { type ApiDocument, type ApiSchema, curlOf, groupOperations, partsOf, typeOf } from "./document.ts";

const document = openApiDocument() as unknown as ApiDocument;
const all = groupOperations(document, "").flatMap((group) => group.operations);
const find = (name: string) => {
  const found = all.find(({ method, path }) => `${method} ${path}` === name);
  if (!found) throw new Error(`There is no ${name}.`);
  return found;
};

describe("the browsable document", () => {
  test("shows every operation under its heading", () => {
    const count = Object.values(document.paths).reduce((sum, methods) => sum + Object.keys(methods).length, 0);
    expect(all).toHaveLength(count);
  });

  test("is searched by all words, in path, method and summary", () => {
    const found = groupOperations(document, "post  ARCHIVE").flatMap((group) => group.operations);
    expect(found.map(({ path }) => path)).toEqual(["/api/agents/{agent}/archive"]);
    expect(groupOperations(document, "nothing-of-that-name")).toEqual([]);
  });

  test("names types in a few words", () => {
    expect(typeOf({ $ref: "#/components/schemas/Session" })).toBe("Session");
    expect(typeOf({ type: ["string", "null"], format: "uuid" })).toBe("string (uuid) | null");
    expect(typeOf({ type: "array", items: { $ref: "#/components/schemas/Run" } })).toBe("Run[]");
    expect(typeOf({ anyOf: [{ type: "integer" }, { type: "null" }] })).toBe("integer | null");
    expect(typeOf({ enum: ["a", "b"] })).toBe('"a" | "b"');
  });

  test("opens references, items and choices, and ends where nothing is inside", () => {
    const session: ApiSchema = { $ref: "#/components/schemas/Session" };
    expect(partsOf(document, session).map(([name]) => name)).toContain("feedSequence");
    expect(partsOf(document, { type: "array", items: session })).toEqual(partsOf(document, session));
    expect(partsOf(document, { anyOf: [session, { type: "null" }] })).toEqual(partsOf(document, session));
    expect(partsOf(document, { type: "string" })).toEqual([]);
  });
});

describe("a curl command", () => {
  const curl = (name: string) => curlOf(document, find(name), "http://localhost:3000");

  test("carries the key, and the example where there is a body", () => {
    expect(curl("GET /api/sessions")).toBe(
      "curl 'http://localhost:3000/api/sessions' \\\n  -H 'Authorization: Bearer tl_…'",
    );
    expect(curl("POST /api/sessions")).toContain(`-d '{"title":"Forecast for the third quarter"}'`);
    expect(curl("POST /api/setup")).not.toContain("Authorization");
  });

  test("has words in the place of parameters, which curl would expand", () => {
    expect(curl("GET /api/sessions/{sessionId}/state/{key}")).toContain("/api/sessions/SESSION_ID/state/KEY'");
  });

  test("sends files as a form, and keeps streams open", () => {
    expect(curl("POST /api/files")).toContain("-F 'file=@sales.csv'");
    expect(curl("GET /api/agents/{agent}/stream")).toContain("-N");
  });
});
