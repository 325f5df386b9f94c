import fc from "fast-check";
import {
  FORMAT,
  type PortableMessage,
  type PortablePart,
  type PortableSession,
  VERSION,
} from "#lib/application/portable/schema.ts";

/** Times, texts and names of all kinds, as files of others have them. */
const at = fc
  .date({ min: new Date("2000-01-01"), max: new Date("2099-12-31"), noInvalidDate: true })
  .map((date) => date.toISOString());
const text = fc.string({ unit: "grapheme", maxLength: 60 }).map((one) => one.replaceAll("\0", "").toWellFormed());
const hostile = fc.constantFrom(
  "```\n</pre><script>alert(1)</script>",
  "> # Not mine",
  "__proto__",
  "![x](https://evil.example/x.png)",
);
const words = fc.oneof(text, hostile);
const name = words.map((one) => one.replaceAll(/[\\/\s\p{C}]/gu, "") || "name");
const json = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value).replaceAll("\\u0000", "")));
const who = fc.constantFrom("me" as const, "other" as const);
const count = fc.nat(1_000_000);
const file = fc.record({
  name: name
    .filter((one) => !/^\.+$/.test(one) && one.normalize("NFC") === one)
    .map((one) => `${one.slice(0, 40)}.csv`.toWellFormed()),
  mediaType: fc.constant("text/csv"),
  size: count,
  sha256: fc.option(fc.constant("ab".repeat(32))),
});
const failure = fc.record({
  code: fc.constantFrom("model_timeout" as const, "tool_failed" as const),
  message: words,
  retryable: fc.boolean(),
});
const model = fc.record({ provider: fc.constant("demo"), model: name, name });
const NAMES: Record<string, string> = { guide: "Guide", luca: "Luca", "gone-elsewhere": "Gone <b>" };
const agent = fc.constantFrom(...Object.keys(NAMES));

const part: fc.Arbitrary<PortablePart> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ type: fc.constant("text" as const), text: words }) },
  fc.record({ type: fc.constant("reasoning" as const), text: words }),
  file.map((one) => ({ type: "file" as const, ...one })),
  fc.record(
    {
      ...{ type: fc.constant("tool-call" as const), toolCallId: name, tool: name, input: json },
      state: fc.constantFrom("done" as const, "failed" as const, "unknown" as const, "stopped" as const),
      ...{ output: json, error: failure, startedAt: at, endedAt: at, answered: fc.record({ by: who, at }) },
    },
    { requiredKeys: ["type", "toolCallId", "tool", "input", "state"] },
  ),
  fc.record({
    type: fc.constant("table" as const),
    table: fc.record({
      title: words,
      columns: fc.constant([{ key: "a", label: "A", align: "right" as const }]),
      rows: fc.array(fc.record({ a: fc.oneof(words, fc.integer(), fc.constant(null)) }), { maxLength: 3 }),
    }),
  }),
  fc.record({
    ...{ type: fc.constant("handoff" as const), handoff: fc.constant(1), from: fc.constant("guide"), to: agent },
    ...{ goal: words, facts: fc.array(words, { maxLength: 2 }), openQuestions: fc.array(words, { maxLength: 2 }) },
    ...{ files: fc.array(file, { maxLength: 2 }), createdAt: at },
  }),
  fc.record({ type: fc.constant("run" as const), workflowType: name }),
  fc.record({ type: fc.constant("notice" as const), level: fc.constant("warning" as const), text: words }),
  fc.record({
    type: fc.constant("receipts" as const),
    receipts: fc.array(
      fc.record({
        ...{ provider: fc.constant("demo"), model: name, name, iteration: fc.nat(3), attempt: fc.nat(3), at },
        ...{ code: fc.constant("model_timeout" as const), message: words },
        next: fc.option(fc.record({ model, at })),
      }),
      { maxLength: 2 },
    ),
  }),
);

const message: fc.Arbitrary<Omit<PortableMessage, "number" | "follows"> & { back: number }> = fc
  .record({
    back: fc.nat(20),
    role: fc.constantFrom("user" as const, "assistant" as const, "system" as const),
    author: who,
    status: fc.constantFrom("complete" as const, "stopped" as const, "failed" as const),
    parts: fc.array(part, { maxLength: 4 }),
    model: fc.option(model),
    usage: fc.option(fc.record({ inputTokens: count, outputTokens: count })),
    orchestratorContext: fc.constant(null),
    error: fc.option(failure),
    createdAt: at,
  })
  .map((one) => ({ ...one, author: one.role === "user" ? one.author : null }));

/** A packet is the same wherever it stands, so the first one of the file stands for all. */
function withOnePacket(conversations: PortableSession["conversations"]): PortableSession["conversations"] {
  const parts = conversations.flatMap(({ messages }) => messages.flatMap((one) => one.parts));
  const packet = parts.find((one) => one.type === "handoff");
  return conversations.map((conversation) => ({
    ...conversation,
    messages: conversation.messages.map((one) => ({
      ...one,
      parts: one.parts.map((each) => (each.type === "handoff" && packet ? packet : each)),
    })),
  }));
}

const conversations = fc
  .uniqueArray(fc.record({ agent, messages: fc.array(message, { maxLength: 8 }) }), {
    selector: (one) => one.agent,
    maxLength: 3,
  })
  .map((all) =>
    withOnePacket(
      all.map(({ agent: slug, messages }) => ({
        ...{ agent: slug, name: NAMES[slug] as string },
        messages: messages.map(({ back, ...one }, index) => ({
          ...{ number: index + 1, follows: back < index ? index - back : null },
          ...one,
        })),
      })),
    ),
  );

/** A file as another installation may have written it; what was under way in it has stopped. */
export const portableSessions: fc.Arbitrary<PortableSession> = fc
  .record({
    ...{ format: fc.constant(FORMAT), version: fc.constant(VERSION), exportedAt: at, createdAt: at },
    title: fc.option(name),
    subject: fc.option(words),
    status: fc.constantFrom("active" as const, "completed" as const, "stopped" as const, "expired" as const),
    orchestratorContext: fc.constant({
      activeOrchestrators: [],
      enablingServices: { FileParser: { invocations: 2, lastUsed: "2026-11-20T09:00:00.000Z" } },
      workflowDelegationChain: ["guide", "luca"],
    }),
    conversations,
  })
  .map((one) => ({
    ...one,
    titleFrom: one.title === null ? null : (one.conversations[0]?.agent ?? null),
  })) as fc.Arbitrary<PortableSession>;
