import { request } from "#components/api/request.ts";
import type { ConnectionResult } from "#lib/application/llm/schema.ts";
import type { ProviderRegistry, ProviderSpec } from "#lib/domain/llm/provider.ts";

/** What a person enters to reach a model. */
export interface Connection {
  provider: string;
  model: string;
  apiKey: string;
  baseUrl: string;
}

export interface ConnectionOutcome {
  ok: boolean;
  message: string;
}

/** Asks a model for a word before anything is saved. */
export async function tryConnection(
  connection: Connection,
  spec: ProviderSpec | undefined,
): Promise<ConnectionOutcome> {
  const lacking = missing(connection, spec);
  if (lacking) return { ok: false, message: lacking };
  const answer = await request<ConnectionResult>("/api/llm-configs/try", {
    method: "POST",
    body: wireConnection(connection, spec),
  });
  if (!answer.ok) return { ok: false, message: answer.problem.errors[0]?.message ?? answer.problem.detail };
  return { ok: answer.body.ok, message: answer.body.error?.message ?? "It works: the model has answered." };
}

export const DEMO = "demo";

/** Takes the built-in demo model into use. It answers only while no other model can. */
export const addDemoModel = () =>
  request("/api/llm-configs", {
    method: "POST",
    body: { name: "Built-in demo", provider: DEMO, model: DEMO, scope: "workspace" },
  });

/** The providers that somebody can connect: all but those that need nothing. */
export const connectable = (providers: ProviderRegistry): [string, ProviderSpec][] =>
  Object.entries(providers).filter(([, { fields }]) => Object.keys(fields).length > 0);

/** The same without what was left empty or is not used. */
export function wireConnection({ provider, model, apiKey, baseUrl }: Connection, spec: ProviderSpec | undefined) {
  return {
    provider,
    model: model.trim(),
    ...(apiKey.trim() && spec?.fields.apiKey ? { apiKey: apiKey.trim() } : {}),
    ...(baseUrl.trim() && spec?.fields.baseUrl ? { baseUrl: baseUrl.trim() } : {}),
  };
}

/** What is still missing before a test makes sense, in words; null when nothing is. */
export function missing({ model, apiKey, baseUrl }: Connection, spec: ProviderSpec | undefined): string | null {
  if (!spec) return "Choose a provider.";
  if (spec.fields.baseUrl === "required" && !baseUrl.trim()) return "Enter the address of the server.";
  if (spec.fields.apiKey === "required" && !apiKey.trim()) return "Enter the API key.";
  return model.trim() ? null : "Name the model.";
}
