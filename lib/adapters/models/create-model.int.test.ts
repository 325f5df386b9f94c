import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type {
  LanguageModel,
  ModelCall,
  ModelConnection,
  ModelStreamPart,
  ModelTool,
} from "#lib/application/ports/models.ts";
import { createGuardedFetch } from "../outbound/guarded-fetch.ts";
import { createOutboundPolicy } from "../outbound/outbound-policy.ts";
import { createModel } from "./create-model.ts";

const mock = new LLMock({ port: 0, host: "127.0.0.1" });
const guarded = createGuardedFetch(createOutboundPolicy(["127.0.0.1"]));

beforeAll(async () => {
  await mock.start();
});
afterAll(async () => {
  guarded.close();
  await mock.stop();
});

type Reached = Pick<ModelConnection, "provider" | "model" | "wire" | "deployment" | "apiVersion"> & { path?: string };

/** Every wire, by each way that leads to it. */
const wires: [string, Reached][] = [
  ["an OpenAI-compatible server", { provider: "openai-compatible", model: "llama3.3" }],
  ["OpenAI", { provider: "openai", model: "gpt-4.1" }],
  ["OpenAI's Responses API, which the model needs", { provider: "openai", model: "gpt-5-codex" }],
  ["OpenAI's Responses API, as chosen", { provider: "openai", model: "gpt-4.1", wire: "responses" }],
  ["Anthropic", { provider: "anthropic", model: "claude-sonnet-4-6", path: "" }],
  ["Azure", { provider: "azure", model: "gpt-4.1", deployment: "ours", path: "" }],
  ["Azure by version", { provider: "azure", model: "gpt-4.1", deployment: "ours", apiVersion: "2024-10-21", path: "" }],
  ["Azure's Responses API", { provider: "azure", model: "gpt-5.4", deployment: "ours", wire: "responses", path: "" }],
];

const connectionTo = ({ path = "/v1", ...reached }: Reached, origin = mock.url): ModelConnection => ({
  ...{ ...reached, apiKey: "sk-test-key-1234567890", baseUrl: `${origin}${path}` },
});
const modelOf = (reached: Reached, timeouts = {}) => createModel(connectionTo(reached), { fetch: guarded, timeouts });
const asked = (text: string, more: Partial<ModelCall> = {}): ModelCall => ({
  prompt: [{ role: "user", content: [{ type: "text", text }] }],
  ...more,
});
const weather: ModelTool = {
  type: "function",
  name: "get_weather",
  description: "Weather",
  inputSchema: { type: "object", properties: { city: { type: "string" } } },
};

async function run(model: LanguageModel, call: ModelCall) {
  const parts: ModelStreamPart[] = [];
  for await (const part of (await model.doStream(call)).stream) parts.push(part);
  const text = parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : [])).join("");
  const reasoning = parts.flatMap((part) => (part.type === "reasoning-delta" ? [part.delta] : [])).join("");
  const calls = parts.filter((part) => part.type === "tool-call");
  const errors = parts.flatMap((part) =>
    part.type === "error" ? [part.error as { code: string; details: { retryable: boolean } }] : [],
  );
  const finish = parts.filter((part) => part.type === "finish");
  return { parts, text, reasoning, calls, errors, finish };
}

describe.each(wires)("a model of %s over the real wire", (_, reached) => {
  const model = () => modelOf(reached);

  it("streams the text, with finish reason and usage", async () => {
    mock.reset().onMessage("hello", {
      content: "Grüß dich 👋, how can I help?",
      usage: { prompt_tokens: 4, completion_tokens: 9, input_tokens: 4, output_tokens: 9 },
    });
    const { text, finish, errors } = await run(model(), asked("hello"));
    expect(text).toBe("Grüß dich 👋, how can I help?");
    expect(finish).toHaveLength(1);
    expect(finish[0]?.finishReason.unified).toBe("stop");
    expect(finish[0]?.usage.outputTokens.total).toBe(9);
    expect(errors).toEqual([]);
  });

  it("streams tool calls with their arguments, and sends results back", async () => {
    mock.reset().on(
      { userMessage: "weather", hasToolResult: false },
      {
        toolCalls: [
          { name: "get_weather", arguments: '{"city":"Köln"}' },
          { name: "get_weather", arguments: '{"city":"Oslo"}' },
        ],
      },
    );
    mock.on({ userMessage: "weather", hasToolResult: true }, { content: "Rain in both." });
    const first = await run(model(), asked("weather", { tools: [weather] }));
    expect(first.calls.map(({ toolName, input }) => [toolName, JSON.parse(input)])).toEqual([
      ["get_weather", { city: "Köln" }],
      ["get_weather", { city: "Oslo" }],
    ]);
    expect(first.finish[0]?.finishReason.unified).toBe("tool-calls");
    const second = await run(model(), {
      tools: [weather],
      prompt: [
        ...asked("weather").prompt,
        {
          role: "assistant",
          content: first.calls.map(({ toolCallId, toolName, input }) => ({
            type: "tool-call",
            toolCallId,
            toolName,
            input: JSON.parse(input),
          })),
        },
        {
          role: "tool",
          content: first.calls.map(({ toolCallId, toolName }) => ({
            type: "tool-result",
            toolCallId,
            toolName,
            output: { type: "json", value: "rain" },
          })),
        },
      ],
    });
    expect(second.text).toBe("Rain in both.");
  });

  it("answers in one piece", async () => {
    mock.reset().onMessage("hello", { content: "Hi." });
    const { content, finishReason } = await model().doGenerate(asked("hello"));
    expect(content.filter(({ type }) => type === "text")).toMatchObject([{ text: "Hi." }]);
    expect(finishReason.unified).toBe("stop");
  });

  it("sends the key as a bearer token and the instructions first", async () => {
    mock.reset().onMessage("hello", { content: "Hi." });
    await run(model(), { prompt: [{ role: "system", content: "Be brief." }, ...asked("hello").prompt] });
    const sent = mock.getLastRequest();
    expect(JSON.stringify(sent?.body)).toContain("Be brief.");
  });

  it.each([
    [401, "model_unauthorized", false],
    [403, "model_unauthorized", false],
    [404, "model_not_found", false],
    [429, "model_rate_limited", true],
    [500, "model_unavailable", true],
    [503, "model_unavailable", true],
  ])("fails with %i as %s", async (status, code, retryable) => {
    mock.reset().onMessage("hello", { error: { message: "no", type: "some_error" }, status });
    await expect(run(model(), asked("hello"))).rejects.toMatchObject({ code, details: { retryable } });
    await expect(model().doGenerate(asked("hello"))).rejects.toMatchObject({ code, details: { retryable } });
  });

  it("tells how long a rate limit asks to wait", async () => {
    mock.reset().onMessage("hello", { error: { message: "slow down" }, status: 429, retryAfter: 7 });
    await expect(run(model(), asked("hello"))).rejects.toMatchObject({ details: { retryAfterMs: 7000 } });
  });

  it("keeps the text that came before a cut, then says that the stream was cut", async () => {
    mock
      .reset()
      .onMessage(
        "hello",
        { content: "one two three four five six seven eight nine ten eleven twelve" },
        { chunkSize: 4, latency: 5, truncateAfterChunks: 8 },
      );
    const { text, errors, finish } = await run(model(), asked("hello"));
    expect(text).toMatch(/^one /);
    expect(errors).toMatchObject([{ code: "model_stream_cut", details: { retryable: true } }]);
    expect(finish).toHaveLength(1);
    expect(finish[0]?.finishReason.unified).toBe("error");
  });

  it("gives up a model that stays silent", async () => {
    mock.reset().onMessage("hello", { content: "late" }, { latency: 5000 });
    const failed = run(modelOf(reached, { firstTokenMs: 50, betweenTokensMs: 50 }), asked("hello")).then(({ errors }) =>
      Promise.reject(errors[0]),
    );
    await expect(failed).rejects.toMatchObject({ code: "model_timeout", details: { retryable: true } });
  });

  it("stops with the reason of the abort", async () => {
    mock.reset().onMessage("hello", { content: "one two three four five six" }, { chunkSize: 2, latency: 20 });
    const stop = new AbortController();
    const { stream } = await model().doStream(asked("hello", { abortSignal: stop.signal }));
    const reader = stream.getReader();
    await reader.read();
    stop.abort(new Error("stopped by a person"));
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toThrow("stopped by a person");
    await expect(model().doStream(asked("hello", { abortSignal: stop.signal }))).rejects.toThrow("stopped by a person");
  });

  it("fails clearly when nobody listens, and when the address is refused", async () => {
    const at = (origin: string, guard = guarded) => createModel(connectionTo(reached, origin), { fetch: guard });
    await expect(run(at("http://127.0.0.1:1"), asked("hello"))).rejects.toMatchObject({
      code: "model_unavailable",
      details: { retryable: true },
    });
    const closed = createGuardedFetch(createOutboundPolicy());
    await expect(run(at(mock.url, closed), asked("hello"))).rejects.toMatchObject({
      code: "outbound_refused",
      message: expect.stringContaining("OUTBOUND_ALLOW"),
    });
  });
});

it.each(wires)("%s never repeats the key that a provider repeats", async (_, reached) => {
  mock.reset().onMessage("hello", { error: { message: "Bad header: c4n4ry0123456789abcdef" }, status: 400 });
  const model = createModel({ ...connectionTo(reached), apiKey: "c4n4ry0123456789abcdef" }, { fetch: guarded });
  const failures = await Promise.all(
    [run(model, asked("hello")), model.doGenerate(asked("hello"))].map((call) =>
      Promise.resolve(call).catch((error: unknown) => error),
    ),
  );
  for (const failure of failures) {
    expect(failure).toMatchObject({ code: "model_refused", message: expect.stringContaining("[key]") });
    expect(String(failure) + JSON.stringify(failure)).not.toContain("c4n4ry");
  }
});

describe("the chat-completions wire", () => {
  it("streams reasoning apart from the text", async () => {
    mock.reset().onMessage("hello", { content: "42", reasoning: "six times seven" });
    const { text, reasoning, parts } = await run(
      modelOf({ provider: "openai-compatible", model: "qwen3" }),
      asked("hello"),
    );
    expect([reasoning, text]).toEqual(["six times seven", "42"]);
    expect(parts.findIndex((part) => part.type === "reasoning-end")).toBeLessThan(
      parts.findIndex((part) => part.type === "text-start"),
    );
  });

  it("says that an answer which is no stream cannot be read", async () => {
    mock.reset().onMessage("hello", { content: "hi" }).setChaos({ malformedRate: 1 });
    const outcome = run(modelOf({ provider: "openai-compatible", model: "qwen3" }), asked("hello")).then(({ errors }) =>
      Promise.reject(errors[0]),
    );
    await expect(outcome).rejects.toMatchObject({ code: expect.stringMatching(/model_(malformed|stream_cut)/) });
    mock.clearChaos();
  });

  it("gives OpenAI's reasoning models no sampling settings, and others theirs", async () => {
    mock.reset().onMessage("hello", { content: "hi" });
    await run(
      modelOf({ provider: "openai", model: "gpt-5.4-mini" }),
      asked("hello", { temperature: 0.2, maxOutputTokens: 9 }),
    );
    expect(mock.getLastRequest()?.body).toMatchObject({ max_completion_tokens: 9 });
    expect(mock.getLastRequest()?.body).not.toHaveProperty("temperature");
    await run(
      modelOf({ provider: "openai-compatible", model: "llama3.3" }),
      asked("hello", { temperature: 0.2, maxOutputTokens: 9 }),
    );
    expect(mock.getLastRequest()?.body).toMatchObject({ max_tokens: 9, temperature: 0.2 });
  });
});

it("an unknown provider is a clear error", () => {
  expect(() => createModel({ provider: "toString", model: "x" }, { fetch: guarded })).toThrow(
    expect.objectContaining({ code: "llm_config_invalid" }),
  );
});
