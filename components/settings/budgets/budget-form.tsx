"use client";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormNote } from "#components/account/form-note.tsx";
import { useAgents } from "#components/agents/agents-context.tsx";
import { request } from "#components/api/request.ts";
import { useKept } from "#components/forms/use-kept.ts";
import { PERIOD_WORDS, type Person } from "#components/settings/budgets/budget-words.ts";
import { MoneyField } from "#components/settings/budgets/money-field.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field, Select } from "#components/ui/field.tsx";
import { toast } from "#components/ui/toast.tsx";
import { BUDGET_PERIODS, type BudgetPeriod, type BudgetScope } from "#lib/domain/budget/budget.ts";
import { parseMoney } from "#lib/domain/budget/money.ts";

const SCOPES: Record<BudgetScope, string> = {
  workspace: "The whole workspace",
  agent: "One agent",
  user: "One person",
};

const OWN_COUNT = "Models that they have connected for themselves count too.";
const OWN_DO_NOT = "Models that people have connected for themselves do not count.";

interface BudgetDraft {
  scope: BudgetScope;
  subject: string;
  period: BudgetPeriod;
  text: string;
}

const EMPTY: BudgetDraft = { scope: "workspace", subject: "", period: "month", text: "" };

interface BudgetFormProps {
  members: readonly Person[];
  onDone(): void;
  onCancel(): void;
}

export function BudgetForm({ members, onDone, onCancel }: BudgetFormProps) {
  const router = useRouter();
  const agents = useAgents();
  const { values, change, forget } = useKept("budget", EMPTY);
  const { scope, subject, period, text } = values;
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const limitMicros = parseMoney(text);
  const subjects =
    scope === "agent"
      ? agents.map(({ slug, name }) => ({ id: slug, name }))
      : members.map(({ userId, name }) => ({ id: userId, name }));
  const complete = limitMicros !== null && (scope === "workspace" || subject !== "");

  async function save(event: FormEvent) {
    event.preventDefault();
    if (!complete) return;
    setBusy(true);
    const body = { scope, period, limitMicros, ...(scope !== "workspace" && { subject }) };
    const answer = await request("/api/budgets", { method: "POST", body });
    setBusy(false);
    if (!answer.ok) return setProblem(answer.problem.detail);
    forget();
    onDone();
    void toast("The budget is set.");
    router.refresh();
  }

  return (
    <form onSubmit={save} className="grid gap-4 p-5">
      <Field label="Whose spending" hint={scope === "user" ? OWN_COUNT : OWN_DO_NOT}>
        {(control) => (
          <Select
            {...control}
            value={scope}
            onChange={(event) => change({ scope: event.target.value as BudgetScope, subject: "" })}
          >
            {Object.entries(SCOPES).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {scope === "workspace" ? null : (
        <Field label={scope === "agent" ? "Agent" : "Person"}>
          {(control) => (
            <Select {...control} value={subject} onChange={(event) => change({ subject: event.target.value })}>
              <option value="">Choose …</option>
              {subjects.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label="In which time" hint="Days and months of the calendar, in UTC.">
        {(control) => (
          <Select
            {...control}
            value={period}
            onChange={(event) => change({ period: event.target.value as BudgetPeriod })}
          >
            {BUDGET_PERIODS.map((one) => (
              <option key={one} value={one}>
                {PERIOD_WORDS[one]}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <MoneyField text={text} onChange={(next) => change({ text: next })} />
      <FormNote text={problem} />
      <div className="flex justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" disabled={busy || !complete}>
          Set the budget
        </Button>
      </div>
    </form>
  );
}
