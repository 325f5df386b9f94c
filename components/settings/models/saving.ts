import { type Entered, givenFields } from "#components/settings/models/connection.ts";
import type { LlmConfigView } from "#lib/application/llm/schema.ts";
import type { ModelPrice } from "#lib/domain/llm/price.ts";
import type { ConnectionField, ProviderSpec } from "#lib/domain/llm/provider.ts";

interface Saving {
  entered: Entered;
  spec: ProviderSpec | undefined;
  config: LlmConfigView | undefined;
  scope: LlmConfigView["scope"];
  isDefault: boolean;
  price: ModelPrice | null;
  /** The model is asked first. */
  test: boolean;
}

/** The request that stores what was entered: a new config, or what has changed of one. */
export function saving({ entered, spec, config, scope, isDefault, price, test }: Saving): {
  path: string;
  method: "POST" | "PATCH";
  body: unknown;
} {
  const { provider } = entered;
  const model = entered.model.trim();
  const name = entered.name.trim() || `${spec?.label ?? provider}: ${model}`.slice(0, 100);
  const given = givenFields(entered, spec);
  if (!config) {
    const body = { name, provider, model, ...given, ...(price ? { price } : {}), scope, isDefault, test };
    return { path: "/api/llm-configs", method: "POST", body };
  }
  const kept = ["baseUrl", "deployment", "apiVersion", "wire"] as const satisfies ConnectionField[];
  const fields = Object.fromEntries(kept.map((field) => [field, given[field] ?? null]));
  const { apiKey } = given;
  const reconnects = apiKey || model !== config.model || kept.some((field) => fields[field] !== config[field]);
  const body = { name, model, ...fields, ...(apiKey ? { apiKey } : {}), price, test: test && Boolean(reconnects) };
  return { path: `/api/llm-configs/${config.id}`, method: "PATCH", body };
}
