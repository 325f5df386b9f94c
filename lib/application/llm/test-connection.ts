import { errorCode } from "#lib/domain/errors.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { auditOf } from "../audit-of.ts";
import { authorize } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { LlmConfigRow } from "../ports/llm-configs.ts";
import type { ModelConnection } from "../ports/models.ts";
import {
  changeableConfig,
  checkProvider,
  connectionOf,
  givenFields,
  invalid,
  targetOf,
  viewerOf,
} from "./config-rules.ts";
import { probeModel } from "./probe-model.ts";
import type { ConnectionResult, LlmConfigIdInput, TryConnectionInput } from "./schema.ts";

/**
 * Asks a stored config's model for a word, and stores when it last answered. A caller who goes away ends the request,
 * and nothing is stored. Errors: `llm_config_not_found`.
 */
export async function testLlmConfig({ ctx, input, signal }: Call<LlmConfigIdInput>): Promise<ConnectionResult> {
  const row = await changeableConfig(ctx, input.id);
  const error = await failureOf(ctx, connectionOf(row, ctx.ports.secrets), signal);
  const at = ctx.now();
  const validatedAt = error ? null : at;
  const after: JsonObject = error ? { ok: false, error: error.code } : { ok: true };
  const audit = auditOf(ctx, { verb: "llm-config.tested", target: targetOf(row), after });
  await ctx.ports.llmConfigs.update(viewerOf(ctx), row, { validatedAt }, at, audit).catch((failure) => {
    // What answered is not what is stored by now.
    if (errorCode(failure) !== "version_conflict") throw failure;
  });
  // A model that works is left alone no longer.
  if (!error) ctx.ports.models.invalidate(ctx.workspaceId);
  return { ok: !error, validatedAt, ...(error ? { error } : {}) };
}

/** The same for a connection that is not saved yet. Errors: `llm_config_invalid`, `llm_config_not_found`. */
export async function tryConnection({ ctx, input, signal }: Call<TryConnectionInput>): Promise<ConnectionResult> {
  const connection = await enteredConnection(ctx, input);
  const error = await failureOf(ctx, connection, signal);
  return { ok: !error, validatedAt: error ? null : ctx.now(), ...(error ? { error } : {}) };
}

/**
 * What was entered, with the stored key of the config that is edited where none is entered. Errors:
 * `llm_config_invalid`, `llm_config_not_found`.
 */
export async function enteredConnection(ctx: Context, input: TryConnectionInput): Promise<ModelConnection> {
  authorize(ctx, "models:write", "member");
  const { id, provider, model, ...fields } = input;
  const row = id === undefined ? null : await changeableConfig(ctx, id);
  const stored = row && fields.apiKey === undefined ? storedKey(ctx, row, input) : {};
  const entered = { provider, model, ...givenFields({ ...fields, ...stored }) };
  checkProvider(ctx.ports.providers, entered);
  return entered;
}

/** A key goes to no other server than the one it was entered for. */
function storedKey(ctx: Context, row: LlmConfigRow, { provider, baseUrl }: TryConnectionInput): { apiKey?: string } {
  const { apiKey } = connectionOf(row, ctx.ports.secrets);
  if (apiKey === undefined) return {};
  if (row.provider !== provider || originOf(row.baseUrl) !== originOf(baseUrl)) throw keyOfAnotherServer();
  return { apiKey };
}

export const keyOfAnotherServer = () =>
  invalid([{ path: "apiKey", message: "The key was entered for another server. Enter the key for the new address." }]);

/** The server of an address; empty: the provider's own. */
export const originOf = (baseUrl: string | null | undefined): string => (baseUrl ? new URL(baseUrl).origin : "");

/** Refuses a connection that does not work, at the field where it is most likely wrong. Error: `llm_config_invalid` */
export async function requireAnswer(
  ctx: Context,
  connection: ModelConnection,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const error = await failureOf(ctx, connection, signal);
  if (error) throw invalid([{ path, message: error.message }]);
}

async function failureOf(
  ctx: Context,
  connection: ModelConnection,
  signal: AbortSignal | undefined,
): Promise<ConnectionResult["error"]> {
  const error = await probeModel(ctx.ports.createModel, connection, signal);
  return error ? { code: error.code, message: error.message } : undefined;
}
