import type { Usage } from "#lib/domain/session/parts.ts";

/**
 * What a model costs, in US dollars per million tokens, which is micro-dollars per token. Cached and written input cost
 * as much as other input where they have no price of their own.
 */
export interface ModelPrice {
  input: number;
  /** Input that the provider has read from its cache. */
  cachedInput?: number;
  /** Input that the provider has written into its cache. */
  cacheWrite?: number;
  output: number;
}

/** A provider's published prices by model, where they were read and when. */
export interface PriceList {
  source: string;
  /** ISO date. */
  asOf: string;
  models: Readonly<Record<string, ModelPrice>>;
}

export const FREE: ModelPrice = { input: 0, output: 0 };

/** A dated edition of a model, such as `gpt-5-2025-08-07`, `claude-sonnet-4-5-20250929` or `…-latest`. */
const EDITION = /-(\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

/** What a call costs in whole micro-dollars (10⁻⁶ US dollars), rounded up: nothing that costs is ever counted as free. */
export function costOf(usage: Usage, price: ModelPrice): number {
  const { inputTokens, outputTokens, cachedTokens = 0, cacheWriteTokens = 0 } = usage;
  const plain = Math.max(0, inputTokens - cachedTokens - cacheWriteTokens);
  const cost =
    plain * price.input +
    cachedTokens * (price.cachedInput ?? price.input) +
    cacheWriteTokens * (price.cacheWrite ?? price.input) +
    outputTokens * price.output;
  // A hair of binary fraction above a whole number is no micro-dollar more.
  return Math.max(0, Math.ceil(cost - 1e-6));
}

/** The published price of a model or of the one that it is an edition of; null where none is known. */
export function listPriceOf(list: PriceList | undefined, model: string): ModelPrice | null {
  const models = list?.models ?? {};
  const name = [model, model.replace(EDITION, "")].find((one) => Object.hasOwn(models, one));
  return name === undefined ? null : (models[name] ?? null);
}
