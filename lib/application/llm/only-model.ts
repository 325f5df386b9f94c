import { FREE } from "#lib/domain/llm/price.ts";
import type { ModelUsed } from "#lib/domain/session/parts.ts";
import type { LanguageModel, ModelAttempt, ModelChain } from "../ports/models.ts";

const UNCOUNTED: ModelAttempt = { answers() {}, succeeded() {}, failed() {}, left() {} };

/** A model for which no other steps in and no circuit opens: the code of a function agent. */
export const onlyModel = (model: LanguageModel, used: ModelUsed): ModelChain => [
  { used, price: FREE, own: false, open: () => model, begin: () => UNCOUNTED },
];
