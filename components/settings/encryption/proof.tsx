"use client";
import { CircleCheck, CircleX, FlaskConical } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { request } from "#components/api/request.ts";
import { Button } from "#components/ui/button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import type { ConnectionResult } from "#lib/application/llm/schema.ts";

export interface Model {
  id: string;
  name: string;
  model: string;
}

type Outcome = "asking" | { ok: boolean; words: string };

async function ask({ id }: Model): Promise<Outcome> {
  const answer = await request<ConnectionResult>(`/api/llm-configs/${id}/test`, { method: "POST", body: {} });
  if (!answer.ok) return { ok: false, words: answer.problem.detail };
  const { ok, error } = answer.body;
  return { ok, words: ok ? "Works." : (error?.message ?? "It does not work.") };
}

/** Asks every model whether it still answers, after each change of the key and whenever somebody wants to know. */
export function Proof({ models, changes }: { models: readonly Model[]; changes: number }) {
  const [outcomes, setOutcomes] = useState<Readonly<Record<string, Outcome>>>({});
  const asking = Object.values(outcomes).includes("asking");
  const proven = useRef(changes);

  async function prove(): Promise<void> {
    setOutcomes(Object.fromEntries(models.map(({ id }) => [id, "asking"])));
    await Promise.all(
      models.map(async (model) => {
        const outcome = await ask(model);
        setOutcomes((known) => ({ ...known, [model.id]: outcome }));
      }),
    );
  }

  useEffect(() => {
    if (proven.current === changes) return;
    proven.current = changes;
    void prove();
  });

  return (
    <section aria-labelledby="proof" className="grid gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <div className="grid min-w-0 flex-1 basis-56 gap-1">
          <h3 id="proof" className="font-semibold text-ui">
            Does every model still work?
          </h3>
          <p className="max-w-prose text-muted text-ui">
            Each of this workspace and of your own is asked for a word with its stored key.
          </p>
        </div>
        <Button disabled={asking || models.length === 0} onClick={() => void prove()}>
          {asking ? <Spinner /> : <FlaskConical />} Ask them all
        </Button>
      </div>
      <ul aria-live="polite" className="grid gap-2">
        {models.map((model) => (
          <li key={model.id} className="flex items-start gap-3 rounded-xl border border-line bg-surface px-4 py-3">
            <p className="min-w-0 flex-1 text-ui">
              <bdi className="font-medium">{model.name}</bdi>
              <span className="block truncate text-muted text-xs">{model.model}</span>
            </p>
            <Result outcome={outcomes[model.id]} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Result({ outcome }: { outcome: Outcome | undefined }) {
  if (outcome === undefined) return <span className="text-muted text-xs">not asked yet</span>;
  if (outcome === "asking") return <Spinner />;
  const Icon = outcome.ok ? CircleCheck : CircleX;
  return (
    <p className={`flex max-w-[60%] gap-1.5 text-ui ${outcome.ok ? "text-success" : "text-danger"}`}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span className="min-w-0 break-words">{outcome.words}</span>
    </p>
  );
}
