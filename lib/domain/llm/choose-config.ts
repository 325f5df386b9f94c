import { DomainError } from "#lib/domain/errors.ts";

/** What the choice needs to know of a config; `ownerId` null: the workspace's. */
export interface ConfigChoice {
  id: string;
  ownerId: string | null;
  provider: string;
  isDefault: boolean;
}

/** Nobody waits for more models than these to fail. */
const LONGEST_CHAIN = 5;

/**
 * The chosen config (`chooseConfig`), then those that step in when it fails: the workspace's, then the person's own,
 * each in their order. A demo steps in for nobody, and nobody for a demo.
 */
export function fallbackChain<Config extends ConfigChoice>(
  configs: readonly Config[],
  requestedId: string | null,
): readonly [Config, ...Config[]] {
  const chosen = chooseConfig(configs, requestedId);
  if (chosen.provider === "demo") return [chosen];
  const others = configs.filter((config) => config !== chosen && config.provider !== "demo");
  const shared = others.filter((config) => config.ownerId === null);
  const own = others.filter((config) => config.ownerId !== null);
  return [chosen, ...[...shared, ...own].slice(0, LONGEST_CHAIN - 1)];
}

/**
 * Picks a config out of those a person may use, given in their order. The requested one, never replaced
 * (`llm_config_not_found`); else the workspace's default, the person's default, the first; a rule-following demo
 * only when nothing else is there. None at all: `llm_config_missing`.
 */
export function chooseConfig<Config extends ConfigChoice>(
  configs: readonly Config[],
  requestedId: string | null,
): Config {
  if (requestedId !== null) {
    const requested = configs.find((config) => config.id === requestedId);
    if (!requested)
      throw new DomainError(
        "llm_config_not_found",
        "There is no such model configuration. Choose another one in Settings → Models.",
      );
    return requested;
  }
  const real = configs.filter((config) => config.provider !== "demo");
  const usable = real.length > 0 ? real : configs;
  const chosen =
    usable.find((config) => config.isDefault && config.ownerId === null) ??
    usable.find((config) => config.isDefault) ??
    usable.find((config) => config.ownerId === null) ??
    usable[0];
  if (!chosen)
    throw new DomainError(
      "llm_config_missing",
      "No model is configured yet. Connect one, or choose the built-in demo model, in Settings → Models.",
    );
  return chosen;
}
