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
}

export type ProviderRegistry = Readonly<Record<string, ProviderSpec>>;
