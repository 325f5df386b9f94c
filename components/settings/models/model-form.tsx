"use client";
import { type FormEvent, type ReactNode, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { AskingStatus } from "#components/settings/models/asking-status.tsx";
import {
  connectable,
  type Entered,
  type EnteredField,
  emptyConnection,
  faultsOf,
  givenFields,
  givenPrice,
  storedConnection,
} from "#components/settings/models/connection.ts";
import { ConnectionInputs } from "#components/settings/models/connection-inputs.tsx";
import { PriceInputs } from "#components/settings/models/price-inputs.tsx";
import { saving } from "#components/settings/models/saving.ts";
import { useAsking } from "#components/settings/models/use-asking.ts";
import { useOfferedModels } from "#components/settings/models/use-offered-models.ts";
import { Button } from "#components/ui/button.tsx";
import { Field, Input, Select } from "#components/ui/field.tsx";
import type { ConnectionResult, LlmConfigView } from "#lib/application/llm/schema.ts";
import { type ProviderRegistry, providerOf } from "#lib/domain/llm/provider.ts";

interface ModelFormProps {
  providers: ProviderRegistry;
  /** The config that is changed; without one a new one is made. */
  config?: LlmConfigView;
  /** Whose it may become, the first by itself. */
  scopes?: readonly LlmConfigView["scope"][];
  /** Another model answers by default already. */
  hasDefault?: boolean;
  /** The wizard asks for what is needed alone. */
  brief?: boolean;
  onSaved(saved: LlmConfigView): void;
  /** Beside the button that saves. */
  aside?: ReactNode;
}

type Filled = Entered & { scope: LlmConfigView["scope"]; isDefault: boolean };

const SCOPES = { workspace: "Everyone in the workspace", user: "Only me" } as const;

/** Connects a model: what is asked depends on the provider, and a test tells at once whether it works. */
export function ModelForm({ providers, config, scopes = ["workspace"], onSaved, aside, ...rest }: ModelFormProps) {
  const { brief = false, hasDefault = false } = rest;
  const first = (): Filled => ({
    ...(config ? storedConnection(config) : emptyConnection(connectable(providers)[0]?.[0] ?? "")),
    ...{ scope: scopes[0] ?? "workspace", isDefault: !hasDefault },
  });
  const { values: entered, change, forget } = useKept(`model:${config?.id ?? "new"}`, first, ["apiKey"]);
  const { scope, isDefault } = entered;
  const [left, setLeft] = useState<ReadonlySet<EnteredField> | "all">(new Set());
  const [problem, setProblem] = useState<Problem | null>(null);
  const asking = useAsking();
  const spec = providerOf(providers, entered.provider);
  const offered = useOfferedModels(entered, spec, config?.id ?? null);
  const faults = faultsOf(providers, entered, config?.keyHint != null);
  const busy = asking.since !== null;
  const errorOf = (field: EnteredField) =>
    (left === "all" || left.has(field) ? faults[field] : undefined) ?? fieldError(problem, field);

  function edit(next: Partial<Entered>) {
    asking.say(null);
    setProblem(null);
    change(next);
  }
  const leave = (field: EnteredField) =>
    entered[field] && setLeft((now) => (now === "all" ? now : new Set([...now, field])));

  /** False, and every fault shown, while something is missing. */
  function isWhole(): boolean {
    setLeft("all");
    return Object.keys(faults).length === 0;
  }

  async function test() {
    if (!isWhole()) return;
    const body = {
      ...{ provider: entered.provider, model: entered.model.trim(), ...givenFields(entered, spec) },
      ...(config ? { id: config.id } : {}),
    };
    const answer = await asking.ask<ConnectionResult>("/api/llm-configs/try", { method: "POST", body });
    if (!answer) return;
    if (!answer.ok) setProblem(answer.problem);
    else
      asking.say({
        ...{ ok: answer.body.ok, message: answer.body.error?.message ?? "It works: the model has answered." },
      });
  }

  async function save(tested: boolean) {
    if (!isWhole()) return;
    const own = givenPrice(entered) ?? null;
    const call = saving({ entered, spec, config, scope, isDefault, price: own, test: tested });
    const answer = await asking.ask<LlmConfigView>(call.path, call);
    if (!answer) return;
    if (!answer.ok) return setProblem(answer.problem);
    forget();
    onSaved(answer.body);
  }

  function onSubmit(event: FormEvent) {
    event.preventDefault();
    void save(true);
  }

  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit} noValidate>
      {config ? null : (
        <Field label="Provider" hint={spec?.description} error={fieldError(problem, "provider")}>
          {(control) => (
            <Select {...control} value={entered.provider} onChange={(event) => edit({ provider: event.target.value })}>
              {connectable(providers).map(([id, { label }]) => (
                <option key={id} value={id}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <ConnectionInputs {...{ entered, spec, offered, errorOf, edit, leave }} keyHint={config?.keyHint ?? null} />
      {brief ? null : (
        <>
          <Field label="Name (optional)" error={errorOf("name")}>
            {(control) => (
              <Input
                {...control}
                autoComplete="off"
                maxLength={100}
                placeholder={`${spec?.label ?? ""}: ${entered.model}`}
                value={entered.name}
                onChange={(event) => edit({ name: event.target.value })}
              />
            )}
          </Field>
          {scopes.length > 1 && !config ? (
            <Field
              label="Who may use it"
              hint={scope === "user" ? "Budgets of the workspace do not count what it costs." : undefined}
            >
              {(control) => (
                <Select
                  {...control}
                  value={scope}
                  onChange={(event) => change({ scope: event.target.value as typeof scope })}
                >
                  {scopes.map((one) => (
                    <option key={one} value={one}>
                      {SCOPES[one]}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          ) : null}
          {config ? null : (
            <label className="flex items-center gap-2 text-ui">
              <input
                type="checkbox"
                checked={isDefault}
                onChange={(event) => change({ isDefault: event.target.checked })}
              />
              It answers by default
            </label>
          )}
          <PriceInputs {...{ entered, spec, errorOf, edit, leave }} />
        </>
      )}
      <AskingStatus asking={asking} />
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => void test()} disabled={busy}>
          Test connection
        </Button>
        <span className="flex-1" />
        {aside}
        {problem?.code === "llm_config_invalid" ? (
          <Button onClick={() => void save(false)} disabled={busy}>
            Save anyway
          </Button>
        ) : null}
        <Button type="submit" variant="primary" disabled={busy}>
          Save
        </Button>
      </div>
    </form>
  );
}
