import { plainText } from "#components/markdown/plain-text.ts";
import type { AgentEvent, AgentEventType, RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import type { JsonObject } from "#lib/domain/json.ts";

/** How people are called here: "You", a member's name, "Someone" whose name is not known, or who is no member any more. */
export type NameOf = (userId: string) => string;

/** Names by user id; null: no member of the workspace any more. */
export type Names = Readonly<Record<string, string | null>>;

export const namesOf =
  (names: Names, me: string): NameOf =>
  (userId) =>
    userId === me ? "You" : names[userId] === null ? "Someone who has left" : (names[userId] ?? "Someone");

export type EventSign = "made" | "archived" | "people" | "preferences" | "session" | "question" | "message" | "done";

export interface EventWords {
  sign: EventSign;
  /** What happened, in a sentence without a full stop. */
  title: string;
  /** More of it: a reason, a prompt. */
  note?: string | undefined;
  sessionId?: string;
}

type Words = {
  [Type in AgentEventType]: (data: Extract<AgentEvent, { type: Type }>["data"], name: NameOf) => EventWords;
};

const OUTCOMES = {
  answered: "Went on with the answer",
  expired: "Went on, because the question had expired",
  withdrawn: "The question was taken back",
};

const WORDS: Words = {
  "agent.created.v1": () => ({ sign: "made", title: "The agent was made" }),
  "agent.archived.v1": ({ reason }) => ({
    sign: "archived",
    title: "The agent was archived",
    note: reason ?? undefined,
  }),
  "agent.user.assigned.v1": ({ userId, role }, name) => ({
    sign: "people",
    title: `${name(userId)} got the role ${role}`,
  }),
  "agent.user.unassigned.v1": ({ userId, unassignedBy }, name) => ({
    sign: "people",
    title: userId === unassignedBy ? `${name(userId)} left` : `${name(userId)} has no role any more`,
  }),
  "agent.preferences.updated.v1": ({ preferences }) => ({ sign: "preferences", title: preferenceWords(preferences) }),
  "agent.profile.updated.v1": ({ name, systemPromptOverride }) => ({
    sign: "preferences",
    title: [
      name !== undefined && `Renamed to ${name}`,
      systemPromptOverride !== undefined &&
        (systemPromptOverride === null ? "Instructions set back to its own" : "Instructions replaced"),
    ]
      .filter(Boolean)
      .join(" · "),
  }),
  "agent.session.started.v1": ({ sessionId }) => ({ sign: "session", title: "A session began", sessionId }),
  "agent.client.action.requested.v1": ({ sessionId, clientAction }) => ({
    sign: "question",
    title: "Asked a question",
    note: plainText(clientAction.prompt),
    sessionId,
  }),
  "agent.execution.suspended.v1": ({ sessionId }) => ({ sign: "question", title: "Waits for an answer", sessionId }),
  "agent.client.response.received.v1": ({ sessionId, clientActionId, responderId }, name) => ({
    sign: clientActionId ? "question" : "message",
    title: clientActionId ? `${name(responderId)} answered the question` : `${name(responderId)} wrote a message`,
    sessionId,
  }),
  "agent.execution.resumed.v2": ({ sessionId, outcome }) => ({ sign: "question", title: OUTCOMES[outcome], sessionId }),
  "agent.draft.submitted.v1": ({ sessionId, authorId, kind }, name) => ({
    sign: "message",
    title: `${name(authorId)} drafted ${kind === "message" ? "a message" : "an answer"}`,
    sessionId,
  }),
  "agent.draft.approved.v1": ({ approvedBy }, name) => ({
    sign: "message",
    title: `${name(approvedBy)} approved a draft`,
  }),
  "agent.draft.rejected.v1": ({ rejectedBy }, name) => ({
    sign: "message",
    title: rejectedBy === null ? "A draft came too late" : `${name(rejectedBy)} rejected a draft`,
  }),
  "agent.session.completed.v1": ({ sessionId }) => ({ sign: "done", title: "A session was completed", sessionId }),
  "agent.session.terminated.v1": ({ sessionId, reason }) => ({
    sign: "session",
    title: "A session was stopped",
    note: reason ?? undefined,
    sessionId,
  }),
};

export const EVENT_TYPES = Object.keys(WORDS) as AgentEventType[];

/** An event in words for people. */
export const wordsOf = (event: AgentEvent, name: NameOf): EventWords => WORDS[event.type](event.data as never, name);

function preferenceWords(patch: JsonObject): string {
  const named = (of: (value: unknown) => boolean) =>
    Object.entries(patch)
      .filter(([, value]) => of(value))
      .map(([key]) => key)
      .sort()
      .join(", ");
  const set = named((value) => value !== null);
  const gone = named((value) => value === null);
  if (!set && !gone) return "Preferences saved without a change";
  return [set && `Preferences set: ${set}`, gone && `Preferences taken away: ${gone}`].filter(Boolean).join(" · ");
}

/** Who did it: the envelope's actor, `user:…`, `key:…` or `system:…`. */
export function actorOf({ actor }: Pick<RecordedAgentEvent, "actor">, name: NameOf): string {
  const [kind, id = ""] = actor.split(/:(.*)/s);
  if (kind === "user") return name(id);
  if (kind === "key") return "An API key";
  return id === "workflow" ? "A workflow" : "The agent itself";
}

/** Whether an event changes more than counters: what else the page shows is then read anew. */
export const isNews = (event: AgentEvent): boolean =>
  !(event.type === "agent.client.response.received.v1" && event.data.messageId !== undefined);
