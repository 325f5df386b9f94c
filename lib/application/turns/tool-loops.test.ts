import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createModel } from "#lib/adapters/models/create-model.ts";
import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { anthropicRefusal } from "#lib/testing/anthropic-rules.ts";
import { refusalOf } from "#lib/testing/openai-rules.ts";
import type { ModelConnection, ModelTool } from "../ports/models.ts";
import type { Heard } from "../usage/count-call.ts";
import { askModel } from "./ask-model.ts";
import { buildPrompt } from "./build-prompt.ts";
import { type Carried, carriedFor } from "./carried.ts";
import { createDraft } from "./draft.ts";
import type { Situation } from "./situation.ts";

const fixture = (name: string) => readFileSync(new URL(`../../adapters/models/fixtures/${name}.sse`, import.meta.url));
const weather: ModelTool = {
  ...{ type: "function", name: "get_weather", description: "Weather" },
  inputSchema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const asked = [{ role: "user", parts: [{ type: "text", text: "Does it rain in Köln?" }], status: "complete" }];
const situation = {
  definition: { systemPrompt: "You are the guide." } as AgentDefinition,
  ...{ systemPromptOverride: null, preferences: {}, memories: [], settings: null, history: asked },
  ...{ packet: null, files: [], stateKeys: [], today: "2026-11-21", targets: [] },
  orchestratorContext: { activeOrchestrators: [], enablingServices: {}, workflowDelegationChain: [] },
} as unknown as Situation;

type Body = Record<string, unknown> & { messages: { role: string; content: Record<string, unknown>[] }[] };
type Item = Record<string, unknown>;

const providersRules = (path: string, headers: Headers, body: Body): string | null =>
  path.endsWith("/messages") ? anthropicRefusal(headers, body as never) : refusalOf(path, body);
/** OpenAI itself takes no field that it does not know. */
const laxer = () => null;

/** A turn of two rounds: the model calls the tool, hears its result and answers. What the second round told it. */
async function loop(
  connection: Omit<ModelConnection, "apiKey" | "baseUrl">,
  [first, second]: [string, string],
  rules = providersRules,
) {
  const answers = [fixture(first), fixture(second)];
  const bodies: Body[] = [];
  const fetch = async (url: string | URL | Request, init: RequestInit = {}) => {
    const body = JSON.parse(String(init.body));
    const refusal = rules(new URL(String(url)).pathname, new Headers(init.headers), body);
    if (refusal) return Response.json({ error: { type: "invalid_request_error", message: refusal } }, { status: 400 });
    bodies.push(body);
    return new Response(answers[bodies.length - 1], { headers: { "content-type": "text/event-stream" } });
  };
  const used = { configId: "c", provider: connection.provider, model: connection.model, name: "One" };
  const model = createModel(
    { ...connection, apiKey: "k", baseUrl: "https://models.test/v1" },
    { fetch: fetch as never },
  );
  const draft = createDraft({ iterations: [], toolCalls: [], answers: [], receipts: [] }, { append() {} });
  draft.writer = used;
  const ask = async () => {
    const prompt = buildPrompt(situation, draft.parts, { carried: carriedFor(draft.carried, used) });
    const heard: Heard = { usage: null, characters: 0 };
    await askModel(model, { prompt, tools: [weather] }, draft, heard, () => {});
    return heard.usage;
  };
  const usage = [await ask()];
  for (const { part } of draft.calls())
    draft.settle(part, { state: "done", output: { sky: "rain" }, startedAt: "1", endedAt: "2" });
  draft.committed = draft.parts.length;
  const stored: Carried[] = JSON.parse(JSON.stringify(draft.carried));
  usage.push(await ask());
  return { bodies, told: bodies[1] as Body, draft, usage, stored, used };
}

const anthropic = { provider: "anthropic", model: "claude-sonnet-4-6" };

describe("what a provider must be told again in the next round", () => {
  test("Anthropic: its thoughts with their signatures, hidden ones too, before its words and calls", async () => {
    const { told, draft, usage } = await loop(anthropic, ["anthropic-thinking-tool", "anthropic-answer"]);
    expect(told.messages.map(({ role }) => role)).toEqual(["user", "assistant", "user"]);
    expect(told.messages[1]?.content).toMatchObject([
      {
        ...{ type: "thinking", thinking: "The weather in Köln: I look it up." },
        signature: expect.stringMatching(/^EqQBCgIYAhIM/),
      },
      { type: "redacted_thinking", data: expect.stringMatching(/^EmwKAhgB/) },
      { type: "text", text: "I look it up." },
      { type: "tool_use", id: "toolu_01T1x1fJ34qAmk2tNTrN7Up6", name: "get_weather", input: { city: "Köln" } },
    ]);
    expect(draft.parts.at(-1)).toEqual({ type: "text", text: "Grüß dich 👋, it rains." });
    expect(JSON.stringify(draft.parts)).not.toContain("EqQBCgIYAhIM");
    // All input, of which the cache has read and written some.
    expect(usage[0]).toEqual({ inputTokens: 2472, cachedTokens: 1880, cacheWriteTokens: 120, outputTokens: 89 });
  });

  test.each([
    ["OpenAI", { provider: "openai", model: "gpt-5.4", wire: "responses" }],
    ["Azure", { provider: "azure", model: "gpt-5.4", deployment: "ours", wire: "responses" }],
  ])("%s: encrypted reasoning before its call, since nothing is stored there", async (_, connection) => {
    const { bodies, told, usage } = await loop(connection, ["responses-reasoning-call", "responses-answer"]);
    expect(bodies[0]).toMatchObject({ store: false, include: ["reasoning.encrypted_content"] });
    const items = (told as unknown as { input: Item[] }).input.filter(({ role }) => role === undefined);
    expect(items).toMatchObject([
      { type: "reasoning", encrypted_content: "gAAAAABop4c-R1tBz9iK", summary: [] },
      { type: "function_call", call_id: "call_a1", name: "get_weather" },
      { type: "function_call_output", call_id: "call_a1" },
    ]);
    expect(usage[0]).toEqual({ inputTokens: 220, cachedTokens: 100, outputTokens: 60, reasoningTokens: 40 });
  });

  test("a compatible server that thinks in `reasoning_content`: the same, beside the call it led to", async () => {
    const compatible = { provider: "openai-compatible", model: "deepseek-reasoner" };
    const { bodies } = await loop(compatible, ["chat-reasoning-call", "chat-answer"], laxer);
    expect(bodies[1]?.messages[2]).toMatchObject({ role: "assistant", reasoning_content: "I look it up." });
    expect(bodies[1]?.messages[2]).toHaveProperty("tool_calls");
  });

  test("Gemini: the signature of its thoughts with the call", async () => {
    const gemini = { provider: "openai-compatible", model: "gemini-3-pro" };
    const { bodies } = await loop(gemini, ["chat-signed-call", "chat-answer"], laxer);
    expect(bodies[1]?.messages[2]).toMatchObject({
      tool_calls: [{ extra_content: { google: { thought_signature: "CpcBAdHtim+signature" } } }],
    });
  });

  test("nobody else is told: another config or model gets the words and calls alone", async () => {
    const { draft, used } = await loop(anthropic, ["anthropic-thinking-tool", "anthropic-answer"]);
    for (const other of [
      { ...used, configId: "another" },
      { ...used, model: "claude-haiku-4-5" },
    ])
      expect(carriedFor(draft.carried, other)).toEqual([]);
    const prompt = buildPrompt(situation, draft.parts, { carried: [] });
    expect(JSON.stringify(prompt)).not.toContain("signature");
  });

  test("a process that takes the turn over is told too: it lies with the iteration", async () => {
    const { draft, stored, used } = await loop(anthropic, ["anthropic-thinking-tool", "anthropic-answer"]);
    const parts = draft.parts.slice(0, 3);
    const resumed = createDraft(
      {
        iterations: [
          { n: 0, parts: [{ type: "text", text: "Before." }], usage: null },
          { n: 1, parts, usage: null, carried: stored },
        ],
        ...{ toolCalls: [], answers: [], receipts: [] },
      },
      { append() {} },
    );
    expect(carriedFor(resumed.carried, used).map(({ part, kind }) => [part, kind])).toEqual([
      [1, "reasoning"],
      [2, "reasoning"],
    ]);
  });

  test("what a failed attempt has carried is forgotten with its words", async () => {
    const draft = createDraft({ iterations: [], toolCalls: [], answers: [], receipts: [] }, { append() {} });
    draft.carry("reasoning", { anthropic: { signature: "s" } }, true);
    draft.write("reasoning", "Hm");
    draft.rewind();
    expect(draft.carried).toEqual([]);
  });
});
