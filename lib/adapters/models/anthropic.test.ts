import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ModelStreamPart } from "#lib/application/ports/models.ts";
import { toModelError } from "#lib/domain/llm/model-error.ts";
import { anthropicBaseUrl, anthropicOptions } from "./anthropic.ts";
import { createModel } from "./create-model.ts";

const fixture = (name: string) => readFileSync(new URL(`./fixtures/anthropic-${name}.sse`, import.meta.url));

/** What a turn hears when the wire says this. */
async function hear(answer: () => Response) {
  const fetch = (async () => answer()) as never;
  const model = createModel({ provider: "anthropic", model: "claude-sonnet-4-6", apiKey: "k" }, { fetch });
  const { stream } = await model.doStream({ prompt: [{ role: "user", content: [{ type: "text", text: "?" }] }] });
  const parts: ModelStreamPart[] = [];
  for await (const part of stream) parts.push(part);
  return {
    text: parts.flatMap((part) => (part.type === "text-delta" ? [part.delta] : [])).join(""),
    errors: parts.flatMap((part) => (part.type === "error" ? [toModelError(part.error)] : [])),
    finish: parts.flatMap((part) => (part.type === "finish" ? [part.finishReason.unified] : [])),
  };
}
const streamed = (name: string) => () =>
  new Response(fixture(name), { headers: { "content-type": "text/event-stream" } });
const refused = (status: number, type: string, message: string) => () =>
  Response.json({ type: "error", error: { type, message }, request_id: "req_1" }, { status });

describe("Anthropic's wire", () => {
  it("ends as the model says: done, cut off at its limit, or refused", async () => {
    expect(await hear(streamed("answer"))).toEqual({
      ...{ text: "Grüß dich 👋, it rains.", errors: [], finish: ["stop"] },
    });
    expect(await hear(streamed("max-tokens"))).toMatchObject({ text: "It rains and", finish: ["length"] });
    expect(await hear(streamed("refusal"))).toMatchObject({ text: "", errors: [], finish: ["content-filter"] });
  });

  it("tells an error in the stream, after what was said before it", async () => {
    const { text, errors, finish } = await hear(streamed("overloaded"));
    expect([text, finish]).toEqual(["It ", ["error"]]);
    expect(errors).toMatchObject([{ code: "model_unavailable", retryable: true }]);
    expect(errors[0]?.message).toContain("too much to do");
  });

  it("tells an answer whose connection ended before the model did", async () => {
    const { text, errors } = await hear(streamed("cut"));
    expect(text).toBe("It ");
    expect(errors).toMatchObject([{ code: "model_stream_cut", retryable: true }]);
    expect((await hear(() => new Response(fixture("answer").subarray(0, 300)))).errors).toMatchObject([
      { code: "model_stream_cut" },
    ]);
  });

  it.each([
    [401, "authentication_error", "invalid x-api-key", "model_unauthorized"],
    [403, "permission_error", "Your API key does not have permission", "model_unauthorized"],
    [404, "not_found_error", "model: claude-nothing", "model_not_found"],
    [429, "rate_limit_error", "Number of request tokens has exceeded", "model_rate_limited"],
    [400, "invalid_request_error", "Your credit balance is too low to access the Anthropic API.", "model_rate_limited"],
    [400, "invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", "model_context_exceeded"],
    [529, "overloaded_error", "Overloaded", "model_unavailable"],
    [500, "api_error", "Internal server error", "model_unavailable"],
  ])("answers %i %s (%s) with %s", async (status, type, message, code) => {
    await expect(hear(refused(status, type, message))).rejects.toMatchObject({ code });
  });

  it("tells a web page from a model", async () => {
    const page = () =>
      new Response("<html>Welcome</html>", { headers: { "content-type": "text/html; charset=utf-8" } });
    await expect(hear(page)).rejects.toMatchObject({
      ...{ code: "model_not_found", message: expect.stringContaining("/v1") },
    });
  });
});

describe("Anthropic's address", () => {
  it("is its v1 API where only a host is given", () => {
    expect(anthropicBaseUrl()).toBe("https://api.anthropic.com/v1");
    expect(anthropicBaseUrl("https://api.anthropic.com")).toBe("https://api.anthropic.com/v1");
    expect(anthropicBaseUrl("https://gateway.example/anthropic")).toBe("https://gateway.example/anthropic");
  });

  it("has its cache used; a gateway may not know the field", () => {
    expect(anthropicOptions(anthropicBaseUrl()).anthropic).toHaveProperty("cacheControl");
    expect(anthropicOptions("https://gateway.example/v1").anthropic).not.toHaveProperty("cacheControl");
  });
});
