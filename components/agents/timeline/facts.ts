import type { NameOf } from "#components/agents/timeline/event-words.ts";
import { plainText } from "#components/markdown/plain-text.ts";
import type { ActiveAgentSession, AgentState, EndedAgentSession, ExistingAgent } from "#lib/domain/agent/state.ts";
import type { Json, JsonObject } from "#lib/domain/json.ts";

export const FACT_GROUPS = ["Agent", "Preferences", "People", "Under way", "Ended sessions", "Figures"] as const;
export type FactGroup = (typeof FACT_GROUPS)[number];

/** One line of an agent's state as people read it. */
export interface Fact {
  id: string;
  group: FactGroup;
  label: string;
  value: string;
  sessionId?: string;
}

/** A fact beside the one before it. */
export interface FactChange extends Fact {
  change: "added" | "changed" | "removed" | null;
  was?: string;
}

export interface FactWords {
  name: NameOf;
  /** The title of a session. */
  title(sessionId: string): string;
  /** What a completed session concluded; the log only says where that is kept. */
  summary(sessionId: string): string | undefined;
}

/** An agent's state, line by line. One that is not there yet has none. */
export function factsOf(state: AgentState, words: FactWords): Fact[] {
  if (state.status === "absent") return [];
  return [
    ...identity(state),
    ...factsOfPreferences(state.preferences),
    ...state.assignments.map(({ userId, role }) => fact("People", `person:${userId}`, words.name(userId), role)),
    ...state.activeSessions.values().map((part) => active(part, words)),
    ...state.sessionHistory.toReversed().map((part) => ended(part, words)),
    fact("Figures", "sessions", "Sessions begun", String(state.totalSessions)),
    fact("Figures", "completed", "Sessions completed", String(state.successfulCompletions)),
    fact("Figures", "interactions", "Messages and answers", String(state.totalInteractions)),
  ];
}

const fact = (group: FactGroup, id: string, label: string, value: string): Fact => ({ id, group, label, value });

export const factsOfPreferences = (preferences: JsonObject): Fact[] =>
  Object.entries(preferences).map(([key, value]) => fact("Preferences", `preference:${key}`, key, shown(value)));

const identity = (state: ExistingAgent): Fact[] => [
  fact("Agent", "status", "Status", state.status === "archived" ? archivedWords(state) : "Active"),
  fact("Agent", "name", "Name", state.name),
  fact("Agent", "instructions", "Instructions", state.systemPromptOverride ?? "Its own"),
];

const archivedWords = ({ archiveReason }: Extract<AgentState, { status: "archived" }>): string =>
  archiveReason ? `Archived: ${archiveReason}` : "Archived";

function active({ sessionId, status, pendingAction }: ActiveAgentSession, { title }: FactWords): Fact {
  const value = pendingAction
    ? `${status === "asking" ? "Asks" : "Waits"}: ${plainText(pendingAction.prompt)}`
    : "At work";
  return { ...fact("Under way", `active:${sessionId}`, title(sessionId), value), sessionId };
}

function ended({ sessionId, startedAt, status, reason }: EndedAgentSession, { title, summary }: FactWords): Fact {
  const how = status === "completed" ? "Completed" : "Stopped";
  const why = status === "completed" ? summary(sessionId) : reason;
  const id = `ended:${sessionId}:${startedAt}`;
  return { ...fact("Ended sessions", id, title(sessionId), why ? `${how}: ${why}` : how), sessionId };
}

const shown = (value: Json): string => {
  if (typeof value === "boolean") return value ? "yes" : "no";
  return typeof value === "string" ? value : JSON.stringify(value);
};

/** The oldest ended session makes room for a newer one: nothing happened to it. */
const isOld = (one: Fact): boolean => one.group === "Ended sessions";

/** The lines of a state beside those of the state before: what came, what is different, and what is gone. */
export function compareFacts(before: readonly Fact[], after: readonly Fact[]): FactChange[] {
  const [was, is] = [new Map(before.map((one) => [one.id, one])), new Set(after.map((one) => one.id))];
  return [
    ...after.map((one): FactChange => {
      const old = was.get(one.id);
      if (!old) return { ...one, change: "added" };
      return old.value === one.value ? { ...one, change: null } : { ...one, change: "changed", was: old.value };
    }),
    ...before.filter((one) => !is.has(one.id) && !isOld(one)).map((one): FactChange => ({ ...one, change: "removed" })),
  ];
}
