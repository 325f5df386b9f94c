import type { PriceList } from "./price.ts";

/** What a person may have to enter to reach a model beside its name, as forms and messages call it. */
export const CONNECTION_FIELDS = {
  apiKey: "API key",
  baseUrl: "base URL",
  deployment: "deployment",
  apiVersion: "API version",
  wire: "API",
} as const;

export type ConnectionField = keyof typeof CONNECTION_FIELDS;

/** All that is needed to reach a model; the key in the clear. */
export type ModelConnection = { provider: string; model: string } & { [Field in ConnectionField]?: string };

/** A protocol that a provider speaks beside others. */
export interface WireSpec {
  label: string;
  /** A field that makes no sense with it. */
  excludes?: ConnectionField;
}

/** What a person enters to reach a provider, and how the form explains it. */
export interface ProviderSpec {
  label: string;
  description: string;
  /** The fields that it takes; all others it refuses. */
  fields: { readonly [Field in ConnectionField]?: "required" | "optional" };
  /** Where it is when no base URL is given. */
  defaultBaseUrl?: string;
  /** What a field looks like: key, base URL, deployment, version. */
  examples?: { readonly [Field in ConnectionField]?: string };
  /** Its protocols by id, where there is a choice; without one the model decides. */
  wires?: Readonly<Record<string, WireSpec>>;
  docsUrl?: string;
  /** It can be asked which models it has. */
  listsModels: boolean;
  /** Models to suggest; any other name may be entered. */
  models: readonly string[];
  /** What its models cost, as it publishes it. */
  prices?: PriceList;
}

export type ProviderRegistry = Readonly<Record<string, ProviderSpec>>;

/** The provider of this id, if there is one. */
export const providerOf = (providers: ProviderRegistry, id: string): ProviderSpec | undefined =>
  Object.hasOwn(providers, id) ? providers[id] : undefined;
