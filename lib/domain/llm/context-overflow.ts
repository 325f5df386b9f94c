/** Codes and types that say of a prompt that it is too long. */
export const CONTEXT_CODE = /context_length|context_window|exceed_context_size|string_above_max_length/;

/**
 * The same in words, as providers and servers say it: OpenAI and Azure, Anthropic, vLLM, llama.cpp, Ollama, LM Studio,
 * Gemini, Mistral, Bedrock.
 */
export const LONG_PROMPT = new RegExp(
  [
    "context[_ ](length|window|size|limit)",
    "maximum context",
    "too many (input )?tokens",
    "(prompt|input) (\\([^)]*\\) )?is too long",
    "exceeds? the (model's )?(maximum )?(context|token|number of (input )?tokens)",
    "maximum number of (input )?tokens",
    "input length (and .max_tokens. )?exceeds?",
    "reduce the length of the (messages|input|prompt)",
  ].join("|"),
  "i",
);

const LIMIT = [/> ?(\d[\d,]{2,})/, /(?:maximum|context (?:length|size|window|limit))\D*?(\d[\d,]{2,})/i];
/** A little less than what fits: tokens are not characters. */
const MARGIN = 0.9;
const HALF = 0.5;
const LEAST = 0.02;

/** The share of a prompt that fits, 0 to 1, from the numbers in what a provider says; a half where they say nothing. */
export function fittingShare(message: string): number {
  const numberOf = (digits: string): number => Number(digits.replaceAll(",", ""));
  const limit = numberOf(LIMIT.map((pattern) => pattern.exec(message)?.[1]).find(Boolean) ?? "0");
  const asked = Math.max(...(message.match(/\d[\d,]*/g) ?? []).map(numberOf), 0);
  return limit > 0 && asked > limit ? Math.max(LEAST, (MARGIN * limit) / asked) : HALF;
}
