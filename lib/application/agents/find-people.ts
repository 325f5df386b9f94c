import { describeAccess } from "#lib/domain/agent/effective-access.ts";
import { may } from "#lib/domain/agent/rights.ts";
import { type AgentRole, type Assignment, type ExistingAgent, roleOn } from "#lib/domain/agent/state.ts";
import { isAdmin, notFound } from "../authorize.ts";
import type { Context } from "../context.ts";
import type { AssignmentView } from "./assignment-schema.ts";
import { findAgent } from "./get-agent.ts";

export interface AgentPeople {
  /** Null while the caller's own agent has not been used yet. */
  agent: ExistingAgent | null;
  slug: string;
  mayChange: boolean;
}

/** The agent of a path, for those who may look at its people: everyone with a role on it, and the workspace's admins. */
export async function findPeople(ctx: Context, asked: string): Promise<AgentPeople> {
  const byAdmin = isAdmin(ctx) ? await ctx.ports.agents.load(asked, ctx.workspaceId) : null;
  if (byAdmin && byAdmin.state.status !== "absent")
    return { agent: byAdmin.state, slug: byAdmin.state.slug, mayChange: true };
  const { definition, loaded } = await findAgent(ctx, asked);
  if (!loaded) return { agent: null, slug: definition.slug, mayChange: ctx.role !== "viewer" };
  if (loaded.state.status === "absent") throw notFound("agent");
  const role = roleOn(loaded.state, ctx.actor.userId);
  return { agent: loaded.state, slug: definition.slug, mayChange: may(role, "control") && ctx.role !== "viewer" };
}

/** Stands for the name of who has left the workspace. */
export const FORMER_MEMBER = "Former member";

/** The people of an agent, its owner first, as the caller may see them. */
export async function peopleOf(ctx: Context, { agent, mayChange }: AgentPeople): Promise<AssignmentView[]> {
  const ownerId = agent?.ownerId ?? ctx.actor.userId;
  const assignments = agent?.assignments ?? [];
  const ids = [ownerId, ...assignments.map(({ userId }) => userId)];
  const members = new Map(
    (await ctx.ports.accounts.membersById(ctx.workspaceId, ids)).map((member) => [member.userId, member]),
  );
  const view = (userId: string, role: AgentRole, assignment: Assignment | null): AssignmentView => {
    const member = members.get(userId);
    const isOwner = userId === ownerId;
    return {
      userId,
      name: member?.name ?? FORMER_MEMBER,
      email: (mayChange && member?.email) || null,
      role,
      isOwner,
      access: describeAccess({ role, isOwner, workspaceRole: member?.role ?? null }),
      assignedBy: assignment?.assignedBy ?? null,
      assignedAt: assignment?.assignedAt ?? null,
    };
  };
  return [view(ownerId, "primary", null), ...assignments.map((one) => view(one.userId, one.role, one))];
}
