import { costOf, type ModelPrice } from "#lib/domain/llm/price.ts";
import type { Usage } from "#lib/domain/session/parts.ts";

/** What an answer may take where nobody has set a limit. The call itself is then limited to what was set aside. */
const OUTPUT_TOKENS = 8_192;
/** With less left than for this an answer is not begun. */
const LEAST_OUTPUT_TOKENS = 512;
/** Tokenisers make a token of about four bytes of English, of three where it is hard for them. */
const BYTES_PER_TOKEN = 3;

/** About how many tokens a text is, rather more than fewer. */
export const estimateTokens = (text: string): number =>
  Math.ceil(new TextEncoder().encode(text).length / BYTES_PER_TOKEN);

/** What is asked of a budget before a call: so much where there is, and no less than the least. In micro-dollars. */
export interface Estimate {
  wanted: number;
  least: number;
}

/** What a call may cost; null where it costs nothing, or nobody knows what. */
export function estimateCall(
  price: ModelPrice | null,
  inputTokens: number,
  maxOutputTokens = OUTPUT_TOKENS,
): Estimate | null {
  if (!price) return null;
  // Input that is written into a cache may cost more than other input.
  const dear = { ...price, input: Math.max(price.input, price.cacheWrite ?? 0) };
  const costWith = (outputTokens: number): number => costOf({ inputTokens, outputTokens }, dear);
  const wanted = costWith(maxOutputTokens);
  return wanted > 0 ? { wanted, least: costWith(Math.min(maxOutputTokens, LEAST_OUTPUT_TOKENS)) } : null;
}

/** How much a model may write for what was granted, so that it cannot cost more. */
export function outputFor(
  granted: number,
  price: ModelPrice,
  inputTokens: number,
  maxOutputTokens = OUTPUT_TOKENS,
): number {
  const { wanted = 0 } = estimateCall({ ...price, output: 0 }, inputTokens, 0) ?? {};
  if (price.output <= 0) return maxOutputTokens;
  return Math.max(1, Math.min(maxOutputTokens, Math.floor((granted - wanted) / price.output)));
}

/** What a call used that ended before its provider said so. */
export const estimateUsage = (prompt: string, written: string | number): Usage => ({
  inputTokens: estimateTokens(prompt),
  outputTokens: typeof written === "number" ? Math.ceil(written / BYTES_PER_TOKEN) : estimateTokens(written),
});
