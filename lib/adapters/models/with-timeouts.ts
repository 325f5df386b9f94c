import type { LanguageModel, ModelStreamPart, ModelUsage } from "#lib/application/ports/models.ts";
import { modelFailure, streamCut, toModelError } from "#lib/domain/llm/model-error.ts";
import { type ModelTimeouts, Watchdog } from "./watchdog.ts";

/** Usage of a call whose provider reported none. */
export const UNKNOWN_USAGE: ModelUsage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/** How a stream ends that failed: the failure, then `finish`, so that a reader sees one kind of end. */
export function failedEnd(error: unknown, usage: ModelUsage = UNKNOWN_USAGE): ModelStreamPart[] {
  return [
    { type: "error", error: modelFailure(toModelError(error)) },
    { type: "finish", finishReason: { unified: "error", raw: undefined }, usage },
  ];
}

/**
 * Gives any provider's model our contract: time-outs for the first part and between parts, and every failure a
 * DomainError, thrown before the stream or as one `error` part followed by `finish`. A stop rejects with its reason.
 */
export function withTimeouts(model: LanguageModel, timeouts: ModelTimeouts = {}): LanguageModel {
  return {
    specificationVersion: "v4",
    provider: model.provider,
    modelId: model.modelId,
    supportedUrls: model.supportedUrls,

    async doGenerate(options) {
      const watchdog = new Watchdog(timeouts);
      try {
        return await model.doGenerate({ ...options, abortSignal: joined(watchdog, options.abortSignal) });
      } catch (error) {
        throw failureOf(error, watchdog, options.abortSignal);
      } finally {
        watchdog.stop();
      }
    },

    async doStream(options) {
      const watchdog = new Watchdog(timeouts);
      const abortSignal = joined(watchdog, options.abortSignal);
      try {
        const { stream, ...rest } = await model.doStream({ ...options, abortSignal });
        return { ...rest, stream: watched(stream, watchdog, options.abortSignal) };
      } catch (error) {
        watchdog.stop();
        throw failureOf(error, watchdog, options.abortSignal);
      }
    },
  };
}

function watched(
  source: ReadableStream<ModelStreamPart>,
  watchdog: Watchdog,
  stop: AbortSignal | undefined,
): ReadableStream<ModelStreamPart> {
  const reader = source.getReader();
  let finished = false;
  return new ReadableStream<ModelStreamPart>({
    async pull(controller) {
      try {
        const { done, value } = await reader.read();
        if (done) {
          if (!finished) return end(controller, streamCut());
          watchdog.stop();
          return controller.close();
        }
        if (value.type === "error") return end(controller, value.error);
        if (value.type === "finish") {
          // What a package calls interrupted is an answer whose connection ended before the model did.
          if (value.finishReason.unified === "interrupted") return end(controller, streamCut(), value.usage);
          finished = true;
        }
        if (value.type !== "stream-start" && value.type !== "response-metadata") watchdog.beat();
        controller.enqueue(value);
      } catch (error) {
        if (stop?.aborted) {
          watchdog.stop();
          return controller.error(stop.reason);
        }
        end(controller, watchdog.signal.aborted ? watchdog.signal.reason : error);
      }
    },
    cancel(reason) {
      watchdog.stop();
      return reader.cancel(reason);
    },
  });

  function end(
    controller: ReadableStreamDefaultController<ModelStreamPart>,
    error: unknown,
    usage: ModelUsage = UNKNOWN_USAGE,
  ): void {
    watchdog.stop();
    for (const part of failedEnd(error, usage)) controller.enqueue(part);
    controller.close();
    reader.cancel(error).catch(() => {});
  }
}

export function joined(watchdog: Watchdog, stop: AbortSignal | undefined): AbortSignal {
  return stop ? AbortSignal.any([stop, watchdog.signal]) : watchdog.signal;
}

/** What a call rejects with: the stop's own reason, or the failure as a DomainError. */
export function failureOf(error: unknown, watchdog: Watchdog, stop: AbortSignal | undefined): unknown {
  if (stop?.aborted) return stop.reason;
  return modelFailure(toModelError(watchdog.signal.aborted ? watchdog.signal.reason : error));
}
