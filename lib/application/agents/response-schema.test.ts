import { describe, expect, test } from "vitest";
import type { JsonObject } from "#lib/domain/json.ts";
import { checkResponse, responseFromText } from "./response-schema.ts";

const ID = "00000000-0000-4000-8000-000000000001";
const files = (accept?: string[]): { kind: "file"; schema: JsonObject } => ({
  kind: "file",
  schema: {
    type: "object",
    properties: { fileIds: { type: "array", items: { type: "string", format: "uuid" }, minItems: 1, maxItems: 2 } },
    required: ["fileIds"],
    ...(accept && { accept }),
  },
});
const stored = (fileType: string) => [{ fileId: ID, name: "sales.tsv", fileType }];
const refused = (message: string) => expect.objectContaining({ code: "response_invalid", message });

describe("an answer with files", () => {
  test("names files of the session, of the types that are asked for", () => {
    const answer = { fileIds: [ID] };
    expect(checkResponse(files(), answer, stored("pdf"))).toEqual(answer);
    expect(checkResponse(files(["csv"]), answer, stored("tsv"))).toEqual(answer);
    expect(() => checkResponse(files(["csv", "xlsx"]), answer, stored("pdf"))).toThrow(
      refused("Files of type csv, xlsx are asked for; sales.tsv is none."),
    );
    expect(() => checkResponse(files(), answer, [])).toThrow(
      refused("There is no such file in this session. Upload it first."),
    );
  });
});

describe("words", () => {
  const options: JsonObject = { oneOf: [{ const: "a", title: "Apples" }, { const: "b" }] };

  test("answer a choice by value or title, or in any way where own words will do", () => {
    expect(responseFromText({ kind: "choice", schema: options }, " apples ")).toBe("a");
    expect(responseFromText({ kind: "choice", schema: options }, "Pears")).toBeNull();
    const own = { anyOf: [options, { type: "string", minLength: 1 }] };
    expect(responseFromText({ kind: "choice", schema: own }, "Pears")).toBe("Pears");
  });

  test("answer yes or no, and no form", () => {
    expect(responseFromText({ kind: "confirm", schema: { type: "boolean" } }, "Yes!")).toBe(true);
    expect(responseFromText({ kind: "confirm", schema: { type: "boolean" } }, "Perhaps")).toBeNull();
    expect(responseFromText({ kind: "form", schema: { type: "object" } }, "Ada")).toBeNull();
  });
});

describe("an answer of another shape is told what was asked for", () => {
  const options: JsonObject = { oneOf: [{ const: "a" }, { const: "b" }] };
  const own: JsonObject = { anyOf: [options, { type: "string", minLength: 1, maxLength: 50 }] };
  test.each([
    ["choice", options, "z", 'Answer with one of "a", "b".'],
    ["choice", own, "", 'Answer with one of "a", "b", or at most 50 characters of your own.'],
    [
      "choice",
      { type: "array", items: options, minItems: 1, maxItems: 2, uniqueItems: true },
      ["a", "a"],
      'Answer with a list (1 to 2), each once, of one of "a", "b".',
    ],
    ["confirm", { type: "boolean" }, "yes", "Answer with true or false."],
    [
      "file",
      files().schema,
      { fileIds: [] },
      'Answer with {"fileIds": […]}, the ids (1 to 2) of files of this session.',
    ],
    [
      "approval",
      { type: "object", properties: { approved: { type: "boolean" } }, required: ["approved"] },
      { approved: "maybe" },
      'Answer with {"approved": true} or {"approved": false}, and a "note" if you like.',
    ],
  ] as const)("%s", (kind, schema, response, message) => {
    expect(() => checkResponse({ kind, schema: schema as JsonObject }, response as never, [])).toThrow(
      refused(message),
    );
  });
});
