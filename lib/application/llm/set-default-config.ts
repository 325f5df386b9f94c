import type { Call } from "../context.ts";
import type { LlmConfigIdInput, LlmConfigView } from "./schema.ts";
import { updateLlmConfig } from "./update-config.ts";

/** Makes a config the default of its scope, in place of the one before. Errors: `llm_config_not_found`. */
export async function setDefaultLlmConfig({ ctx, input }: Call<LlmConfigIdInput>): Promise<LlmConfigView> {
  return updateLlmConfig({ ctx, input: { id: input.id, isDefault: true } });
}
