import fc from "fast-check";
import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { AGENT_ROLES, type AgentState, type ClientAction } from "#lib/domain/agent/state.ts";

/** What somebody is up to with an agent; `commandOf` makes it a command that fits the moment, or just does not. */
export interface Intent {
  type: AgentCommand["type"];
  who: number;
  whom: number;
  session: number;
  role: number;
  flag: boolean;
  /** Rarely false: ids of another question, of another session, of nobody. */
  apt: boolean;
}

/** Weights: what keeps an agent busy is more frequent than what ends it. */
const TYPES: Record<AgentCommand["type"], number> = {
  create: 1,
  "start-session": 16,
  "receive-message": 16,
  suspend: 16,
  respond: 16,
  resume: 6,
  "complete-session": 8,
  "terminate-session": 4,
  archive: 1,
  assign: 10,
  unassign: 4,
  "submit-draft": 14,
  "approve-draft": 8,
  "reject-draft": 8,
  "update-preferences": 6,
  "update-profile": 4,
};

const INTENT: fc.Arbitrary<Intent> = fc.record({
  type: fc.oneof(
    ...Object.entries(TYPES).map(([type, weight]) => ({
      weight,
      arbitrary: fc.constant(type as AgentCommand["type"]),
    })),
  ),
  who: fc.nat(9),
  whom: fc.nat(9),
  session: fc.nat(9),
  role: fc.nat(9),
  flag: fc.boolean(),
  apt: fc.nat(9).map((n) => n > 0),
});

/** Stories of `length` intents at most; nearly all begin with the agent's creation. */
export const stories = (length: number): fc.Arbitrary<Intent[]> =>
  fc
    .tuple(
      fc.nat(19),
      INTENT.map((intent): Intent => ({ ...intent, type: "create" })),
      fc.array(INTENT, { maxLength: length - 1, size: "max" }),
    )
    .map(([n, create, story]) => (n > 0 ? [create, ...story] : story));

/** The people and sessions of a story, and where its ids and times come from. */
export interface Cast {
  /** The owner first; the last one never gets a role. */
  people: readonly string[];
  sessions: readonly string[];
  maxConcurrentSessions: number | null;
  newId(): string;
  now(): string;
}

const at = <Item>(items: readonly Item[], n: number): Item => items[n % items.length] as Item;

export function commandOf(intent: Intent, state: AgentState, cast: Cast): AgentCommand {
  const { type, apt, flag } = intent;
  const [who, whom] = [at(cast.people, intent.who), at(cast.people, intent.whom)];
  const living = state.status === "absent" ? null : state;
  const open = living?.activeSessions.keys() ?? [];
  const sessionId =
    apt && open.length > 0 && type !== "start-session" ? at(open, intent.session) : at(cast.sessions, intent.session);
  const part = living?.activeSessions.get(sessionId);
  const drafts = living?.drafts ?? [];
  const draft = apt && drafts.length > 0 ? at(drafts, intent.session) : null;
  const now = cast.now();
  switch (type) {
    case "create":
      return { type, ownerId: at(cast.people, 0), agentType: "guide", slug: "guide", name: "Guide", at: now };
    case "start-session":
      return {
        ...{ type, sessionId, conversationId: cast.newId(), sessionType: "guide", at: now },
        maxConcurrentSessions: cast.maxConcurrentSessions,
      };
    case "receive-message":
      return { type, sessionId, messageId: cast.newId(), responderId: who, at: now, ...(flag && { approvedBy: whom }) };
    case "suspend": {
      const clientAction = questionOf(cast, flag ? now : null);
      const pendingToolCallId = clientAction.toolCallId;
      const counts = { iteration: intent.role, toolCallsMade: intent.whom, pendingToolCallId };
      const executionState = { turnId: cast.newId(), snapshotMessageIds: [cast.newId()], ...counts };
      return {
        type,
        sessionId,
        clientAction,
        executionState: { ...executionState, startedAt: now, suspendedAt: now },
        at: now,
      };
    }
    case "respond": {
      const asked = part?.pendingAction ?? part?.lastAnswer;
      const known = part?.pendingAction?.id ?? part?.lastAnswer?.clientActionId;
      const clientActionId = apt && known ? known : cast.newId();
      const toolCallId = intent.role > 0 && asked ? asked.toolCallId : "another";
      return { type, sessionId, clientActionId, toolCallId, responderId: who, response: { yes: flag }, at: now };
    }
    case "resume": {
      const clientActionId = (apt && part?.pendingAction?.id) || cast.newId();
      return { type, sessionId, clientActionId, outcome: flag ? "expired" : "withdrawn", at: now };
    }
    case "complete-session":
      return { type, sessionId, summary: flag ? "Done" : null, by: who, at: now };
    case "terminate-session":
      return { type, sessionId, reason: flag ? "Enough" : null, by: who, at: now };
    case "archive":
      return { type, reason: null, terminateActive: flag, by: who, at: now };
    case "assign":
      return { type, userId: whom, role: apt ? at(AGENT_ROLES, intent.role) : "boss", by: who, byAdmin: flag, at: now };
    case "unassign":
      return { type, userId: whom, by: who, byAdmin: flag, at: now };
    case "submit-draft": {
      const mentee = living?.assignments.find(({ role }) => role === "mentee")?.userId;
      const conversationId = part?.conversationId ?? cast.newId();
      const draftId = intent.role > 0 ? cast.newId() : (draft?.draftId ?? cast.newId());
      return {
        type,
        draftId,
        sessionId,
        conversationId,
        authorId: (apt && mentee) || who,
        kind: flag ? "message" : "response",
        at: now,
      };
    }
    case "approve-draft":
    case "reject-draft":
      return { type, draftId: draft?.draftId ?? cast.newId(), by: who, at: now };
    case "update-preferences":
      return {
        type,
        preferences: { [`key${intent.role}`]: flag ? { [whom]: intent.session } : null },
        by: who,
        at: now,
      };
    case "update-profile":
      return { type, ...(flag ? { name: `Name ${intent.role}` } : { systemPromptOverride: null }), by: who, at: now };
  }
}

function questionOf(cast: Cast, expiresAt: string | null): ClientAction {
  const id = cast.newId();
  return { id, toolCallId: `call ${id}`, kind: "confirm", prompt: "Go on?", schema: { type: "boolean" }, expiresAt };
}
