import { FREE, type PriceList } from "#lib/domain/llm/price.ts";

/** US dollars per million tokens of the standard tier: input, cached input (null: no discount), output. */
type Row = [input: number, cachedInput: number | null, output: number];

const listed = (source: string, asOf: string, rows: Record<string, Row>, writeFactor?: number): PriceList => ({
  source,
  asOf,
  models: Object.fromEntries(
    Object.entries(rows).map(([model, [input, cachedInput, output]]) => [
      model,
      {
        input,
        ...(cachedInput === null ? {} : { cachedInput }),
        ...(writeFactor === undefined ? {} : { cacheWrite: input * writeFactor }),
        output,
      },
    ]),
  ),
});

/** Newer models cost what an admin enters for them; an unknown price is never guessed. */
export const openAIPrices = listed("https://platform.openai.com/docs/pricing", "2026-06-04", {
  "gpt-5.5": [5, 0.5, 30],
  "gpt-5.5-pro": [30, null, 180],
  "gpt-5.4": [2.5, 0.25, 15],
  "gpt-5.4-mini": [0.75, 0.075, 4.5],
  "gpt-5.4-nano": [0.2, 0.02, 1.25],
  "gpt-5.4-pro": [30, null, 180],
  "gpt-5.1": [1.25, 0.125, 10],
  "gpt-5.1-codex": [1.25, 0.125, 10],
  "gpt-5": [1.25, 0.125, 10],
  "gpt-5-codex": [1.25, 0.125, 10],
  "gpt-5-mini": [0.25, 0.025, 2],
  "gpt-5-nano": [0.05, 0.005, 0.4],
  "gpt-5-pro": [15, null, 120],
  "gpt-4.1": [2, 0.5, 8],
  "gpt-4.1-mini": [0.4, 0.1, 1.6],
  "gpt-4.1-nano": [0.1, 0.025, 0.4],
  "gpt-4o": [2.5, 1.25, 10],
  "gpt-4o-mini": [0.15, 0.075, 0.6],
  o3: [2, 0.5, 8],
  "o3-mini": [1.1, 0.55, 4.4],
  "o4-mini": [1.1, 0.275, 4.4],
});

/** Writing into the cache for five minutes costs a quarter more than plain input. */
export const anthropicPrices = listed(
  "https://docs.anthropic.com/en/docs/about-claude/pricing",
  "2026-06-17",
  {
    "claude-opus-4-8": [5, 0.5, 25],
    "claude-opus-4-7": [5, 0.5, 25],
    "claude-opus-4-6": [5, 0.5, 25],
    "claude-opus-4-5": [5, 0.5, 25],
    "claude-opus-4-1": [15, 1.5, 75],
    "claude-opus-4-0": [15, 1.5, 75],
    "claude-opus-4": [15, 1.5, 75],
    "claude-sonnet-4-6": [3, 0.3, 15],
    "claude-sonnet-4-5": [3, 0.3, 15],
    "claude-sonnet-4-0": [3, 0.3, 15],
    "claude-sonnet-4": [3, 0.3, 15],
    "claude-haiku-4-5": [1, 0.1, 5],
    "claude-3-haiku": [0.25, 0.03, 1.25],
  },
  1.25,
);

export const demoPrices: PriceList = { source: "It runs in this process.", asOf: "2026-11-21", models: { demo: FREE } };
