import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorCode } from "#lib/domain/errors.ts";
import { PersistentMap } from "#lib/domain/persistent-map.ts";
import { type Cast, commandOf, type Intent, stories } from "#lib/testing/random-agent.ts";
import { type AgentCommand, decide } from "./decide.ts";
import type { AgentEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import {
  AGENT_ROLES,
  type AgentState,
  absentAgent,
  type ExistingAgent,
  MAX_DECIDED_DRAFTS,
  MAX_HISTORY,
  roleOn,
} from "./state.ts";

const OWNER = "ada";

function cast(maxConcurrentSessions: number | null): Cast {
  let [ids, clock] = [0, Date.UTC(2026, 10, 21)];
  return {
    people: [OWNER, "bob", "mia", "sam", "eve"],
    sessions: ["s1", "s2", "s3", "s4"],
    maxConcurrentSessions,
    newId: () => `id-${++ids}`,
    now: () => new Date(clock++).toISOString(),
  };
}

interface Step {
  before: AgentState;
  command: AgentCommand;
  events: AgentEvent[];
  refused: string | null;
  after: AgentState;
}

/** What happens when a story is played to a new agent. Nothing may change in place: every state is frozen. */
function play(story: Intent[], actors: Cast): Step[] {
  let state: AgentState = frozen(absentAgent("agent", "workspace"));
  return story.map((intent) => {
    const before = state;
    const command = frozen(commandOf(intent, before, actors));
    let events: AgentEvent[] = [];
    let refused: string | null = null;
    try {
      events = frozen(decide(before, command));
    } catch (error) {
      refused = errorCode(error) ?? `a fault: ${error}`;
    }
    state = events.reduce<AgentState>((now, event) => frozen(evolve(now, event)), before);
    return { before, command, events, refused, after: state };
  });
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const one of value instanceof PersistentMap ? value.values() : Object.values(value)) frozen(one);
  return Object.freeze(value);
}

const CODES = [
  ...["not_found", "forbidden", "already_exists", "agent_archived", "agent_has_active_session"],
  ...["session_already_active", "too_many_sessions", "session_not_active", "draft_not_pending"],
  ...["execution_already_suspended", "execution_not_suspended", "execution_suspended", "unexpected_response"],
  ...["client_action_expired", "user_already_assigned", "user_not_assigned", "unknown_role"],
];

const isUnique = (items: readonly unknown[]): boolean => new Set(items).size === items.length;
const parts = (agent: ExistingAgent) => [...agent.activeSessions];

/** True of every agent at every moment. */
const ALWAYS: Record<string, (agent: ExistingAgent) => boolean> = {
  "a part is known under its own session": (agent) => parts(agent).every(([id, part]) => id === part.sessionId),
  "a conversation has one active part": (agent) => isUnique(parts(agent).map(([, part]) => part.conversationId)),
  "who waits has a question and what is needed to go on; who does not has neither": (agent) =>
    parts(agent).every(([, { status, pendingAction, executionState }]) =>
      status === "suspended" ? pendingAction !== null && executionState !== null : executionState === null,
    ),
  "an execution waits with the tool call that has asked": (agent) =>
    parts(agent).every(
      ([, part]) =>
        part.status !== "suspended" || part.executionState.pendingToolCallId === part.pendingAction.toolCallId,
    ),
  "a question that was answered waits no more": (agent) =>
    parts(agent).every(([, part]) => !part.lastAnswer || part.lastAnswer.clientActionId !== part.pendingAction?.id),
  "an archived agent works on nothing and says when it was archived": (agent) =>
    agent.status === "active" || (parts(agent).length === 0 && agent.archivedAt >= agent.createdAt),
  "history is bounded, in the order of its ends": (agent) =>
    agent.sessionHistory.length <= MAX_HISTORY &&
    agent.sessionHistory.every((one, n, all) => n === 0 || (all[n - 1]?.endedAt ?? "") <= one.endedAt),
  "history keeps the latest ends": (agent) =>
    agent.sessionHistory.length === Math.min(MAX_HISTORY, agent.totalSessions - parts(agent).length),
  "completions are ends": (agent) => agent.successfulCompletions <= agent.totalSessions - parts(agent).length,
  "a person has one role, a known one; the owner needs none": (agent) =>
    isUnique([agent.ownerId, ...agent.assignments.map(({ userId }) => userId)]) &&
    agent.assignments.every(({ role }) => AGENT_ROLES.includes(role)),
  "the owner is primary": (agent) => roleOn(agent, agent.ownerId) === "primary",
  "a draft is known once, and of the decided ones the latest": (agent) =>
    isUnique(agent.drafts.map(({ draftId }) => draftId)) &&
    agent.drafts.filter(({ status }) => status !== "pending").length <= MAX_DECIDED_DRAFTS,
  "a draft waits for a mentee": (agent) =>
    agent.drafts.every(({ status, authorId }) => status !== "pending" || roleOn(agent, authorId) === "mentee"),
  "an answer waits for an approval only while its question waits": (agent) =>
    agent.drafts.every(
      ({ status, kind, sessionId }) =>
        status !== "pending" || kind === "message" || agent.activeSessions.get(sessionId)?.status === "suspended",
    ),
  "nothing waits for an archived agent": (agent) =>
    agent.status !== "archived" || agent.drafts.every(({ status }) => status !== "pending"),
  "time goes on": (agent) => agent.createdAt <= agent.updatedAt && (agent.lastInteractionAt ?? "") <= agent.updatedAt,
};

const by = (command: AgentCommand): string | null =>
  "by" in command
    ? command.by
    : "authorId" in command
      ? command.authorId
      : "responderId" in command
        ? command.responderId
        : null;

const roleOf = ({ before, command }: Step): string | null => {
  const who = by(command);
  return before.status === "absent" || who === null ? null : roleOn(before, who);
};

/** Someone gives up the role that they have. */
const isLeaving = (step: Step): boolean =>
  step.command.type === "unassign" && step.command.userId === step.command.by && roleOf(step) !== null;

const CONTROLS: AgentCommand["type"][] = [
  ...(["complete-session", "terminate-session", "archive", "update-preferences", "update-profile"] as const),
];

const counted = (steps: Step[], type: AgentEvent["type"]): number =>
  steps.flatMap(({ events }) => events).filter((event) => event.type === type).length;

/** True of every command. */
const EACH: Record<string, (step: Step) => boolean> = {
  "a refusal has a code that clients know": ({ refused }) => refused === null || CODES.includes(refused),
  "what is refused or without effect changes nothing": ({ before, events, after }) =>
    events.length > 0 || before === after,
  "an event changes the state": ({ before, events }) => {
    let now = before;
    return events.every((event) => {
      const was = now;
      now = evolve(now, event);
      return now !== was;
    });
  },
  "the same question asked of the same state has the same answer": ({ before, command, events, refused }) => {
    try {
      return JSON.stringify(decide(before, command)) === JSON.stringify(events);
    } catch (error) {
      return errorCode(error) === refused;
    }
  },
  "an agent that is not there only comes into being": ({ before, command, refused }) =>
    before.status !== "absent" || command.type === "create" || refused === "not_found",
  "an archived agent only loses people": ({ before, command, events }) =>
    before.status !== "archived" || events.length === 0 || command.type === "unassign",
  "to an archived agent everything else is refused, and why": ({ before, command, refused }) =>
    before.status !== "archived" || ["create", "unassign"].includes(command.type) || refused === "agent_archived",
  "an observer leaves and changes nothing else, somebody without a role nothing at all": (step) =>
    step.events.length === 0 ||
    by(step.command) === null ||
    isLeaving(step) ||
    ["primary", "shared", "mentee"].includes(roleOf(step) ?? "") ||
    ("byAdmin" in step.command && step.command.byAdmin) ||
    ("approvedBy" in step.command && step.command.approvedBy !== undefined),
  "a mentee drafts or leaves and no more, unless somebody approves": (step) =>
    roleOf(step) !== "mentee" ||
    step.events.length === 0 ||
    isLeaving(step) ||
    step.command.type === "submit-draft" ||
    ("byAdmin" in step.command && step.command.byAdmin) ||
    ("approvedBy" in step.command && step.command.approvedBy !== undefined),
  "roles are given and taken by a primary or an admin, and given up by whoever has one": (step) =>
    !["assign", "unassign"].includes(step.command.type) ||
    step.events.length === 0 ||
    isLeaving(step) ||
    roleOf(step) === "primary" ||
    ("byAdmin" in step.command && step.command.byAdmin),
  "nobody gives a role to themselves": ({ command, events }) =>
    command.type !== "assign" || events.length === 0 || command.userId !== command.by,
  "sessions are ended, and the agent is changed and archived, by a primary": (step) =>
    !CONTROLS.includes(step.command.type) || step.events.length === 0 || roleOf(step) === "primary",
  "only what waits goes on, by an answer to that very question": ({ before, command, events }) => {
    const resumed = events.find((event) => event.type === "agent.execution.resumed.v2");
    if (!resumed || before.status === "absent") return command.type !== "respond" || events.length === 0;
    const part = before.activeSessions.get(resumed.data.sessionId);
    if (part?.status !== "suspended" || part.pendingAction.id !== resumed.data.clientActionId) return false;
    return command.type !== "respond" || command.toolCallId === part.pendingAction.toolCallId;
  },
  "an answer, once taken, is taken again without effect": ({ command, events, after }) =>
    command.type !== "respond" || events.length === 0 || decide(after, command).length === 0,
  "a part that ends takes its question with it": ({ command, events, after }) =>
    !["complete-session", "terminate-session"].includes(command.type) ||
    events.length === 0 ||
    after.status === "absent" ||
    !("sessionId" in command && after.activeSessions.has(command.sessionId)),
};

describe.each([
  ["any number of sessions", null],
  ["one session at a time", 1],
] as const)("whatever happens to an agent of %s, in whatever order", (_, limit) => {
  const holds = (check: (steps: Step[]) => void) =>
    fc.assert(
      fc.property(stories(80), (story) => {
        check(play(story, cast(limit)));
      }),
      { numRuns: 150, seed: 7 },
    );
  const agentsOf = (steps: Step[]) => steps.flatMap(({ after }) => (after.status === "absent" ? [] : [after]));

  test.each(Object.entries(ALWAYS))("%s", (_, isTrue) =>
    holds((steps) => expect(agentsOf(steps).every(isTrue)).toBe(true)),
  );

  test.each(Object.entries(EACH))("%s", (_, isTrue) => holds((steps) => expect(steps.every(isTrue)).toBe(true)));

  test("it counts what has happened", () =>
    holds((steps) => {
      const after = steps.at(-1)?.after;
      if (!after || after.status === "absent") return;
      expect(after).toMatchObject({
        totalSessions: counted(steps, "agent.session.started.v1"),
        totalInteractions: counted(steps, "agent.client.response.received.v1"),
        successfulCompletions: counted(steps, "agent.session.completed.v1"),
      });
    }));

  test("it keeps to its limit of sessions", () =>
    holds((steps) => expect(agentsOf(steps).every((agent) => parts(agent).length <= (limit ?? 4))).toBe(true)));

  test("the fold of all its events is its state, in JSON too", () =>
    holds((steps) => {
      const events = steps.flatMap(({ events: some }) => some);
      const stored = events.map((event) => JSON.parse(JSON.stringify(event)) as AgentEvent);
      const after = steps.at(-1)?.after ?? absentAgent("agent", "workspace");
      expect(stored.reduce<AgentState>(evolve, absentAgent("agent", "workspace"))).toEqual(after);
    }));
});

test("a long life keeps all of it", () => {
  const [story = []] = fc.sample(fc.array(stories(100), { minLength: 150, maxLength: 150, size: "max" }), {
    numRuns: 1,
    seed: 7,
  });
  const steps = play(
    story.flat().filter(({ type }) => type !== "archive"),
    cast(null),
  );
  const agents = steps.flatMap(({ after }) => (after.status === "absent" ? [] : [after]));
  expect(agents.at(-1)?.totalSessions).toBeGreaterThan(2 * MAX_HISTORY);
  expect(counted(steps, "agent.draft.rejected.v1")).toBeGreaterThan(MAX_DECIDED_DRAFTS);
  for (const [name, isTrue] of Object.entries(ALWAYS))
    expect({ name, holds: agents.every(isTrue) }).toEqual({ name, holds: true });
});

test("the stories tell of everything: every command takes effect somewhere and every refusal is heard", () => {
  const steps = fc
    .sample(stories(120), { numRuns: 300, seed: 7 })
    .flatMap((story, n) => play(story, cast(n % 2 ? 1 : null)));
  const effects = new Set(steps.filter(({ events }) => events.length > 0).map(({ command }) => command.type));
  const refusals = new Set(steps.map(({ refused }) => refused));
  expect(steps.map(({ command }) => command.type).filter((type) => !effects.has(type))).toEqual([]);
  expect(CODES.filter((code) => !refusals.has(code))).toEqual([]);
});
