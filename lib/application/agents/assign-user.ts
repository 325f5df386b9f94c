import type { ExistingAgent } from "#lib/domain/agent/state.ts";
import { auditOf } from "../audit-of.ts";
import { authorize, isAdmin, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { Member } from "../ports/accounts.ts";
import { ACCESS_CHANGED } from "./access-changed.ts";
import type { AssignmentView, AssignUserInput } from "./assignment-schema.ts";
import { findPeople, peopleOf } from "./find-people.ts";
import { livingAgent } from "./get-or-create-agent.ts";
import { handleCommand } from "./handle-command.ts";
import { assignmentFacts, auditTarget } from "./session-facts.ts";

/**
 * Gives a member of the workspace a role on an agent. Only its primaries and the workspace's admins may.
 *
 * @throws `not_found` for an agent or a person that is not there, `user_already_assigned`, `agent_archived`, `forbidden`
 */
export async function assignUser({ ctx, input }: Call<AssignUserInput>): Promise<AssignmentView> {
  authorize(ctx, "agents:write", "member");
  const { agent, slug, mayChange } = await findPeople(ctx, input.agent);
  const { userId, name } = await findMember(ctx, input);
  const agentId = agent?.id ?? (await livingAgent(ctx, slug));
  const by = ctx.actor.userId;
  const { role } = input;
  const at = ctx.now();
  const command = { type: "assign", userId, role, by, byAdmin: isAdmin(ctx), at } as const;
  const told = { userId, name, role, at };
  const { state } = await handleCommand({
    ctx,
    input: {
      agentId,
      command,
      with: ({ state }) => ({
        ...assignmentFacts(state, told),
        audit: [auditOf(ctx, { verb: "agent.assigned", target: auditTarget(state), after: { userId, name, role } })],
      }),
    },
  });
  ctx.ports.invalidations.publish(ACCESS_CHANGED, userId);
  const people = await peopleOf(ctx, { agent: state as ExistingAgent, slug, mayChange });
  const assigned = people.find((one) => one.userId === userId);
  if (!assigned) throw new Error("Who was assigned is among the agent's people.");
  return assigned;
}

async function findMember(ctx: Context, { userId, email }: AssignUserInput): Promise<Member> {
  const { accounts } = ctx.ports;
  const member =
    email === undefined
      ? (await accounts.membersById(ctx.workspaceId, userId ? [userId] : []))[0]
      : await accounts.memberByEmail(ctx.workspaceId, email);
  if (!member) throw notFound("member of this workspace");
  return member;
}
