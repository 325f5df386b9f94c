import { toModelError } from "#lib/domain/llm/model-error.ts";
import { providerOf } from "#lib/domain/llm/provider.ts";
import type { Call } from "../context.ts";
import { invalid } from "./config-rules.ts";
import type { ListModelsInput, OfferedModels } from "./schema.ts";
import { enteredConnection } from "./test-connection.ts";

/** The models that a provider offers to whoever has this key. Errors: `llm_config_invalid`, `llm_config_not_found`. */
export async function listModels({ ctx, input, signal }: Call<ListModelsInput>): Promise<OfferedModels> {
  const connection = await enteredConnection(ctx, { ...input, model: "" });
  if (!providerOf(ctx.ports.providers, connection.provider)?.listsModels) return { models: [] };
  try {
    return { models: await ctx.ports.listModels(connection, signal) };
  } catch (error) {
    if (signal?.aborted) throw error;
    throw invalid([{ path: "model", message: toModelError(error).message }]);
  }
}
