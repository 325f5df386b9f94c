import { type ModelError, modelFailure, toModelError } from "#lib/domain/llm/model-error.ts";
import type { CreateModel, ModelConnection } from "../ports/models.ts";

/** Longer nobody looks at a test; a turn itself waits longer, since a model of one's own may have to be loaded. */
const PATIENCE_MS = 60_000;

const SILENT = modelFailure({
  code: "model_timeout",
  message:
    "Nothing came within a minute. If the model runs on a machine of your own it may still be loading: try again. Otherwise check the base URL.",
  retryable: true,
  remedy: "again",
});

/**
 * Asks a model for a word the way a turn does, and hears its first one: null, or its failure in words. A stop ends the
 * request and rejects with the signal's reason.
 */
export async function probeModel(
  createModel: CreateModel,
  connection: ModelConnection,
  stop: AbortSignal | undefined,
  patienceMs = PATIENCE_MS,
): Promise<ModelError | null> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(SILENT), patienceMs);
  const abortSignal = stop ? AbortSignal.any([stop, silence.signal]) : silence.signal;
  try {
    const { stream } = await createModel(connection).doStream({
      prompt: [{ role: "user", content: [{ type: "text", text: "Answer with the word OK." }] }],
      maxOutputTokens: 512,
      abortSignal,
    });
    const reader = stream.getReader();
    try {
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        if (next.value.type === "error") throw next.value.error;
        if ("delta" in next.value || next.value.type === "finish") return null;
      }
      return null;
    } finally {
      reader.cancel().catch(() => {});
    }
  } catch (error) {
    if (stop?.aborted) throw stop.reason;
    return toModelError(error);
  } finally {
    clearTimeout(timer);
  }
}
