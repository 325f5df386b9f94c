import { fallbackChain } from "#lib/domain/llm/choose-config.ts";
import { listPriceOf } from "#lib/domain/llm/price.ts";
import { type ProviderRegistry, providerOf } from "#lib/domain/llm/provider.ts";
import type { Invalidations } from "../ports/live.ts";
import type { LlmConfigRow, LlmConfigs } from "../ports/llm-configs.ts";
import type {
  CreateModel,
  LanguageModel,
  ModelCandidate,
  ModelChain,
  ModelRequest,
  ModelResolver,
} from "../ports/models.ts";
import type { SecretBox } from "../ports/secrets.ts";
import { type Circuits, createCircuits } from "./circuits.ts";
import { connectionOf } from "./config-rules.ts";

const TOPIC = "llm-configs";
const TTL_MS = 5 * 60 * 1000;
const MAX_ENTRIES = 5000;

export interface ModelResolverParts {
  configs: LlmConfigs;
  secrets: SecretBox;
  providers: ProviderRegistry;
  createModel: CreateModel;
  invalidations: Invalidations;
  /** Milliseconds of a clock. */
  now(): number;
}

type Entry = { workspaceId: string; expiresAt: number; resolved: Promise<ModelChain> };

/**
 * Resolves requests to models and those that step in for them (rows A5, A6): per person and requested config, for five minutes or until the workspace's
 * configs change on any process. Two who ask at once share one look-up; a failed one is not kept.
 */
export function createModelResolver(parts: ModelResolverParts): ModelResolver {
  const entries = new Map<string, Entry>();
  const circuits = createCircuits(parts.now);
  let hits = 0;
  let misses = 0;
  const forget = (workspaceId: string) => {
    for (const [key, entry] of entries) if (entry.workspaceId === workspaceId) entries.delete(key);
  };
  const subscription = parts.invalidations.subscribe(TOPIC, forget, () => entries.clear());

  return {
    resolve(request) {
      const { workspaceId } = request;
      const key = JSON.stringify([workspaceId, request.userId, request.configId]);
      const known = entries.get(key);
      if (known && known.expiresAt > parts.now()) {
        hits++;
        return known.resolved;
      }
      misses++;
      const entry: Entry = { workspaceId, expiresAt: parts.now() + TTL_MS, resolved: load(parts, circuits, request) };
      entries.delete(key);
      entries.set(key, entry);
      entry.resolved.catch(() => entries.get(key) === entry && entries.delete(key));
      if (entries.size > MAX_ENTRIES) entries.delete(entries.keys().next().value as string);
      return entry.resolved;
    },
    invalidate(workspaceId) {
      forget(workspaceId);
      parts.invalidations.publish(TOPIC, workspaceId);
    },
    stats: (viewer) => ({
      size: entries.size,
      hits,
      misses,
      hitRate: hits + misses === 0 ? 0 : hits / (hits + misses),
      circuits: circuits.list(viewer),
    }),
    openCircuits: circuits.open,
    close: () => subscription.close(),
  };
}

async function load(
  { configs, secrets, providers, createModel }: ModelResolverParts,
  circuits: Circuits,
  { workspaceId, userId, configId }: ModelRequest,
): Promise<ModelChain> {
  const candidate = (row: LlmConfigRow): ModelCandidate => {
    const { id, provider, model, name } = row;
    let opened: LanguageModel | undefined;
    return {
      used: { configId: id, provider, model, name },
      price: row.price ?? listPriceOf(providerOf(providers, provider)?.prices, model),
      own: row.ownerId !== null,
      open() {
        opened ??= createModel(connectionOf(row, secrets));
        return opened;
      },
      begin: circuits.of(row),
    };
  };
  const [chosen, ...others] = fallbackChain(await configs.list({ workspaceId, userId }), configId);
  return [candidate(chosen), ...others.map(candidate)];
}
