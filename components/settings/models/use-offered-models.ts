"use client";
import { useRef, useState } from "react";
import { request } from "#components/api/request.ts";
import { type Entered, givenFields } from "#components/settings/models/connection.ts";
import type { OfferedModels } from "#lib/application/llm/schema.ts";
import type { ProviderSpec } from "#lib/domain/llm/provider.ts";

export interface Offered {
  models: readonly string[];
  /** What the provider has said, for below the field. */
  note: string | undefined;
  /** Asks the provider, once for what is entered, as soon as that is enough. */
  load(): Promise<void>;
}

/** The models to choose from: the provider's own list where it has one, else those that we know of. */
export function useOfferedModels(entered: Entered, spec: ProviderSpec | undefined, id: string | null): Offered {
  const [answer, setAnswer] = useState<{ of: string; models: string[]; note: string } | null>(null);
  const asked = useRef("");
  const { model: _model, ...fields } = givenFields(entered, spec) as Record<string, string>;
  const body = { provider: entered.provider, ...fields, ...(id ? { id } : {}) };
  const of = JSON.stringify(body);
  const isEnough =
    spec?.listsModels &&
    (spec.fields.baseUrl !== "required" || "baseUrl" in body) &&
    (spec.fields.apiKey !== "required" || "apiKey" in body || id !== null);
  const current = answer?.of === of ? answer : null;
  return {
    models: current && current.models.length > 0 ? current.models : (spec?.models ?? []),
    note: current?.note,
    async load() {
      if (!isEnough || asked.current === of) return;
      asked.current = of;
      const heard = await request<OfferedModels>("/api/llm-configs/models", { method: "POST", body });
      if (asked.current !== of) return;
      const models = heard.ok ? heard.body.models : [];
      const count = `${models.length} model${models.length === 1 ? "" : "s"} to choose from; any other name may be entered.`;
      const problem = heard.ok ? "The server names no models. Enter the name yourself." : heard.problem;
      const failure = typeof problem === "string" ? problem : (problem.errors[0]?.message ?? problem.detail);
      setAnswer({ of, models, note: models.length > 0 ? count : failure });
    },
  };
}
