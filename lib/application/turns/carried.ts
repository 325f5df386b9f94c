import type { Json, JsonObject } from "#lib/domain/json.ts";
import type { MessagePart, ModelUsed } from "#lib/domain/session/parts.ts";
import { storableJson } from "#lib/domain/storable-json.ts";

/**
 * What a provider wants to be told again with a part in the next round of a turn, by its name: the signature of a
 * thought, the id of an item. It means nothing to others and to later turns, so it stays with the iteration.
 */
export interface Carried {
  /** The part's place in the message; of thoughts that were not shown, the place of what came next. */
  part: number;
  kind: "text" | "reasoning" | "tool-call";
  /** Who said it: nobody else is told. */
  by: Pick<ModelUsed, "configId" | "model">;
  options: { [provider: string]: JsonObject };
}

/** What was carried for the model that is asked now. */
export const carriedFor = (all: readonly Carried[], { configId, model }: ModelUsed): Carried[] =>
  all.filter(({ by }) => by.configId === configId && by.model === model);

/** What the open iteration carries, its parts counted from its own first one; nothing where there is none. */
export function carriedSince({ carried, committed }: { carried: readonly Carried[]; committed: number }): {
  carried?: Json;
} {
  const own = carried.filter(({ part }) => part >= committed).map((one) => ({ ...one, part: one.part - committed }));
  return own.length > 0 ? { carried: storableJson(own) } : {};
}

/** The entries of one part: those of thoughts before it that were not shown, then its own if it has one. */
export function carriedAt(
  all: readonly Carried[],
  part: number,
  type: MessagePart["type"],
): { hidden: Carried[]; own: Carried | undefined } {
  const here = all.filter((one) => one.part === part);
  const own = here.at(-1)?.kind === type ? here.at(-1) : undefined;
  return { hidden: here.filter((one) => one !== own && one.kind === "reasoning"), own };
}

/** Two tellings of the same part as one. */
export function mergeOptions(known: Carried["options"], more: Carried["options"]): Carried["options"] {
  const merged = { ...known };
  for (const [provider, options] of Object.entries(more)) merged[provider] = { ...merged[provider], ...options };
  return merged;
}
