import { DomainError } from "#lib/domain/errors.ts";
import { rejectWaiting } from "./drafts.ts";
import type { AgentEvent } from "./events.ts";
import { may, requireRight } from "./rights.ts";
import { AGENT_ROLES, type AgentRole, type ExistingAgent, roleOn } from "./state.ts";

/**
 * Who has which role. `byAdmin`: by an admin of the workspace, who needs no role on the agent to give one to others,
 * and cannot give one to themselves: what is said with an agent is not the workspace's to read.
 */
export type PeopleCommand =
  | { type: "assign"; userId: string; role: string; by: string; byAdmin: boolean; at: string }
  | { type: "unassign"; userId: string; by: string; byAdmin: boolean; at: string };

type Of<Type extends PeopleCommand["type"]> = Extract<PeopleCommand, { type: Type }>;

export function assign(agent: ExistingAgent, command: Of<"assign">): AgentEvent[] {
  mayChangePeople(agent, command);
  const { userId, role, by, at } = command;
  if (userId === by && !may(roleOn(agent, by), "control"))
    throw new DomainError("forbidden", "Nobody gives a role to themselves. Ask a primary of this agent for one.");
  if (!AGENT_ROLES.includes(role as AgentRole))
    throw new DomainError("unknown_role", `There is no role "${role}". Use one of ${AGENT_ROLES.join(", ")}.`);
  if (roleOn(agent, userId))
    throw new DomainError("user_already_assigned", "This person already has a role on the agent. Remove it first.");
  return [
    { type: "agent.user.assigned.v1", data: { userId, role: role as AgentRole, assignedBy: by, assignedAt: at } },
  ];
}

/** Everyone may leave; the owner has no role that could be given up. */
export function unassign(agent: ExistingAgent, command: Of<"unassign">): AgentEvent[] {
  const { userId, by, at } = command;
  if (userId !== by) mayChangePeople(agent, command);
  if (userId === agent.ownerId)
    throw new DomainError("user_not_assigned", "The owner of an agent has no role that could be taken away.");
  if (!agent.assignments.some((one) => one.userId === userId))
    throw new DomainError("user_not_assigned", "This person is not assigned to the agent.");
  return [
    { type: "agent.user.unassigned.v1", data: { userId, unassignedBy: by, unassignedAt: at } },
    ...rejectWaiting(agent, { by, at }, userId),
  ];
}

function mayChangePeople(agent: ExistingAgent, { by, byAdmin }: { by: string; byAdmin: boolean }): void {
  if (!byAdmin) requireRight(agent, by, "control");
}
