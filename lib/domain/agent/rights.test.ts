import { expect, test } from "vitest";
import { evolve } from "./evolve.ts";
import { type AgentRight, may, requireRight } from "./rights.ts";
import { AGENT_ROLES, absentAgent, type ExistingAgent } from "./state.ts";

const RIGHTS = ["speak", "draft", "control"] as const satisfies readonly AgentRight[];
const at = "2026-11-21T12:00:00.000Z";
const created = {
  type: "agent.created.v1",
  data: { ownerId: "ada", agentType: "guide", slug: "guide", name: "Guide", createdAt: at },
} as const;
const agent = AGENT_ROLES.reduce(
  (state, role) =>
    evolve(state, { type: "agent.user.assigned.v1", data: { userId: role, role, assignedBy: "ada", assignedAt: at } }),
  evolve(absentAgent("agent", "workspace"), created),
) as ExistingAgent;

test.each([
  ["primary", ["speak", "control"]],
  ["shared", ["speak"]],
  ["mentee", ["draft"]],
  ["observer", []],
  [null, []],
] as const)("the role %s gives the rights %j and no other", (role, rights) => {
  expect(RIGHTS.filter((right) => may(role, right))).toEqual(rights);
});

test("the owner controls the agent as every primary does", () => {
  for (const person of ["ada", "primary"]) requireRight(agent, person, "control");
});

test.each([
  ["shared", /your role is "shared".*Ask a primary/],
  ["stranger", /you have no role on it/],
])("a refusal of %s says what to do", (person, words) => {
  expect(() => requireRight(agent, person, "control")).toThrow(
    expect.objectContaining({ code: "forbidden", message: expect.stringMatching(words) }),
  );
});
