import type { ListModels, ModelConnection } from "#lib/application/ports/models.ts";
import { type ProviderId, providers } from "#lib/catalog/providers.ts";
import { malformedAnswer, modelFailure, modelTimeout, toModelError } from "#lib/domain/llm/model-error.ts";
import { anthropicBaseUrl } from "./anthropic.ts";
import { httpFailure } from "./http-failure.ts";
import { watchAnswers } from "./watch-answers.ts";

const PATIENCE_MS = 15_000;
/** A gateway may offer hundreds; nobody looks through more. */
const MOST = 1_000;
/** What OpenAI lists beside models that write. */
const NO_WRITER =
  /embedding|whisper|tts|dall-e|image|moderation|realtime|transcribe|audio|sora|davinci|babbage|live|translate/;

interface Question {
  url: string;
  headers: Record<string, string>;
  keep?: (id: string) => boolean;
}

/** How each provider is asked; one that is missing cannot be. */
const QUESTIONS: Partial<Record<ProviderId, (connection: ModelConnection) => Question>> = {
  openai: ({ apiKey = "", baseUrl = providers.openai.defaultBaseUrl }) => ({
    ...{ url: `${baseUrl}/models`, headers: { authorization: `Bearer ${apiKey}` } },
    keep: (id) => !NO_WRITER.test(id),
  }),
  anthropic: ({ apiKey = "", baseUrl }) => ({
    url: `${anthropicBaseUrl(baseUrl)}/models?limit=${MOST}`,
    headers: { "x-api-key": apiKey, "anthropic-version": "2023-06-01" },
  }),
  "openai-compatible": ({ apiKey, baseUrl = "" }) => ({
    url: `${baseUrl}/models`,
    headers: { ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
  }),
};

/** Asks providers for their models. Failures are DomainErrors as those of a model; a stop rejects with its reason. */
export const modelLister =
  (settings: { fetch: typeof fetch }): ListModels =>
  async (connection, stop) => {
    const question = QUESTIONS[connection.provider as ProviderId]?.(connection);
    if (!question) return [];
    const { url, headers, keep = () => true } = question;
    const patience = AbortSignal.timeout(PATIENCE_MS);
    try {
      const fetch = watchAnswers(settings.fetch, connection.apiKey);
      const signal = stop ? AbortSignal.any([stop, patience]) : patience;
      const response = await fetch(url, { headers: { accept: "application/json", ...headers }, signal });
      if (!response.ok) throw await httpFailure(response);
      return idsIn(await response.json()).filter(keep);
    } catch (error) {
      if (stop?.aborted) throw stop.reason;
      throw modelFailure(toModelError(patience.aborted ? modelTimeout() : error));
    }
  };

/** The names in a list as OpenAI answers it; some servers leave the object around it out, or answer null for none. */
function idsIn(answer: unknown): string[] {
  const list = Array.isArray(answer) ? answer : (answer as { data?: unknown } | null)?.data;
  if (list === null) return [];
  if (!Array.isArray(list)) throw malformedAnswer();
  const ids = list.map((one) => (one as { id?: unknown } | null)?.id).filter((id) => typeof id === "string");
  return [...new Set(ids)].sort((a, b) => a.localeCompare(b)).slice(0, MOST);
}
