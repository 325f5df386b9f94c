import { describe, expect, test } from "vitest";
import { fittingShare } from "./context-overflow.ts";
import { toModelError } from "./model-error.ts";

const said = (message: string, statusCode = 400, error: object = {}) =>
  Object.assign(new Error(message), { name: "AI_APICallError", statusCode, data: { error } });

/** What providers and servers say, and the share that fits by it. */
const WORDINGS: [string, Error | object, number][] = [
  [
    "OpenAI",
    said(
      "This model's maximum context length is 8192 tokens. However, your messages resulted in 10346 tokens. Please reduce the length of the messages.",
      400,
      { code: "context_length_exceeded" },
    ),
    0.71,
  ],
  ["OpenAI Responses", said("Your input exceeds the context window of this model."), 0.5],
  [
    "Azure",
    said(
      "This model's maximum context length is 4096 tokens, however you requested 8192 tokens (7000 in your prompt).",
    ),
    0.45,
  ],
  [
    "Anthropic",
    said("prompt is too long: 213462 tokens > 200000 maximum", 400, { type: "invalid_request_error" }),
    0.84,
  ],
  ["Anthropic, with output", said("input length and `max_tokens` exceed context limit: 190000 + 21333 > 200000"), 0.5],
  [
    "vLLM",
    said(
      "You passed 5015 input tokens and requested 10 output tokens. However, the model's context length is only 1024 tokens, resulting in a maximum input length of 1014 tokens.",
      400,
      { type: "BadRequestError", code: 400 },
    ),
    0.18,
  ],
  [
    "vLLM, older",
    said("The prompt (total length 25938) is too long to fit into the model (context length 4096)."),
    0.14,
  ],
  [
    "llama.cpp",
    said("the request exceeds the available context size (4096 tokens), try increasing it", 400, {
      type: "exceed_context_size_error",
    }),
    0.5,
  ],
  ["Ollama", said("input length exceeds maximum context length", 500), 0.5],
  [
    "LM Studio, in the stream",
    {
      message:
        "Trying to keep the first 9000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens",
    },
    0.41,
  ],
  ["Gemini", said("The input token count (1196265) exceeds the maximum number of tokens allowed (1048575)."), 0.79],
  ["Mistral", said("Prompt contains 40000 tokens, too large for model with 32768 maximum context length"), 0.5],
  ["Bedrock", said("Input is too long for requested model."), 0.5],
  ["too large a body", said("Request Entity Too Large", 413), 0.5],
];

describe("a conversation that is too long", () => {
  test.each(WORDINGS)("is known in the words of %s", (_, error, share) => {
    const known = toModelError(error);
    expect(known).toMatchObject({ code: "model_context_exceeded", remedy: "shorten", retryable: false });
    expect(known.fittingShare).toBeCloseTo(share, 2);
  });

  test.each([
    [
      "a limit of tokens a minute",
      said("Request too large: limit of tokens per minute", 413, { code: "rate_limit_exceeded" }),
    ],
    ["a limit in words of context", said("Too many tokens, slow down", 429)],
  ])("is not confused with %s", (_, error) => {
    expect(toModelError(error).code).toBe("model_rate_limited");
  });

  test("is never cut to nothing by a number that means something else", () => {
    expect(fittingShare("maximum 100 … 99999999")).toBe(0.02);
    expect(fittingShare("")).toBe(0.5);
  });
});
