import type { LanguageModel, ModelChain } from "#lib/application/ports/models.ts";
import type { ModelPrice } from "#lib/domain/llm/price.ts";

/** A model of the tests that costs something. */
export const pricedModel = (
  model: LanguageModel,
  price: ModelPrice | null,
  configId: string | null = null,
  own = false,
): ModelChain => [
  {
    used: { configId, provider: "test", model: "test", name: "Test" },
    price,
    own,
    open: () => model,
    begin: () => ({ answers() {}, succeeded() {}, failed() {}, left() {} }),
  },
];
