import { describe, expect, test } from "vitest";
import type { AgentEvent } from "#lib/domain/agent/events.ts";
import { actorOf, EVENT_TYPES, isNews, namesOf, wordsOf } from "./event-words.ts";
import { ADA, ASKED, AT, BOB, COMPLETED, CREATED, preferred, SESSION, STARTED, WROTE } from "./log-fixtures.ts";

const name = namesOf({ [ADA]: "Ada", [BOB]: "Bob", gone: null }, ADA);
const said = (event: AgentEvent) => wordsOf(event, name);
const titleOf = (event: AgentEvent) => said(event).title;

describe("an event in words", () => {
  test.each<[AgentEvent, string]>([
    [CREATED, "The agent was made"],
    [STARTED, "A session began"],
    [WROTE, "You wrote a message"],
    [ASKED, "Asked a question"],
    [COMPLETED, "A session was completed"],
    [preferred({ language: "German", depth: 3 }), "Preferences set: depth, language"],
    [preferred({ language: null, depth: 3 }), "Preferences set: depth · Preferences taken away: language"],
    [preferred({}), "Preferences saved without a change"],
    [
      { type: "agent.user.assigned.v1", data: { userId: BOB, role: "mentee", assignedBy: ADA, assignedAt: AT } },
      "Bob got the role mentee",
    ],
    [
      { type: "agent.user.unassigned.v1", data: { userId: "gone", unassignedBy: ADA, unassignedAt: AT } },
      "Someone who has left has no role any more",
    ],
    [
      {
        type: "agent.profile.updated.v1",
        data: { name: "Lu", systemPromptOverride: null, updatedBy: ADA, updatedAt: AT },
      },
      "Renamed to Lu · Instructions set back to its own",
    ],
    [
      {
        type: "agent.execution.resumed.v2",
        data: { sessionId: SESSION, clientActionId: "q1", outcome: "expired", resumedAt: AT },
      },
      "Went on, because the question had expired",
    ],
    [
      {
        type: "agent.client.response.received.v1",
        data: { sessionId: SESSION, clientActionId: "q1", responderId: BOB, response: true, receivedAt: AT },
      },
      "Bob answered the question",
    ],
  ])("%j", (event, title) => expect(titleOf(event)).toBe(title));

  test("carries what was asked or given as the reason, and where it was", () => {
    expect(said(ASKED)).toMatchObject({ note: "Shall I go on?", sessionId: SESSION });
    expect(said(COMPLETED)).toEqual({ sign: "done", title: "A session was completed", sessionId: SESSION });
    expect(said({ type: "agent.archived.v1", data: { reason: "a fresh start", archivedAt: AT } }).note).toBe(
      "a fresh start",
    );
    expect(said({ type: "agent.archived.v1", data: { reason: null, archivedAt: AT } }).note).toBeUndefined();
  });
});

test("who did it is a person, a key, a workflow or the agent", () => {
  expect(
    [`user:${ADA}`, `user:${BOB}`, "key:k1", "system:turn", "system:workflow"].map((actor) => actorOf({ actor }, name)),
  ).toEqual(["You", "Bob", "An API key", "The agent itself", "A workflow"]);
});

test("a message is no news to the rest of the page; everything else is", () => {
  expect([WROTE, ASKED, CREATED, COMPLETED].map(isNews)).toEqual([false, true, true, true]);
});

test("the types of the log are the stream's event names", () => {
  expect(EVENT_TYPES).toContain("agent.session.started.v1");
  expect(EVENT_TYPES).toHaveLength(16);
});
