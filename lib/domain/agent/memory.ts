import type { Json, JsonObject } from "#lib/domain/json.ts";

export const MEMORY_SOURCES = ["model", "rule", "person"] as const;
/** Who wrote a summary: a model, a rule where there is none, or whoever completed the session. */
export type MemorySource = (typeof MEMORY_SOURCES)[number];

/** What an agent keeps of one completed session. */
export interface Memory {
  id: string;
  sessionId: string;
  /** The session's title as it is now. */
  sessionTitle: string | null;
  kind: "summary";
  text: string;
  source: MemorySource;
  tokens: number;
  /** When the session was completed. */
  createdAt: string;
}

/** All that a prompt may carry of memories and preferences together. */
export const MEMORY_TOKENS = 1_500;
/** With these two bounds the preferences and the newest memory always fit. */
export const MAX_SUMMARY_TOKENS = 400;
export const MAX_PREFERENCES_BYTES = 4_096;

const BYTES_PER_TOKEN = 4;

const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/** About how many tokens a model counts: four bytes of UTF-8 each, which is near for most scripts. */
export const estimateTokens = (text: string): number => Math.ceil(bytesOf(text) / BYTES_PER_TOKEN);

/** Bytes of what an agent's preferences are as JSON. */
export const preferencesSize = (preferences: JsonObject): number => bytesOf(JSON.stringify(preferences));

/** The text, or its beginning up to a whole word when it is longer than so many tokens. */
export function cutToTokens(text: string, tokens: number): string {
  if (estimateTokens(text) <= tokens) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (estimateTokens(text.slice(0, middle)) < tokens) low = middle;
    else high = middle - 1;
  }
  return `${text
    .slice(0, low)
    .toWellFormed()
    .replace(/\s*\S*$/u, "")} …`;
}

/** What a prompt carries: the preferences, and of the memories (newest first) as many whole ones as then fit. */
export interface Recalled {
  preferences: JsonObject;
  memories: { session: string | null; completed: string; summary: string }[];
}

/** What recalling needs of a memory. */
export type Recallable = Pick<Memory, "sessionTitle" | "text" | "createdAt">;

/** The newest memories win; the first that does not fit ends the list, so that none is told without those after it. */
export function recall(memories: readonly Recallable[], preferences: JsonObject, budget = MEMORY_TOKENS): Recalled {
  let left = budget - (Object.keys(preferences).length > 0 ? tokensOf(preferences) : 0);
  const told: Recalled["memories"] = [];
  for (const { sessionTitle, text, createdAt } of memories) {
    const one = { session: sessionTitle, completed: createdAt.slice(0, 10), summary: text };
    left -= tokensOf(one);
    if (left < 0) break;
    told.push(one);
  }
  return { preferences, memories: told };
}

const tokensOf = (value: Json): number => estimateTokens(JSON.stringify(value));
