"use client";
import { CircleAlert, CircleCheck } from "lucide-react";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { fieldError, type Problem } from "#components/api/problem.ts";
import { request } from "#components/api/request.ts";
import {
  type Connection,
  type ConnectionOutcome,
  connectable,
  tryConnection,
  wireConnection,
} from "#components/settings/connection.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Field, Input, Select } from "#components/ui/field.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { ProviderRegistry } from "#lib/domain/llm/provider.ts";

interface ModelFormProps {
  providers: ProviderRegistry;
  onSaved(): void;
  /** Beside the button that saves. */
  aside?: ReactNode;
}

/** Connects a model: what is asked depends on the provider, and a test tells at once whether it works. */
export function ModelForm({ providers, onSaved, aside }: ModelFormProps) {
  const offered = connectable(providers);
  const [connection, setConnection] = useState<Connection>({
    provider: offered[0]?.[0] ?? "",
    model: "",
    apiKey: "",
    baseUrl: "",
  });
  const [outcome, setOutcome] = useState<ConnectionOutcome | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState<"test" | "save" | null>(null);
  const suggestions = useId();
  const spec = providers[connection.provider];

  function change(next: Partial<Connection>) {
    setConnection((now) => ({ ...now, ...next }));
    setOutcome(null);
    setProblem(null);
  }

  async function test(): Promise<boolean> {
    setBusy("test");
    const result = await tryConnection(connection, spec);
    setOutcome(result);
    setBusy(null);
    return result.ok;
  }

  async function onSubmit(event: FormEvent) {
    event.preventDefault();
    if (!outcome?.ok && !(await test())) return;
    setBusy("save");
    const name = `${spec?.label ?? connection.provider}: ${connection.model.trim()}`.slice(0, 100);
    const body = { name, ...wireConnection(connection, spec), scope: "workspace", isDefault: true };
    const answer = await request("/api/llm-configs", { method: "POST", body });
    setBusy(null);
    if (answer.ok) onSaved();
    else setProblem(answer.problem);
  }

  return (
    <form method="post" className="grid gap-5" onSubmit={onSubmit}>
      <Field label="Provider" hint={spec?.description} error={fieldError(problem, "provider")}>
        {(control) => (
          <Select
            {...control}
            value={connection.provider}
            onChange={(event) => change({ provider: event.target.value })}
          >
            {offered.map(([id, { label }]) => (
              <option key={id} value={id}>
                {label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {spec?.fields.baseUrl ? (
        <Field
          label={spec.fields.baseUrl === "required" ? "Base URL" : "Base URL (optional)"}
          hint={
            spec.defaultBaseUrl ? `Leave empty for ${spec.defaultBaseUrl}` : "For example http://localhost:11434/v1"
          }
          error={fieldError(problem, "baseUrl")}
        >
          {(control) => (
            <Input
              {...control}
              type="url"
              inputMode="url"
              value={connection.baseUrl}
              onChange={(event) => change({ baseUrl: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      {spec?.fields.apiKey ? (
        <Field
          label={spec.fields.apiKey === "required" ? "API key" : "API key (optional)"}
          hint="Stored encrypted; it is never shown again."
          error={fieldError(problem, "apiKey")}
        >
          {(control) => (
            <Input
              {...control}
              type="password"
              autoComplete="off"
              placeholder={spec.examples?.apiKey}
              value={connection.apiKey}
              onChange={(event) => change({ apiKey: event.target.value })}
            />
          )}
        </Field>
      ) : null}
      <Field label="Model" error={fieldError(problem, "model")}>
        {(control) => (
          <>
            <Input
              {...control}
              list={suggestions}
              autoComplete="off"
              placeholder={spec?.models[0]}
              value={connection.model}
              onChange={(event) => change({ model: event.target.value })}
            />
            <datalist id={suggestions}>
              {spec?.models.map((model) => (
                <option key={model} value={model} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <Outcome outcome={outcome} testing={busy === "test"} />
      <FormNote text={problem && problem.errors.length === 0 ? problem.detail : null} />
      <div className="flex flex-wrap items-center gap-2">
        <Button onClick={() => void test()} disabled={busy !== null}>
          Test connection
        </Button>
        <span className="flex-1" />
        {aside}
        <Button type="submit" variant="primary" disabled={busy !== null}>
          {busy === "save" ? <Spinner /> : null} Save
        </Button>
      </div>
    </form>
  );
}

function Outcome({ outcome, testing }: { outcome: ConnectionOutcome | null; testing: boolean }) {
  const Icon = outcome?.ok ? CircleCheck : CircleAlert;
  return (
    <p
      role="status"
      className={cn(
        "flex items-start gap-2 text-ui empty:hidden",
        outcome ? (outcome.ok ? "text-success" : "text-danger") : "text-muted",
      )}
    >
      {testing ? (
        <>
          <Spinner className="mt-0.5" /> Asking the model for a word
        </>
      ) : outcome ? (
        <>
          <Icon aria-hidden className="mt-0.5 size-4 shrink-0" /> {outcome.message}
        </>
      ) : null}
    </p>
  );
}
