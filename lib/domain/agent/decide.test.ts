import { describe, expect, test } from "vitest";
import type { JsonObject } from "#lib/domain/json.ts";
import { type AgentCommand, decide } from "./decide.ts";
import type { AgentEvent, AgentEventData, AgentEventType } from "./events.ts";
import { evolve } from "./evolve.ts";
import { AGENT_ROLES, type AgentState, absentAgent, type ClientAction, type ExecutionState } from "./state.ts";

const at = "2026-11-21T12:00:00.000Z";
const absent = absentAgent("agent", "workspace");

/** given(events).when(command) gives events or is refused(code). */
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
const started = (sessionId = "session") =>
  event("agent.session.started.v1", {
    sessionId,
    conversationId: `of ${sessionId}`,
    sessionType: "guide",
    startedAt: at,
  });
const clientAction: ClientAction = {
  id: "question",
  toolCallId: "call",
  kind: "choice",
  prompt: "Which one?",
  schema: {},
  expiresAt: null,
};
const executionState: ExecutionState = {
  turnId: "turn",
  snapshotMessageIds: ["message"],
  iteration: 1,
  toolCallsMade: 1,
  pendingToolCallId: "call",
  startedAt: at,
  suspendedAt: at,
};
const asked = event("agent.client.action.requested.v1", { sessionId: "session", clientAction });
const suspended = event("agent.execution.suspended.v1", {
  sessionId: "session",
  executionState,
  clientActionId: "question",
  suspendedAt: at,
});
const response = { choice: "both", why: { a: 1, b: [2] } };
const answered = event("agent.client.response.received.v1", {
  sessionId: "session",
  clientActionId: "question",
  responderId: "ada",
  response,
  receivedAt: at,
});
const resumed = event("agent.execution.resumed.v2", {
  sessionId: "session",
  clientActionId: "question",
  outcome: "answered",
  resumedAt: at,
});
const completed = event("agent.session.completed.v1", { sessionId: "session", summary: "Done", completedAt: at });
const terminated = (sessionId = "session", reason: string | null = "stop") =>
  event("agent.session.terminated.v1", { sessionId, reason, terminatedAt: at });
const archived = event("agent.archived.v1", { reason: null, archivedAt: at });
const assigned = (userId: string, role: "primary" | "shared" | "mentee" | "observer") =>
  event("agent.user.assigned.v1", { userId, role, assignedBy: "ada", assignedAt: at });

const create: AgentCommand = { type: "create", ownerId: "ada", agentType: "guide", slug: "guide", name: "Guide", at };
const start = (sessionId = "session", maxConcurrentSessions: number | null = null): AgentCommand => ({
  type: "start-session",
  sessionId,
  conversationId: `of ${sessionId}`,
  sessionType: "guide",
  maxConcurrentSessions,
  at,
});
const receive = (responderId = "ada"): AgentCommand => ({
  type: "receive-message",
  sessionId: "session",
  messageId: "message",
  responderId,
  at,
});
const suspend: AgentCommand = { type: "suspend", sessionId: "session", clientAction, executionState, at };
const respond = (changes: Partial<Extract<AgentCommand, { type: "respond" }>> = {}): AgentCommand => ({
  type: "respond",
  sessionId: "session",
  clientActionId: "question",
  toolCallId: "call",
  responderId: "ada",
  response,
  at,
  ...changes,
});
const completeBy = (by: string): AgentCommand => ({
  ...{ type: "complete-session", sessionId: "session", summary: "Done", by, at },
});
const terminateBy = (by: string): AgentCommand => ({
  ...{ type: "terminate-session", sessionId: "session", reason: "stop", by, at },
});
const [complete, terminate] = [completeBy("ada"), terminateBy("ada")];
const archive = (terminateActive = false, by = "ada"): AgentCommand => ({
  ...{ type: "archive", reason: null, terminateActive, by, at },
});
const assign = (userId: string, role: string, by = "ada", byAdmin = false): AgentCommand => ({
  type: "assign",
  userId,
  role,
  by,
  byAdmin,
  at,
});
const unassign = (userId: string, by = "ada", byAdmin = false): AgentCommand => ({
  type: "unassign",
  userId,
  by,
  byAdmin,
  at,
});
const prefer = (by = "ada"): AgentCommand => ({ type: "update-preferences", preferences: { tone: "dry" }, by, at });
const rename = (by = "ada"): AgentCommand => ({ type: "update-profile", name: "Mentor", by, at });

describe("an agent's life", () => {
  test("begins with its creation, once", () => {
    given().when(create).gives(created);
    given(created).when(create).gives();
  });

  test.each([start(), receive(), suspend, respond(), complete, terminate, archive(), prefer(), rename()])(
    "takes no $type before it is made",
    (command) => given().when(command).refused("not_found"),
  );

  test.each([
    start(),
    receive(),
    suspend,
    respond(),
    complete,
    terminate,
    archive(),
    assign("bob", "shared"),
    prefer(),
    rename(),
  ])("takes no $type once it is archived", (command) =>
    given(created, archived).when(command).refused("agent_archived"),
  );

  test("lets a role be taken away also once it is archived: its conversations stay readable", () => {
    given(created, assigned("bob", "observer"), archived)
      .when(unassign("bob"))
      .gives(event("agent.user.unassigned.v1", { userId: "bob", unassignedBy: "ada", unassignedAt: at }));
  });

  test("ends with an archive, not while it works, unless its work is to be stopped with it", () => {
    given(created).when(archive()).gives(archived);
    given(created, started()).when(archive()).refused("agent_has_active_session");
    given(created, started("one"), started("two"))
      .when(archive(true))
      .gives(terminated("one", "archived"), terminated("two", "archived"), archived);
    given(created, started(), completed).when(archive()).gives(archived);
  });
});

describe("an agent's part in a session", () => {
  test("starts once while it is active, and again after it has ended", () => {
    given(created).when(start()).gives(started());
    given(created, started()).when(start()).refused("session_already_active");
    given(created, started(), completed).when(start()).gives(started());
    given(created, started("one")).when(start("two")).gives(started("two"));
  });

  test("is refused to an agent that works on as many as it may", () => {
    given(created, started("one")).when(start("two", 1)).refused("too_many_sessions");
    given(created, started("one")).when(start("two", 2)).gives(started("two"));
    given(created, started("one")).when(start("one", 1)).refused("session_already_active");
    given(created, started(), completed).when(start("two", 1)).gives(started("two"));
  });

  test("hears messages only while it is active", () => {
    const heard = { sessionId: "session", messageId: "message", responderId: "ada", response: null, receivedAt: at };
    given(created, started()).when(receive()).gives(event("agent.client.response.received.v1", heard));
    given(created).when(receive()).refused("session_not_active");
    given(created, started(), terminated()).when(receive()).refused("session_not_active");
  });

  test("is completed or terminated only while it is active, also when it waits for an answer", () => {
    given(created, started()).when(complete).gives(completed);
    given(created, started()).when(terminate).gives(terminated());
    given(created, started(), asked, suspended).when(terminate).gives(terminated());
    given(created).when(complete).refused("session_not_active");
    given(created, started(), completed).when(complete).refused("session_not_active");
    given(created, started(), terminated()).when(terminate).refused("session_not_active");
  });
});

test("every primary ends an agent's sessions and archives it, and nobody else does", () => {
  const working = given(created, started(), assigned("pia", "primary"), assigned("sam", "shared"));
  working.when(completeBy("pia")).gives(completed);
  working.when(terminateBy("pia")).gives(terminated());
  working.when(archive(true, "pia")).gives(terminated("session", "archived"), archived);
  for (const by of ["sam", "stranger"])
    for (const command of [completeBy(by), terminateBy(by), archive(true, by)])
      working.when(command).refused("forbidden");
});

describe("a question to a person", () => {
  test("suspends an active part once; the same question again changes nothing", () => {
    given(created, started()).when(suspend).gives(asked, suspended);
    given(created).when(suspend).refused("session_not_active");
    given(created, started(), asked, suspended).when(suspend).gives();
    given(created, started(), asked, suspended)
      .when({ ...suspend, clientAction: { ...clientAction, id: "another" } } as AgentCommand)
      .refused("execution_already_suspended");
    given(created, started(), asked, suspended, answered, resumed).when(suspend).gives(asked, suspended);
  });

  test("is answered by naming it and its tool call", () => {
    const waiting = given(created, started(), asked, suspended);
    waiting.when(respond()).gives(answered, resumed);
    waiting.when(respond({ clientActionId: "another" })).refused("unexpected_response");
    waiting.when(respond({ toolCallId: "another" })).refused("unexpected_response");
    given(created, started()).when(respond()).refused("execution_not_suspended");
    given(created, started(), asked).when(respond()).refused("execution_not_suspended");
    given(created).when(respond()).refused("session_not_active");
  });

  test("takes the same answer again as done, whatever the order of its keys, and no other", () => {
    const done = given(created, started(), asked, suspended, answered, resumed);
    done.when(respond()).gives();
    done.when(respond({ response: { why: { b: [2], a: 1 }, choice: "both" } })).gives();
    done.when(respond({ response: { choice: "neither" } })).refused("execution_not_suspended");
    done.when(respond({ toolCallId: "another" })).refused("execution_not_suspended");
  });
});

describe("who may do what", () => {
  const added = event("agent.user.assigned.v1", { userId: "bob", role: "shared", assignedBy: "ada", assignedAt: at });
  const removed = event("agent.user.unassigned.v1", { userId: "bob", unassignedBy: "ada", unassignedAt: at });

  test("a primary or an admin assigns people to known roles, each once", () => {
    given(created).when(assign("bob", "shared")).gives(added);
    given(created).when(assign("bob", "boss")).refused("unknown_role");
    given(created).when(assign("ada", "shared")).refused("user_already_assigned");
    given(created, assigned("bob", "observer")).when(assign("bob", "shared")).refused("user_already_assigned");
    given(created, assigned("bob", "shared"))
      .when(assign("eve", "shared", "bob"))
      .refused("forbidden");
    given(created)
      .when(assign("eve", "shared", "stranger"))
      .refused("forbidden");
    const by = (assignedBy: string) =>
      event("agent.user.assigned.v1", { userId: "eve", role: "mentee", assignedBy, assignedAt: at });
    given(created, assigned("bob", "primary"))
      .when(assign("eve", "mentee", "bob"))
      .gives(by("bob"));
    given(created)
      .when(assign("eve", "mentee", "admin", true))
      .gives(by("admin"));
    given(created)
      .when(assign("admin", "observer", "admin", true))
      .refused("forbidden");
  });

  test("a primary or an admin takes a role away; the owner keeps theirs", () => {
    given(created, added).when(unassign("bob")).gives(removed);
    given(created).when(unassign("bob")).refused("user_not_assigned");
    given(created).when(unassign("ada")).refused("user_not_assigned");
    given(created, added, assigned("eve", "shared")).when(unassign("bob", "eve")).refused("forbidden");
    given(created, added, removed).when(assign("bob", "shared")).gives(added);
  });

  test.each(AGENT_ROLES)("an assigned %s leaves whenever they want, also an archived agent", (role) => {
    const left = event("agent.user.unassigned.v1", { userId: "bob", unassignedBy: "bob", unassignedAt: at });
    given(created, assigned("bob", role)).when(unassign("bob", "bob")).gives(left);
    given(created, assigned("bob", role), archived).when(unassign("bob", "bob")).gives(left);
    given(created).when(unassign("bob", "bob")).refused("user_not_assigned");
    given(created, assigned("bob", role)).when(unassign("ada", "ada")).refused("user_not_assigned");
  });

  test.each(["observer", "mentee"] as const)("an assigned %s changes nothing on their own", (role) => {
    const watched = given(created, started(), asked, suspended, assigned("bob", role));
    for (const command of [receive("bob"), respond({ responderId: "bob" }), prefer("bob"), rename("bob")])
      watched.when(command).refused("forbidden");
  });

  test("who has no role changes nothing", () => {
    const worked = given(created, started(), asked, suspended);
    for (const command of [receive("bob"), respond({ responderId: "bob" }), prefer("bob"), rename("bob")])
      worked.when(command).refused("forbidden");
  });

  test.each(["shared", "primary"] as const)("an assigned %s writes and answers like the owner", (role) => {
    const worked = given(created, started(), asked, suspended, assigned("bob", role));
    worked.when(respond({ responderId: "bob" })).gives(
      event("agent.client.response.received.v1", {
        sessionId: "session",
        clientActionId: "question",
        responderId: "bob",
        response,
        receivedAt: at,
      }),
      resumed,
    );
  });
});

test("preferences stay short, and too many of them can always be made fewer", () => {
  const prefer = (preferences: JsonObject): AgentCommand => ({
    type: "update-preferences",
    preferences,
    by: "ada",
    at,
  });
  const long = "x".repeat(3_000);
  const set = (preferences: JsonObject) =>
    event("agent.preferences.updated.v1", { preferences, updatedBy: "ada", updatedAt: at });
  given(created, set({ a: long }))
    .when(prefer({ b: long }))
    .refused("preferences_too_large");
  given(created, set({ a: long }))
    .when(prefer({ a: "é".repeat(2_100) }))
    .refused("preferences_too_large");
  given(created, set({ a: long }))
    .when(prefer({ a: null, b: long }))
    .gives(set({ a: null, b: long }));
  given(created, set({ a: long, b: long, c: long }))
    .when(prefer({ c: null }))
    .gives(set({ c: null }));
});

test("preferences and profile are changed by what is given and by nothing else", () => {
  given(created)
    .when(prefer())
    .gives(event("agent.preferences.updated.v1", { preferences: { tone: "dry" }, updatedBy: "ada", updatedAt: at }));
  given(created)
    .when(rename())
    .gives(event("agent.profile.updated.v1", { name: "Mentor", updatedBy: "ada", updatedAt: at }));
  given(created)
    .when({ type: "update-profile", systemPromptOverride: null, by: "ada", at })
    .gives(event("agent.profile.updated.v1", { systemPromptOverride: null, updatedBy: "ada", updatedAt: at }));
});
