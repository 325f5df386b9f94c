import { errorCode } from "#lib/domain/errors.ts";
import type { ModelChain, ModelResolver } from "../ports/models.ts";
import type { ClaimedTurn } from "../ports/turns.ts";
import type { Situation } from "./situation.ts";

/**
 * The models that answer a turn, first the one its message names, else the conversation's, else the defaults. The
 * conversation's is its owner's choice: who else writes there, and may not use it, gets their own default.
 */
export async function resolveTurnModel(
  models: Pick<ModelResolver, "resolve">,
  { workspaceId, userId, sessionOwnerId, llmConfigId }: ClaimedTurn,
  { settings }: Pick<Situation, "settings">,
): Promise<ModelChain> {
  const configId = llmConfigId ?? settings?.llmConfigId ?? null;
  try {
    return await models.resolve({ workspaceId, userId, configId });
  } catch (error) {
    const chosenByOwner = llmConfigId === null && configId !== null && userId !== sessionOwnerId;
    if (!chosenByOwner || errorCode(error) !== "llm_config_not_found") throw error;
    return models.resolve({ workspaceId, userId, configId: null });
  }
}
