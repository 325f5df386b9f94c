import { connectionFields, type LlmConfigView } from "#lib/application/llm/schema.ts";
import { connectionErrors } from "#lib/domain/llm/check-connection.ts";
import type { ModelPrice } from "#lib/domain/llm/price.ts";
import {
  CONNECTION_FIELDS,
  type ConnectionField,
  type ProviderRegistry,
  type ProviderSpec,
  providerOf,
} from "#lib/domain/llm/provider.ts";

/** What a person enters to reach a model; empty where nothing is entered. */
export type Entered = { provider: string; name: string; model: string } & Record<ConnectionField, string> &
  Record<PriceField, string>;
export type PriceField = "priceInput" | "priceCached" | "priceOutput";
export type EnteredField = keyof Entered;

const FIELDS = Object.keys(CONNECTION_FIELDS) as ConnectionField[];
const PRICES: Record<PriceField, "input" | "cachedInput" | "output"> = {
  ...{ priceInput: "input", priceCached: "cachedInput", priceOutput: "output" },
};

export const DEMO = "demo";

/** The providers that somebody can connect: all but those that need nothing. */
export const connectable = (providers: ProviderRegistry): [string, ProviderSpec][] =>
  Object.entries(providers).filter(([, { fields }]) => Object.keys(fields).length > 0);

export const emptyConnection = (provider: string): Entered => ({
  ...{ provider, name: "", model: "", apiKey: "", baseUrl: "", deployment: "", apiVersion: "", wire: "" },
  ...{ priceInput: "", priceCached: "", priceOutput: "" },
});

/** A stored config as its form shows it; the key stays where it is. */
export function storedConnection({ price, ...config }: LlmConfigView): Entered {
  const { provider, name, model, baseUrl, deployment, apiVersion, wire } = config;
  const words = (value: number | undefined) => (value === undefined ? "" : String(value));
  return {
    ...{ provider, name, model, apiKey: "", baseUrl: baseUrl ?? "", deployment: deployment ?? "" },
    ...{ apiVersion: apiVersion ?? "", wire: wire ?? "" },
    ...{ priceInput: words(price?.input), priceCached: words(price?.cachedInput), priceOutput: words(price?.output) },
  };
}

/** What was entered in the fields that the provider takes. */
export const givenFields = (
  entered: Entered,
  spec: ProviderSpec | undefined,
): Partial<Record<ConnectionField, string>> =>
  Object.fromEntries(
    FIELDS.flatMap((field) => (spec?.fields[field] && entered[field].trim() ? [[field, entered[field].trim()]] : [])),
  );

/** The price that was entered: null for none, undefined for one that is not whole. */
export function givenPrice(entered: Entered): ModelPrice | null | undefined {
  if (!entered.priceInput && !entered.priceOutput && !entered.priceCached) return null;
  const price = Object.fromEntries(
    Object.entries(PRICES).flatMap(([field, key]) => {
      const text = entered[field as PriceField].trim();
      return text ? [[key, Number(text)]] : [];
    }),
  );
  const { input, output } = price;
  const isWhole = input !== undefined && output !== undefined && Object.values(price).every((one) => one >= 0);
  return isWhole ? { ...price, input, output } : undefined;
}

/** What is wrong with what was entered, by field, by the rules that the server has. `hasKey`: one is stored already. */
export function faultsOf(
  providers: ProviderRegistry,
  entered: Entered,
  hasKey: boolean,
): Partial<Record<EnteredField, string>> {
  const spec = providerOf(providers, entered.provider);
  const given = givenFields(entered, spec);
  const faults: Partial<Record<EnteredField, string>> = {};
  for (const field of FIELDS) {
    const checked = given[field] === undefined ? undefined : connectionFields[field].safeParse(given[field]);
    if (checked && !checked.success) faults[field] = checked.error.issues[0]?.message ?? "Check this.";
  }
  const errors = connectionErrors(providers, {
    ...{ provider: entered.provider, wire: given.wire ?? null },
    given: (field) => given[field] !== undefined || (field === "apiKey" && hasKey),
  });
  for (const { path, message } of errors) faults[path as ConnectionField] ??= message;
  if (!entered.model.trim()) faults.model = "Name the model.";
  if (givenPrice(entered) === undefined) faults.priceInput = "Enter input and output as numbers, or leave both empty.";
  return faults;
}
