import { describe, expect, test } from "vitest";
import type { AgentEvent } from "#lib/domain/agent/events.ts";
import { evolve } from "#lib/domain/agent/evolve.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { namesOf } from "./event-words.ts";
import { compareFacts, type FactWords, factsOf } from "./facts.ts";
import { ADA, AGENT, ASKED, AT, BOB, COMPLETED, CREATED, preferred, STARTED } from "./log-fixtures.ts";

const words: FactWords = {
  name: namesOf({ [BOB]: "Bob" }, ADA),
  title: () => "VAT",
  summary: () => "VAT is due on the 10th.",
};
const stateOf = (events: readonly AgentEvent[]) => events.reduce(evolve, absentAgent(AGENT, "w1"));

/** What the last of these events changed, line by line. */
function changed(...events: AgentEvent[]) {
  const [before, after] = [stateOf(events.slice(0, -1)), stateOf(events)];
  return compareFacts(factsOf(before, words), factsOf(after, words))
    .filter((one) => one.change !== null)
    .map(({ group, label, value, change, was }) => [group, label, change, was, value]);
}

describe("what an event changed", () => {
  test("is everything when the agent was made", () => {
    expect(changed(CREATED).map(([, label, change]) => [label, change])).toEqual([
      ["Status", "added"],
      ["Name", "added"],
      ["Instructions", "added"],
      ["Sessions begun", "added"],
      ["Sessions completed", "added"],
      ["Messages and answers", "added"],
    ]);
  });

  test("is a preference that came, is different, or is gone", () => {
    const first = preferred({ language: "German", formal: true, units: { length: "m" } });
    expect(changed(CREATED, first)).toEqual([
      ["Preferences", "language", "added", undefined, "German"],
      ["Preferences", "formal", "added", undefined, "yes"],
      ["Preferences", "units", "added", undefined, '{"length":"m"}'],
    ]);
    expect(changed(CREATED, first, preferred({ language: null, units: { length: "ft" } }))).toEqual([
      ["Preferences", "units", "changed", '{"length":"m"}', '{"length":"ft"}'],
      ["Preferences", "language", "removed", undefined, "German"],
    ]);
  });

  test("is a person's role", () => {
    const assigned: AgentEvent = {
      type: "agent.user.assigned.v1",
      data: { userId: BOB, role: "observer", assignedBy: ADA, assignedAt: AT },
    };
    expect(changed(CREATED, assigned)).toEqual([["People", "Bob", "added", undefined, "observer"]]);
  });

  test("is a session that began, asked and ended", () => {
    expect(changed(CREATED, STARTED)).toEqual([
      ["Under way", "VAT", "added", undefined, "At work"],
      ["Figures", "Sessions begun", "changed", "0", "1"],
    ]);
    expect(changed(CREATED, STARTED, ASKED)).toEqual([
      ["Under way", "VAT", "changed", "At work", "Asks: Shall I go on?"],
    ]);
    expect(changed(CREATED, STARTED, ASKED, COMPLETED)).toEqual([
      ["Ended sessions", "VAT", "added", undefined, "Completed: VAT is due on the 10th."],
      ["Figures", "Sessions completed", "changed", "0", "1"],
      ["Under way", "VAT", "removed", undefined, "Asks: Shall I go on?"],
    ]);
  });

  test("is the status when it was archived", () => {
    expect(changed(CREATED, { type: "agent.archived.v1", data: { reason: "a fresh start", archivedAt: AT } })).toEqual([
      ["Agent", "Status", "changed", "Active", "Archived: a fresh start"],
    ]);
  });
});

test("an agent that is not there yet has no state to show", () => {
  expect(factsOf(absentAgent(AGENT, "w1"), words)).toEqual([]);
});
