import { describe, expect, test } from "vitest";
import { parseRecord } from "./parse-record.ts";

const at = "2025-03-01T10:00:00.000Z";
const base = { id: "s-1", user: "Ada@Example.org", sessionType: "guide_agent", status: "completed", createdAt: at };
const record = (more: object = {}) => parseRecord(JSON.stringify({ ...base, items: [], ...more }));
const messages = (...items: object[]) => record({ items }).messages;
const refused = (more: object) => expect(() => record(more));

describe("a record", () => {
  test("is read with every fact that it has", () => {
    expect(
      record({
        title: "Sales  of\nMay",
        summary: "Margins fell.",
        updatedAt: "2025-03-01T11:00:00Z",
        completedAt: "2025-03-01T10:30:00Z",
        metadata: { plan: "pro" },
        items: [{ role: "user", text: "Hello", timestamp: "2025-03-01T10:00:05Z" }],
      }),
    ).toEqual({
      recordId: "s-1",
      user: { email: "ada@example.org", id: null, name: null },
      sessionType: "guide_agent",
      status: "completed",
      title: "Sales of May",
      summary: "Margins fell.",
      reason: null,
      createdAt: at,
      updatedAt: "2025-03-01T11:00:00.000Z",
      lastActivityAt: "2025-03-01T11:00:00.000Z",
      endedAt: "2025-03-01T10:30:00.000Z",
      expiredAt: null,
      metadata: { plan: "pro" },
      messages: [
        { role: "user", parts: [{ type: "text", text: "Hello" }], model: null, at: "2025-03-01T10:00:05.000Z" },
      ],
      items: 1,
    });
  });

  test("is understood in the spellings of other systems", () => {
    const other = parseRecord(
      JSON.stringify({
        _id: { $oid: "65f0c0ffee" },
        user_email: "ada@example.org",
        session_type: "luca",
        state: "Terminated",
        created_at: { $date: { $numberLong: "1740823200000" } },
        conversation_history: [{ role: "human", content: "Hi", created_at: 1740823205 }],
        termination_reason: "The person left.",
      }),
    );
    expect(other).toMatchObject({
      recordId: "65f0c0ffee",
      user: { email: "ada@example.org" },
      status: "stopped",
      reason: "The person left.",
      createdAt: at,
      endedAt: "2025-03-01T10:00:05.000Z",
      messages: [{ role: "user", at: "2025-03-01T10:00:05.000Z" }],
    });
  });

  test.each([
    [{ user: "0198c0de" }, { email: null, id: "0198c0de", name: null }],
    [{ user: { email: "B@x.org", id: 7, name: "Bo" } }, { email: "b@x.org", id: "7", name: "Bo" }],
    [
      { user: undefined, userId: "c@x.org" },
      { email: "c@x.org", id: null, name: null },
    ],
  ])("names its user as %j", (given, user) => expect(record(given).user).toEqual(user));

  test.each([
    ["active", "active"],
    ["in-progress", "active"],
    ["COMPLETED", "completed"],
    ["closed", "completed"],
    ["stopped", "stopped"],
    ["cancelled", "stopped"],
    ["timed_out", "expired"],
  ])("of status %s is %s", (status, expected) => expect(record({ status }).status).toBe(expected));

  test("that is active has no end; one that expired was completed before", () => {
    expect(record({ status: "active", completedAt: at })).toMatchObject({ endedAt: null, expiredAt: null });
    expect(record({ status: "expired", completedAt: at, expiresAt: "2025-03-02" })).toMatchObject({
      endedAt: at,
      expiredAt: "2025-03-02T00:00:00.000Z",
    });
  });

  test.each([
    [{ id: undefined }, "id is missing"],
    [{ id: "x".repeat(201) }, "id is longer"],
    [{ user: " " }, "user is missing"],
    [{ user: undefined, email: "ada" }, "has no @"],
    [{ sessionType: undefined }, "sessionType is missing"],
    [{ status: undefined }, "status is missing"],
    [{ status: "sleeping" }, 'status "sleeping" is unknown'],
    [{ status: "constructor" }, "is unknown"],
    [{ items: undefined }, "items is missing"],
    [{ items: "Hello" }, "items is not a list"],
    [{ items: Array(20_001).fill(0) }, "items has more than 20000 entries"],
    [{ createdAt: "soon" }, 'createdAt is not a date: "soon"'],
    [{ createdAt: "2025-02-30T10:00:00Z" }, "createdAt is not a date"],
    [{ created_at: 12, createdAt: undefined }, "created_at is no likely date"],
    [{ createdAt: undefined }, "createdAt is missing"],
    [{ completedAt: "2025-03-01T09:59:59Z" }, "completedAt 2025-03-01T09:59:59.000Z is before createdAt"],
    [
      { status: "stopped", endTime: "2025-03-01T09:59:59Z" },
      "completedAt 2025-03-01T09:59:59.000Z is before createdAt",
    ],
    [{ updatedAt: "2025-02-28" }, "updatedAt 2025-02-28T00:00:00.000Z is before createdAt"],
    [{ status: "expired", completedAt: at, expiresAt: "2025-02-28" }, "expiresAt 2025-02-28T00:00:00.000Z is before"],
    [{ metadata: [1] }, "metadata is not an object"],
    [{ title: ["x"] }, "title is not a text"],
    [{ items: [{ role: "user", text: "a\0b" }] }, "items[0].text holds a NUL character"],
    [{ metadata: { a: "\ud800" } }, "metadata.a holds half of a surrogate pair"],
  ])("with %j is refused: %s", (given, reason) => refused(given).toThrow(reason));

  test("that is not JSON, no object, or nested without end is refused", () => {
    expect(() => parseRecord("{")).toThrow("the line is not JSON");
    expect(() => parseRecord("[1]")).toThrow("the line is not a JSON object");
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(() => parseRecord(`{"id":"x","metadata":{"a":${deep}}}`)).toThrow("nested deeper");
  });
});

describe("times", () => {
  test.each([
    ["2025-03-01T10:00:00Z"],
    ["2025-03-01T12:00:00+02:00"],
    ["2025-03-01T12:00:00.000+0200"],
    ["2025-03-01 10:00:00"],
    ["2025-03-01 10:00:00,000 UTC"],
    ["2025-03-01T10:00"],
    [1740823200],
    [1740823200000],
    ["1740823200000"],
    [{ $date: "2025-03-01T10:00:00Z" }],
  ])("%j is ten o'clock", (createdAt) => expect(record({ createdAt }).createdAt).toBe(at));
});

describe("items", () => {
  test.each(["items[0] has no role", 'the unknown role "ghost"', "items[0] has no text", "items[0] is not an object"])(
    "are refused: %s",
    (reason) => {
      const bad: Record<string, unknown> = {
        "items[0] has no role": { text: "x" },
        'the unknown role "ghost"': { role: "ghost", text: "x" },
        "items[0] has no text": { role: "user" },
        "items[0] is not an object": "hello",
      };
      refused({ items: [bad[reason]] }).toThrow(reason);
    },
  );

  test("say texts, reasoning and files in their order; an empty answer stays", () => {
    const content = [
      { type: "reasoning", text: "Hm." },
      { type: "text", text: "Look:" },
      { type: "image_url", image_url: { url: "https://x.org/a.png" } },
      "Done.",
    ];
    expect(messages({ role: "assistant", content, model: "gpt-4" }, { role: "assistant", text: "" })).toMatchObject([
      {
        model: "gpt-4",
        parts: [
          { type: "reasoning", text: "Hm." },
          { type: "text", text: "Look:" },
          { type: "notice", text: "A file of the old system was here." },
          { type: "text", text: "Done." },
        ],
      },
      { role: "assistant", parts: [], at },
    ]);
    refused({ items: [{ role: "user", content: [{ type: "hologram", text: "x" }] }] }).toThrow('type "hologram"');
  });

  test("of a tool give their result to the call that they answer", () => {
    const call = { id: "c1", type: "function", function: { name: "lookup", arguments: '{"q":"VAT"}' } };
    expect(
      messages(
        { role: "assistant", content: null, tool_calls: [call] },
        { role: "tool", tool_call_id: "c1", content: "19 %", timestamp: "2025-03-01T10:00:09Z" },
      ),
    ).toEqual([
      {
        role: "assistant",
        model: null,
        at,
        parts: [
          {
            type: "tool-call",
            toolCallId: "c1",
            tool: "lookup",
            input: { q: "VAT" },
            state: "done",
            output: "19 %",
            endedAt: "2025-03-01T10:00:09.000Z",
          },
        ],
      },
    ]);
  });

  test("carry calls with their own result, a failure, or none", () => {
    const [message] = messages({
      role: "assistant",
      text: "I look it up.",
      toolCalls: [
        { name: "a", input: { x: 1 }, output: { y: [2] } },
        { tool: "b", args: {}, error: { message: "no line" } },
        { toolName: "c", input: "plain" },
      ],
    });
    expect(message?.parts).toEqual([
      { type: "text", text: "I look it up." },
      { type: "tool-call", toolCallId: "call-1", tool: "a", input: { x: 1 }, state: "done", output: { y: [2] } },
      {
        ...{ type: "tool-call", toolCallId: "call-2", tool: "b", input: {}, state: "failed" },
        error: { code: "tool_failed", message: "no line", retryable: false },
      },
      { type: "tool-call", toolCallId: "call-3", tool: "c", input: "plain", state: "unknown" },
    ]);
    refused({ items: [{ role: "assistant", toolCalls: [{ input: {} }] }] }).toThrow(
      "items[0].toolCalls[0] does not name its tool",
    );
  });

  test("as blocks: use and result in a person's turn, and a result that nobody asked for", () => {
    const said = messages(
      { role: "assistant", content: [{ type: "tool_use", id: "u1", name: "add", input: { a: 1 } }] },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "u1", content: [{ type: "text", text: "2" }] }],
      },
      { role: "tool", name: "clock", output: "noon" },
    );
    expect(said.map(({ role, parts }) => [role, parts])).toMatchObject([
      ["assistant", [{ toolCallId: "u1", state: "done", output: "2" }]],
      ["assistant", [{ tool: "clock", input: {}, state: "done", output: "noon" }]],
    ]);
  });
});
