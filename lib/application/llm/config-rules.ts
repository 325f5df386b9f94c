import type { AuditTarget } from "#lib/domain/audit.ts";
import { DomainError, type FieldError } from "#lib/domain/errors.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { connectionErrors } from "#lib/domain/llm/check-connection.ts";
import { CONNECTION_FIELDS, type ConnectionField, type ProviderRegistry } from "#lib/domain/llm/provider.ts";
import { authorize } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { LlmConfigRow } from "../ports/llm-configs.ts";
import type { ModelConnection } from "../ports/models.ts";
import type { SecretBox } from "../ports/secrets.ts";
import type { LlmConfigView } from "./schema.ts";

type Entered = { provider: string } & { [Field in ConnectionField]?: string | null | undefined };

/** Refuses an unknown provider and fields that it lacks or does not take (`llm_config_invalid`, with `details.errors`). */
export function checkProvider(providers: ProviderRegistry, entered: Entered): void {
  const { provider, wire } = entered;
  const errors = connectionErrors(providers, {
    ...{ provider, wire: wire ?? null },
    given: (field) => entered[field] != null,
  });
  if (errors.length > 0) throw invalid(errors);
}

export function invalid(errors: FieldError[]): DomainError {
  return new DomainError("llm_config_invalid", errors.map((error) => error.message).join(" "), { errors });
}

/** A shared config is an admin's to change, one's own a member's. */
export function authorizeConfigChange(ctx: Context, ownerId: string | null): void {
  authorize(ctx, "models:write", ownerId === null ? "admin" : "member");
}

/** The stored config of this id that the caller may change. */
export async function changeableConfig(ctx: Context, id: string): Promise<LlmConfigRow> {
  authorize(ctx, "models:write", "member");
  const row = await ctx.ports.llmConfigs.find(viewerOf(ctx), id);
  if (!row) throw configNotFound();
  authorizeConfigChange(ctx, row.ownerId);
  return row;
}

export const configNotFound = (): DomainError =>
  new DomainError("llm_config_not_found", "There is no such model configuration.");

export const viewerOf = (ctx: Context) => ({ workspaceId: ctx.workspaceId, userId: ctx.actor.userId });

/** Where a config's key is sealed to. */
export const keyPlace = (row: Pick<LlmConfigRow, "id" | "workspaceId">) => ({
  workspaceId: row.workspaceId,
  rowId: row.id,
  field: "apiKey",
});

/** Sealed key and the hint that is shown for it; of a short key nothing is shown. */
export function sealKey(ctx: Context, id: string, apiKey: string): { keyCipher: string; keyHint: string } {
  return {
    keyCipher: ctx.ports.secrets.seal(apiKey, keyPlace({ id, workspaceId: ctx.workspaceId })),
    keyHint: apiKey.length >= 12 ? `…${apiKey.slice(-4)}` : "…",
  };
}

/** How a stored config's model is reached, its key opened. Error: `secret_unreadable` */
export function connectionOf(row: LlmConfigRow, secrets: SecretBox): ModelConnection {
  const { provider, model, keyCipher } = row;
  const apiKey = keyCipher === null ? null : secrets.open(keyCipher, keyPlace(row));
  return { provider, model, ...givenFields({ ...row, apiKey }) };
}

/** The fields that hold something. */
export function givenFields(entered: Omit<Entered, "provider">): Omit<ModelConnection, "provider" | "model"> {
  const fields = Object.keys(CONNECTION_FIELDS) as ConnectionField[];
  return Object.fromEntries(fields.flatMap((field) => (entered[field] == null ? [] : [[field, entered[field]]])));
}

/** As the audit log names a config; one of a person's own stays unnamed, since admins read the log. */
export const targetOf = ({ id, name, ownerId }: Pick<LlmConfigRow, "id" | "name" | "ownerId">): AuditTarget => ({
  ...{ kind: "llm-config", id, name: ownerId === null ? name : null },
});

/**
 * What the audit log keeps of a config: where a shared one leads, of a person's own the provider alone; of a key that
 * there is one.
 */
export function auditFacts(row: Omit<LlmConfigRow, "position">): JsonObject {
  const { id: _id, createdAt: _created, updatedAt: _updated, validatedAt: _validated, keyHint, ...facts } = viewOf(row);
  const { provider, scope, price } = facts;
  const hasKey = keyHint !== null;
  return scope === "user" ? { provider, scope, hasKey } : { ...facts, price: price && { ...price }, hasKey };
}

export function viewOf(row: Omit<LlmConfigRow, "position">): LlmConfigView {
  const { id, name, provider, model, baseUrl, deployment, apiVersion, wire, price } = row;
  const { isDefault, keyHint, validatedAt, createdAt, updatedAt } = row;
  return {
    ...{ id, name, provider, model, baseUrl, deployment, apiVersion, wire, price },
    scope: row.ownerId === null ? "workspace" : "user",
    ...{ isDefault, keyHint, validatedAt, createdAt, updatedAt },
  };
}
