"use client";
import { Field, Input } from "#components/ui/field.tsx";
import { parseMoney } from "#lib/domain/budget/money.ts";

/** An amount in US dollars, checked while it is typed. */
export function MoneyField({ text, onChange }: { text: string; onChange(text: string): void }) {
  const wrong = text !== "" && parseMoney(text) === null;
  return (
    <Field
      label="Limit in US dollars"
      hint="Such as 50 or 2.50. With 0 nothing that costs is asked."
      error={wrong ? "Enter an amount such as 50 or 2.50." : undefined}
    >
      {(control) => (
        <Input
          {...control}
          inputMode="decimal"
          autoComplete="off"
          value={text}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
