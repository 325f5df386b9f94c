import type { LlmConfigView } from "#lib/application/llm/schema.ts";
import { listPriceOf, type ModelPrice } from "#lib/domain/llm/price.ts";
import { type ProviderRegistry, providerOf } from "#lib/domain/llm/provider.ts";

const dollars = (amount: number): string =>
  `$${amount.toLocaleString("en-US", { minimumFractionDigits: amount % 1 === 0 ? 0 : 2, maximumFractionDigits: 4 })}`;

/** "$2.50 in, $15 out": what a million tokens cost. */
export const priceWords = ({ input, output }: ModelPrice): string =>
  input === 0 && output === 0 ? "free" : `${dollars(input)} in, ${dollars(output)} out`;

/** The same of a config, as entered or as published; null where nobody knows. */
export function priceOf({ price, provider, model }: LlmConfigView, providers: ProviderRegistry): string | null {
  const known = price ?? listPriceOf(providerOf(providers, provider)?.prices, model);
  return known && priceWords(known);
}
