"use client";
import { useId } from "react";
import type { Entered, EnteredField } from "#components/settings/models/connection.ts";
import type { Offered } from "#components/settings/models/use-offered-models.ts";
import { Field, Input, Select } from "#components/ui/field.tsx";
import type { ConnectionField, ProviderSpec } from "#lib/domain/llm/provider.ts";

export interface ConnectionInputsProps {
  entered: Entered;
  spec: ProviderSpec | undefined;
  offered: Offered;
  /** The end of a key that is stored already. */
  keyHint: string | null;
  errorOf(field: EnteredField): string | undefined;
  edit(next: Partial<Entered>): void;
  leave(field: EnteredField): void;
}

const ORDER = ["baseUrl", "apiKey", "deployment", "apiVersion", "wire"] as const;
const LABELS: Record<ConnectionField, string> = {
  ...{ baseUrl: "Base URL", apiKey: "API key", deployment: "Deployment", apiVersion: "API version", wire: "API" },
};

/** The fields that this provider takes, as the registry tells, and the model. */
export function ConnectionInputs(props: ConnectionInputsProps) {
  const { spec, entered, offered, errorOf, edit, leave } = props;
  const suggestions = useId();
  return (
    <>
      {ORDER.filter((field) => spec?.fields[field]).map((field) => (
        <ConnectionInput key={field} field={field} {...props} />
      ))}
      <Field
        label="Model"
        error={errorOf("model")}
        hint={spec?.fields.deployment ? "What the deployment is made of: it tells its price." : offered.note}
      >
        {(control) => (
          <>
            <Input
              {...control}
              list={suggestions}
              autoComplete="off"
              placeholder={spec?.models[0]}
              value={entered.model}
              onFocus={() => void offered.load()}
              onBlur={() => leave("model")}
              onChange={(event) => edit({ model: event.target.value })}
            />
            <datalist id={suggestions}>
              {offered.models.map((model) => (
                <option key={model} value={model} />
              ))}
            </datalist>
          </>
        )}
      </Field>
    </>
  );
}

function ConnectionInput({ field, spec, ...props }: ConnectionInputsProps & { field: ConnectionField }) {
  const { entered, keyHint, errorOf, edit, leave } = props;
  const isOptional = spec?.fields[field] === "optional";
  const label = isOptional ? `${LABELS[field]} (optional)` : LABELS[field];
  const example = spec?.examples?.[field];
  const common = { value: entered[field], onBlur: () => leave(field) };
  if (field === "wire")
    return (
      <Field label={label} error={errorOf(field)}>
        {(control) => (
          <Select {...control} {...common} onChange={(event) => edit({ wire: event.target.value })}>
            <option value="">As the model needs it</option>
            {Object.entries(spec?.wires ?? {}).map(([id, wire]) => (
              <option key={id} value={id}>
                {wire.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
    );
  const hints: Partial<Record<ConnectionField, string | undefined>> = {
    baseUrl: spec?.defaultBaseUrl ? `Leave empty for ${spec.defaultBaseUrl}` : example && `For example ${example}`,
    apiKey: keyHint
      ? `Leave empty to keep the key that ends in ${keyHint}.`
      : "Stored encrypted; it is never shown again.",
    apiVersion: example && `Leave empty for the v1 API, or enter one such as ${example}.`,
  };
  return (
    <Field label={label} hint={hints[field]} error={errorOf(field)}>
      {(control) => (
        <Input
          {...control}
          {...common}
          {...(field === "baseUrl" ? { type: "url", inputMode: "url" as const } : {})}
          {...(field === "apiKey" ? { type: "password" } : {})}
          autoComplete="off"
          spellCheck={false}
          placeholder={hints[field]?.includes(example ?? "\n") ? undefined : example}
          onChange={(event) => edit({ [field]: event.target.value })}
        />
      )}
    </Field>
  );
}
