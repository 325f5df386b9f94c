import { expect, test } from "vitest";
import type { LanguageModel, ModelCall } from "#lib/application/ports/models.ts";
import { toModelError } from "#lib/domain/llm/model-error.ts";
import { loadLater } from "./load-later.ts";
import { withTimeouts } from "./with-timeouts.ts";

const NAMES = { provider: "test", modelId: "test" };
const call: ModelCall = { prompt: [] };
const answer = { stream: new ReadableStream() };
const loaded = { ...NAMES, doStream: async () => answer } as unknown as LanguageModel;
const forEver = () => new Promise<never>(() => {});

test("a load that failed is worth another attempt, and the next call makes it", async () => {
  const outcomes = [() => Promise.reject(Object.assign(new Error("too many"), { code: "EMFILE" })), async () => loaded];
  const model = loadLater(NAMES, () => outcomes.shift()?.() ?? forEver());
  const error = await Promise.resolve(model.doStream(call)).catch(toModelError);
  expect(error).toMatchObject({ code: "model_unavailable", remedy: "again", retryable: true });
  expect(error).toHaveProperty("message", expect.stringContaining("EMFILE"));
  expect(await model.doStream(call)).toBe(answer);
  expect(await model.doStream(call)).toBe(answer);
});

test("a stop does not wait for the load", async () => {
  const stop = new AbortController();
  const asked = loadLater(NAMES, forEver).doStream({ ...call, abortSignal: stop.signal });
  stop.abort(new Error("stopped"));
  await expect(asked).rejects.toThrow("stopped");
});

test("the time for the first token goes on while the package loads", async () => {
  const model = withTimeouts(loadLater(NAMES, forEver), { firstTokenMs: 1 });
  await expect(model.doStream(call)).rejects.toMatchObject({ code: "model_timeout" });
});
