import { describe, expect, test } from "vitest";
import { type AgentCommand, decide } from "./decide.ts";
import type { AgentEvent, AgentEventData, AgentEventType } from "./events.ts";
import { evolve } from "./evolve.ts";
import {
  AGENT_ROLES,
  type AgentState,
  absentAgent,
  type ClientAction,
  type ExistingAgent,
  MAX_DECIDED_DRAFTS,
  roleOn,
} from "./state.ts";

const at = "2026-11-21T12:00:00.000Z";
const absent = absentAgent("agent", "workspace");

const given = (...events: AgentEvent[]) => ({
  when(command: AgentCommand) {
    const state: AgentState = events.reduce(evolve, absent);
    return {
      gives: (...expected: AgentEvent[]) => expect(decide(state, command)).toEqual(expected),
      refused: (code: string) => expect(() => decide(state, command)).toThrow(expect.objectContaining({ code })),
    };
  },
});

const event = <Type extends AgentEventType>(type: Type, data: AgentEventData[Type]) => ({ type, data }) as AgentEvent;
const created = event("agent.created.v1", {
  ownerId: "ada",
  agentType: "guide",
  slug: "guide",
  name: "Guide",
  createdAt: at,
});
const started = event("agent.session.started.v1", {
  sessionId: "session",
  conversationId: "conversation",
  sessionType: "guide",
  startedAt: at,
});
const assigned = (userId: string, role: (typeof AGENT_ROLES)[number]) =>
  event("agent.user.assigned.v1", { userId, role, assignedBy: "ada", assignedAt: at });
const draft = {
  draftId: "draft",
  sessionId: "session",
  conversationId: "conversation",
  authorId: "mia",
  kind: "message",
} as const;
const submitted = event("agent.draft.submitted.v1", { ...draft, submittedAt: at });
const approved = event("agent.draft.approved.v1", { draftId: "draft", approvedBy: "ada", approvedAt: at });
const rejected = event("agent.draft.rejected.v1", { draftId: "draft", rejectedBy: "ada", rejectedAt: at });
const people = [assigned("mia", "mentee"), assigned("sam", "shared"), assigned("otto", "observer")];

const submit = (changes: { authorId?: string; draftId?: string } = {}): AgentCommand => ({
  type: "submit-draft",
  ...draft,
  ...changes,
  at,
});
const approve = (by = "ada"): AgentCommand => ({ type: "approve-draft", draftId: "draft", by, at });
const reject = (by = "ada"): AgentCommand => ({ type: "reject-draft", draftId: "draft", by, at });

describe("a mentee's draft", () => {
  test("is handed in by a mentee and by nobody else, once", () => {
    given(created, ...people)
      .when(submit())
      .gives(submitted);
    given(created, ...people, submitted)
      .when(submit())
      .gives();
    for (const authorId of ["ada", "sam", "otto", "stranger"])
      given(created, ...people)
        .when(submit({ authorId }))
        .refused("forbidden");
  });

  test("passes or not as a primary or shared person says, never by its author or an observer", () => {
    const waiting = given(created, ...people, submitted);
    waiting.when(approve()).gives(approved);
    waiting.when(reject()).gives(rejected);
    waiting
      .when(approve("sam"))
      .gives(event("agent.draft.approved.v1", { draftId: "draft", approvedBy: "sam", approvedAt: at }));
    for (const by of ["mia", "otto", "stranger"]) {
      waiting.when(approve(by)).refused("forbidden");
      waiting.when(reject(by)).refused("forbidden");
    }
    const removed = event("agent.user.unassigned.v1", { userId: "mia", unassignedBy: "ada", unassignedAt: at });
    given(created, ...people, submitted, removed, assigned("mia", "shared"))
      .when(approve("mia"))
      .refused("forbidden");
    given(created, ...people)
      .when(approve())
      .refused("not_found");
  });

  test("is decided once: the same decision again changes nothing, the other one is refused", () => {
    given(created, ...people, submitted, approved)
      .when(approve("sam"))
      .gives();
    given(created, ...people, submitted, approved)
      .when(reject())
      .refused("draft_not_pending");
    given(created, ...people, submitted, rejected)
      .when(reject("sam"))
      .gives();
    given(created, ...people, submitted, rejected)
      .when(approve())
      .refused("draft_not_pending");
  });

  test("goes with the role of its author", () => {
    given(created, ...people, submitted)
      .when({ type: "unassign", userId: "mia", by: "ada", byAdmin: false, at })
      .gives(event("agent.user.unassigned.v1", { userId: "mia", unassignedBy: "ada", unassignedAt: at }), rejected);
  });

  test("goes with its agent, whatever its sessions are", () => {
    given(created, ...people, submitted)
      .when({ type: "archive", reason: null, terminateActive: false, by: "ada", at })
      .gives(rejected, event("agent.archived.v1", { reason: null, archivedAt: at }));
  });

  test("outlives the agent's part in the session: to approve it starts the part again", () => {
    given(created, started, ...people, submitted)
      .when({ type: "complete-session", sessionId: "session", summary: null, by: "ada", at })
      .gives(event("agent.session.completed.v1", { sessionId: "session", summary: null, completedAt: at }));
  });

  test("is sent as the mentee's message once it is approved", () => {
    const message = {
      type: "receive-message",
      sessionId: "session",
      messageId: "draft",
      responderId: "mia",
      at,
    } as const;
    const waiting = given(created, started, ...people, submitted);
    waiting.when(message).refused("forbidden");
    waiting.when({ ...message, approvedBy: "mia" }).refused("forbidden");
    waiting.when({ ...message, approvedBy: "sam" }).gives(
      event("agent.client.response.received.v1", {
        sessionId: "session",
        messageId: "draft",
        responderId: "mia",
        response: null,
        receivedAt: at,
      }),
    );
  });

  test("stays in the state while it waits; of the decided ones the latest stay", () => {
    let state: AgentState = [created, ...people, submitted].reduce(evolve, absent);
    for (let n = 0; n < MAX_DECIDED_DRAFTS + 10; n++) {
      const draftId = `draft ${n}`;
      for (const command of [submit({ draftId }), { ...reject(), draftId } as AgentCommand])
        state = decide(state, command).reduce(evolve, state);
    }
    const { drafts } = state as ExistingAgent;
    expect(drafts[0]).toEqual({ ...draft, status: "pending" });
    expect(drafts).toHaveLength(MAX_DECIDED_DRAFTS + 1);
    expect(drafts.at(-1)?.draftId).toBe(`draft ${MAX_DECIDED_DRAFTS + 9}`);
  });
});

describe("a mentee's answer to a question", () => {
  const answer = { ...draft, draftId: "answer", kind: "response" } as const;
  const offered = event("agent.draft.submitted.v1", { ...answer, submittedAt: at });
  const clientAction: ClientAction = {
    ...{ id: "question", toolCallId: "call", kind: "confirm", prompt: "Go on?", schema: {}, expiresAt: null },
  };
  const asked = event("agent.client.action.requested.v1", { sessionId: "session", clientAction });
  const executionState = {
    ...{ turnId: "turn", snapshotMessageIds: [], iteration: 0, toolCallsMade: 0, pendingToolCallId: "call" },
    ...{ startedAt: at, suspendedAt: at },
  };
  const suspended = event("agent.execution.suspended.v1", {
    ...{ sessionId: "session", executionState, clientActionId: "question", suspendedAt: at },
  });
  const waiting = given(created, started, ...people, asked, suspended, submitted, offered);
  const gone = (rejectedBy: string | null) =>
    event("agent.draft.rejected.v1", { draftId: "answer", rejectedBy, rejectedAt: at });
  const question = { sessionId: "session", clientActionId: "question" };
  const taken = (responderId: string) => [
    event("agent.client.response.received.v1", { ...question, responderId, response: true, receivedAt: at }),
    event("agent.execution.resumed.v2", { ...question, outcome: "answered", resumedAt: at }),
  ];

  test("is taken only while the question waits", () => {
    const offer = { type: "submit-draft", ...answer, at } as const;
    given(created, started, ...people, asked, suspended)
      .when(offer)
      .gives(offered);
    given(created, started, ...people)
      .when(offer)
      .refused("execution_not_suspended");
  });

  test("goes with the question: answered by another, ended without an answer, or with its session", () => {
    waiting
      .when({ type: "respond", ...question, toolCallId: "call", responderId: "sam", response: true, at })
      .gives(...taken("sam"), gone("sam"));
    waiting
      .when({ type: "resume", ...question, outcome: "withdrawn", at })
      .gives(event("agent.execution.resumed.v2", { ...question, outcome: "withdrawn", resumedAt: at }), gone(null));
    waiting
      .when({ type: "terminate-session", sessionId: "session", reason: null, by: "ada", at })
      .gives(
        event("agent.session.terminated.v1", { sessionId: "session", reason: null, terminatedAt: at }),
        gone("ada"),
      );
  });

  test("is no more than taken when it is the one that is approved", () => {
    const passed = event("agent.draft.approved.v1", { draftId: "answer", approvedBy: "ada", approvedAt: at });
    given(created, started, ...people, asked, suspended, offered, passed)
      .when({
        ...{ type: "respond", ...question, toolCallId: "call", responderId: "mia", approvedBy: "ada", response: true },
        at,
      })
      .gives(...taken("mia"));
  });
});

/** A small generator (mulberry32), so that a seed gives the same story every time. */
function randomOf(seed: number): <Item>(choices: readonly Item[]) => Item {
  let state = seed;
  return (choices) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return choices[((mixed ^ (mixed >>> 14)) >>> 0) % choices.length] as (typeof choices)[number];
  };
}

const PEOPLE = ["ada", "bob", "eve", "mia", "otto"] as const;
const DRAFTS = ["d1", "d2", "d3", "d4"] as const;

test.each(Array.from({ length: 200 }, (_, seed) => seed))(
  "whatever people do, in whatever order, roles and drafts keep their rules (seed %i)",
  (seed) => {
    const pick = randomOf(seed);
    let state: AgentState = [created, started].reduce(evolve, absent);
    const decidedOn = new Map<string, string>();
    for (let step = 0; step < 120; step++) {
      const by = pick(PEOPLE);
      const draftId = pick(DRAFTS);
      const commands: AgentCommand[] = [
        { type: "assign", userId: pick(PEOPLE), role: pick(AGENT_ROLES), by, byAdmin: pick([true, false]), at },
        { type: "unassign", userId: pick(PEOPLE), by, byAdmin: pick([true, false, false]), at },
        { type: "submit-draft", ...draft, draftId, authorId: by, at },
        { type: "approve-draft", draftId, by, at },
        { type: "reject-draft", draftId, by, at },
        { type: "receive-message", sessionId: "session", messageId: "m", responderId: by, at },
      ];
      const command = pick(commands);
      const before = state as ExistingAgent;
      const role = roleOn(before, by);
      let events: AgentEvent[] = [];
      try {
        events = decide(before, command);
      } catch (error) {
        expect(error).toMatchObject({ code: expect.any(String) });
      }
      for (const one of events) {
        if (one.type === "agent.draft.approved.v1" || one.type === "agent.draft.rejected.v1") {
          expect(decidedOn.has(one.data.draftId)).toBe(false);
          decidedOn.set(one.data.draftId, one.type);
        }
        if (one.type === "agent.draft.approved.v1") {
          expect(["primary", "shared"]).toContain(role);
          expect(before.drafts.find((known) => known.draftId === one.data.draftId)?.authorId).not.toBe(by);
        }
        if (one.type === "agent.draft.submitted.v1") expect(role).toBe("mentee");
        if (one.type === "agent.client.response.received.v1") expect(["primary", "shared"]).toContain(role);
      }
      state = events.reduce(evolve, state);
      const after = state as ExistingAgent;
      const ids = after.assignments.map(({ userId }) => userId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids).not.toContain("ada");
      expect(new Set(after.drafts.map((one) => one.draftId)).size).toBe(after.drafts.length);
      for (const one of after.drafts.filter(({ status }) => status === "pending"))
        expect(roleOn(after, one.authorId)).toBe("mentee");
    }
  },
);
