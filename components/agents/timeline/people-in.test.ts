import { expect, test } from "vitest";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { ADA, AGENT, AT, BOB, CREATED, logOf, WROTE } from "./log-fixtures.ts";
import { peopleIn } from "./people-in.ts";

test("a log names who did something, who answered and who has a role, each once", () => {
  const [cem, dee] = ["0198f000-0000-7000-8000-00000000000c", "0198f000-0000-7000-8000-00000000000d"];
  const events = logOf([
    CREATED,
    WROTE,
    { type: "agent.user.assigned.v1", data: { userId: BOB, role: "mentee", assignedBy: ADA, assignedAt: AT } },
    { type: "agent.draft.approved.v1", data: { draftId: "d", approvedBy: cem, approvedAt: AT } },
    { type: "agent.draft.rejected.v1", data: { draftId: "e", rejectedBy: null, rejectedAt: AT } },
  ]).map((event, n) => (n === 4 ? { ...event, actor: `user:${dee}` } : { ...event, actor: "system:engine" }));
  const base = absentAgent(AGENT, "w1");
  expect(peopleIn({ base, events }).sort()).toEqual([ADA, BOB, cem, dee]);
});
