"use client";
import { useId } from "react";
import {
  type Entered,
  type EnteredField,
  givenPrice,
  type PriceField,
} from "#components/settings/models/connection.ts";
import { priceWords } from "#components/settings/models/price-words.ts";
import { Field, Input } from "#components/ui/field.tsx";
import { listPriceOf } from "#lib/domain/llm/price.ts";
import type { ProviderSpec } from "#lib/domain/llm/provider.ts";

const FIELDS: [field: PriceField, label: string, key: "input" | "cachedInput" | "output"][] = [
  ["priceInput", "Input", "input"],
  ["priceCached", "Cached input", "cachedInput"],
  ["priceOutput", "Output", "output"],
];

interface PriceInputsProps {
  entered: Entered;
  spec: ProviderSpec | undefined;
  errorOf(field: EnteredField): string | undefined;
  edit(next: Partial<Entered>): void;
  leave(field: EnteredField): void;
}

/** What a million tokens cost, where it is not as the provider publishes it or nobody does. */
export function PriceInputs({ entered, spec, errorOf, edit, leave }: PriceInputsProps) {
  const listed = listPriceOf(spec?.prices, entered.model.trim());
  const error = errorOf("priceInput");
  const note = useId();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-ui">Price in US dollars per million tokens</legend>
      <div className="grid grid-cols-3 gap-2">
        {FIELDS.map(([field, label, key]) => (
          <Field key={field} label={label} error={undefined}>
            {(control) => (
              <Input
                {...control}
                inputMode="decimal"
                autoComplete="off"
                aria-invalid={error ? true : undefined}
                aria-describedby={note}
                placeholder={listed?.[key] === undefined ? "" : String(listed[key])}
                value={entered[field]}
                onBlur={() => leave("priceInput")}
                onChange={(event) => edit({ [field]: event.target.value.replace(",", ".") })}
              />
            )}
          </Field>
        ))}
      </div>
      <p id={note} role={error ? "alert" : undefined} className={error ? "text-danger text-xs" : "text-muted text-xs"}>
        {error ?? noteOn(entered, spec)}
      </p>
    </fieldset>
  );
}

function noteOn(entered: Entered, spec: ProviderSpec | undefined): string {
  if (givenPrice(entered)) return "This price counts from the next answer on.";
  const listed = listPriceOf(spec?.prices, entered.model.trim());
  return listed && spec?.prices
    ? `Leave empty for the published price: ${priceWords(listed)}, as of ${spec.prices.asOf}.`
    : "No price is known for this model. Without one its calls cost nothing in the figures; enter 0 for a machine of your own.";
}
