import { createOpenAICompatible, type OpenAICompatibleChatLanguageModel } from "@ai-sdk/openai-compatible";
import { httpFailure, messageIn } from "#lib/adapters/models/http-failure.ts";
import { type ModelTimeouts, Watchdog } from "#lib/adapters/models/watchdog.ts";
import { failureOf, joined, withTimeouts } from "#lib/adapters/models/with-timeouts.ts";
import type { LanguageModel, ModelCall, ModelStreamPart } from "#lib/application/ports/models.ts";
import { malformedAnswer } from "#lib/domain/llm/model-error.ts";
import { ChatStream } from "./chat-stream.ts";

export type ChatModelSettings = {
  /** Names the provider, and its namespace in `providerOptions`. */
  name: string;
  model: string;
  baseUrl: string;
  /** Added to every address. */
  query?: Record<string, string>;
  /** The key, in the header that the server reads. */
  headers: Record<string, string>;
  fetch: typeof fetch;
  timeouts?: ModelTimeouts;
  transformRequestBody?: (body: Record<string, unknown>) => Record<string, unknown>;
};

// More than any provider's explanation of an error.
const MAX_ERROR_CHARACTERS = 20_000;

/**
 * The chat-completions wire with a reader of our own, a fraction of the package's cost per token. The package still
 * writes the request and answers in one piece, so that both say the same.
 */
export function createChatModel(settings: ChatModelSettings): LanguageModel {
  const { name, model, baseUrl, query, fetch, timeouts, transformRequestBody } = settings;
  const packaged = createOpenAICompatible({
    name,
    baseURL: baseUrl,
    fetch,
    headers: settings.headers,
    ...(query ? { queryParams: query } : {}),
    ...(transformRequestBody ? { transformRequestBody } : {}),
  }).chatModel(model) as OpenAICompatibleChatLanguageModel;
  const headers = {
    "content-type": "application/json",
    accept: "text/event-stream",
    "user-agent": "throughline",
    ...settings.headers,
  };
  const url = `${baseUrl}/chat/completions${query ? `?${new URLSearchParams(query)}` : ""}`;

  return {
    specificationVersion: "v4",
    provider: packaged.provider,
    modelId: model,
    supportedUrls: packaged.supportedUrls,
    doGenerate: withTimeouts(packaged, timeouts).doGenerate,

    async doStream(options) {
      const watchdog = new Watchdog(timeouts);
      try {
        const { body: request, warnings } = await packaged.prepareRequest(options);
        const body = { ...request, stream: true, stream_options: { include_usage: true } };
        const response = await fetch(url, {
          method: "POST",
          headers: { ...headers, ...definedOnly(options.headers) },
          body: JSON.stringify(body),
          signal: joined(watchdog, options.abortSignal),
        });
        if (!response.ok) throw await httpFailure(response);
        if (!response.body || /^(application\/json|text\/html)/.test(response.headers.get("content-type") ?? ""))
          throw await unexpectedAnswer(response);
        return {
          stream: partsOf(response.body, new ChatStream(warnings), watchdog, options.abortSignal),
          request: { body },
          response: { headers: Object.fromEntries(response.headers) },
        };
      } catch (error) {
        watchdog.stop();
        throw failureOf(error, watchdog, options.abortSignal);
      }
    },
  };
}

/** Each piece of bytes gives all its parts at once; every failure but a stop is the stream's last words. */
function partsOf(
  body: ReadableStream<Uint8Array>,
  chat: ChatStream,
  watchdog: Watchdog,
  stop: AbortSignal | undefined,
): ReadableStream<ModelStreamPart> {
  const reader = body.getReader();

  async function nextParts(): Promise<ModelStreamPart[]> {
    try {
      for (;;) {
        const { done, value } = await reader.read();
        const parts = done ? chat.end() : chat.push(value);
        if (parts.length > 0 || done) return parts;
      }
    } catch (error) {
      if (stop?.aborted) throw stop.reason;
      return chat.fail(watchdog.signal.aborted ? watchdog.signal.reason : cutOr(error));
    }
  }

  return new ReadableStream<ModelStreamPart>({
    async pull(controller) {
      try {
        const parts = await nextParts();
        if (parts.some(isOutput)) watchdog.beat();
        for (const part of parts) controller.enqueue(part);
      } catch (reason) {
        watchdog.stop();
        controller.error(reason);
        return;
      }
      if (!chat.done) return;
      watchdog.stop();
      controller.close();
      await release(reader);
    },
    cancel(reason) {
      watchdog.stop();
      return reader.cancel(reason);
    },
  });
}

/** Lets the connection be used again where its end has come, as it has after a proper end; cuts it otherwise. */
async function release(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  try {
    if (!(await reader.read()).done) await reader.cancel();
  } catch {
    // The answer is whole; how its connection ended does not matter.
  }
}

function isOutput(part: ModelStreamPart): boolean {
  return part.type !== "stream-start" && part.type !== "response-metadata";
}

/** A network failure while reading says where it happened: inside of an answer. */
function cutOr(error: unknown): unknown {
  return Object.assign(new Error("The answer broke off.", { cause: error }), { statusCode: 200 });
}

/** A 200 that is no event stream: some servers answer an error that way. */
async function unexpectedAnswer(response: Response): Promise<unknown> {
  const text = (await response.text()).slice(0, MAX_ERROR_CHARACTERS);
  const said = messageIn(text);
  return said === undefined ? malformedAnswer() : (JSON.parse(text) as { error: unknown }).error;
}

function definedOnly(headers: ModelCall["headers"]): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
