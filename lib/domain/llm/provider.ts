import type { PriceList } from "./price.ts";

export type FieldUse = "required" | "optional" | "unused";

/** What a person enters to reach a provider, and how the form explains it. */
export interface ProviderSpec {
  label: string;
  description: string;
  fields: { apiKey: FieldUse; baseUrl: FieldUse };
  defaultBaseUrl?: string;
  docsUrl?: string;
  /** What a key looks like, for the form's placeholder. */
  keyFormat?: string;
  /** Models to suggest; any other name may be entered. */
  models: readonly string[];
  /** What its models cost, as it publishes it. */
  prices?: PriceList;
}

export type ProviderRegistry = Readonly<Record<string, ProviderSpec>>;
