import { costOf, type ModelPrice } from "#lib/domain/llm/price.ts";
import type { Usage } from "#lib/domain/session/parts.ts";

/** No model writes more: with so much set aside an answer needs no limit. */
const MOST_OUTPUT_TOKENS = 131_072;
/** Where there is less room the call is limited, to what every model takes as a limit. */
const LIMITED_OUTPUT_TOKENS = 4_096;
/** With less left than for this an answer is not begun. */
const LEAST_OUTPUT_TOKENS = 512;
/** Tokenisers make a token of about four bytes of English, of three where it is hard for them. */
const BYTES_PER_TOKEN = 3;
/** A provider may add instructions of its own, and tokenise worse than the estimate. */
const UNSEEN_INPUT_TOKENS = 20_000;
const INPUT_FACTOR = 4;

/** About how many tokens a text is, rather more than fewer. */
export const estimateTokens = (text: string): number =>
  Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);

/**
 * What is asked of a budget before a call, in micro-dollars: the most that it can cost, else what it may under a limit,
 * and no less than the least.
 */
export interface Estimate {
  most: number;
  limited: number;
  least: number;
}

/** What a call may cost; null where it costs nothing, or nobody knows what. */
export function estimateCall(
  price: ModelPrice | null,
  inputTokens: number,
  maxOutputTokens: number | undefined,
): Estimate | null {
  if (!price) return null;
  const costWith = (outputTokens: number): number => costOf({ inputTokens, outputTokens }, dear(price));
  const most = costWith(maxOutputTokens ?? MOST_OUTPUT_TOKENS);
  if (most === 0) return null;
  const limited = costWith(Math.min(maxOutputTokens ?? LIMITED_OUTPUT_TOKENS, LIMITED_OUTPUT_TOKENS));
  return { most, limited, least: costWith(Math.min(maxOutputTokens ?? LEAST_OUTPUT_TOKENS, LEAST_OUTPUT_TOKENS)) };
}

/** How much a model may write for what was set aside, so that it cannot cost more; undefined: as much as it wants to. */
export function outputFor(
  granted: number,
  { most }: Pick<Estimate, "most">,
  price: ModelPrice,
  inputTokens: number,
): number | undefined {
  if (granted >= most || price.output <= 0) return undefined;
  const input = costOf({ inputTokens, outputTokens: 0 }, dear(price));
  return Math.max(1, Math.floor((granted - input) / price.output));
}

/** Input that is written into a cache may cost more than other input. */
const dear = (price: ModelPrice): ModelPrice => ({ ...price, input: Math.max(price.input, price.cacheWrite ?? 0) });

/** What a call used that ended before its provider said so. */
export const estimateUsage = (prompt: string, written: string | number): Usage => ({
  inputTokens: estimateTokens(prompt),
  outputTokens: typeof written === "number" ? Math.ceil(written / BYTES_PER_TOKEN) : estimateTokens(written),
});

/** A provider's count of a call may be true. */
export const mayHaveRead = (tokens: number, prompt: () => string): boolean =>
  isCount(tokens) &&
  (tokens <= UNSEEN_INPUT_TOKENS || tokens <= UNSEEN_INPUT_TOKENS + INPUT_FACTOR * estimateTokens(prompt()));

/** The same of what was written: as much as it was allowed to, or as long as the text is that has come. */
export const mayHaveWritten = (tokens: number, allowed: number | undefined, characters: number): boolean =>
  isCount(tokens) && tokens <= Math.max(allowed ?? MOST_OUTPUT_TOKENS, characters);

/** Whatever a provider sends: a whole number, 0 or more. */
const isCount = (tokens: unknown): boolean => Number.isSafeInteger(tokens) && (tokens as number) >= 0;
