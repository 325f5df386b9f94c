// Which models reason, and which are served by the Responses API alone (https://platform.openai.com/docs/models).
const REASONING_MODEL = /^(o\d|gpt-([5-9]|\d\d)(?!.*-chat))/;
const RESPONSES_ONLY =
  /^(gpt-[\d.]+(-\w+)?-(codex|pro)|gpt-[\d.]+-codex|o\d-pro|o\d(-\w+)?-deep-research|computer-use|codex)/;

export function needsResponsesApi(model: string): boolean {
  return RESPONSES_ONLY.test(model);
}

export const isReasoningModel = (model: string): boolean => REASONING_MODEL.test(model);

/**
 * A chat-completions body as OpenAI itself wants it: its reasoning models take no sampling settings and count
 * `max_completion_tokens`. The model is given, since Azure is told a deployment's name.
 */
export const adaptOpenAIRequest =
  (model: string) =>
  (body: Record<string, unknown>): Record<string, unknown> => {
    const { max_tokens, ...rest } = body;
    const adapted: Record<string, unknown> =
      max_tokens === undefined ? rest : { ...rest, max_completion_tokens: max_tokens };
    if (!isReasoningModel(model)) return adapted;
    for (const setting of ["temperature", "top_p", "frequency_penalty", "presence_penalty"]) delete adapted[setting];
    return adapted;
  };
