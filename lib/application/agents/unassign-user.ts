import { auditOf } from "../audit-of.ts";
import { authorize, isAdmin, notFound } from "../authorize.ts";
import type { Call } from "../context.ts";
import { ACCESS_CHANGED } from "./access-changed.ts";
import type { UnassignUserInput } from "./assignment-schema.ts";
import { FORMER_MEMBER, findPeople } from "./find-people.ts";
import { handleCommand } from "./handle-command.ts";
import { assignmentFacts, auditTarget } from "./session-facts.ts";

/**
 * Takes a person's role on an agent away, or gives up one's own, also on an archived one: what it let them see is
 * closed to them at once, and what they wanted to say is rejected. Errors: not_found, user_not_assigned, forbidden.
 */
export async function unassignUser({ ctx, input }: Call<UnassignUserInput>): Promise<void> {
  const { userId } = input;
  const by = ctx.actor.userId;
  authorize(ctx, "agents:write", userId === by ? "viewer" : "member");
  const { agent } = await findPeople(ctx, input.agent);
  if (!agent) throw notFound("person with a role on this agent");
  const at = ctx.now();
  const command = { type: "unassign", userId, by, byAdmin: isAdmin(ctx), at } as const;
  const [member] = await ctx.ports.accounts.membersById(ctx.workspaceId, [userId]);
  const told = { userId, name: member?.name ?? FORMER_MEMBER, role: null, at };
  await handleCommand({
    ctx,
    input: {
      agentId: agent.id,
      command,
      with: ({ state }) => ({
        ...assignmentFacts(state, told),
        audit: [
          auditOf(ctx, { verb: "agent.unassigned", target: auditTarget(state), before: { userId, name: told.name } }),
        ],
      }),
    },
  });
  ctx.ports.invalidations.publish(ACCESS_CHANGED, userId);
}
