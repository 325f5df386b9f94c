import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import { type AgentRight, may, requireRight } from "#lib/domain/agent/rights.ts";
import { type ExistingAgent, roleOn } from "#lib/domain/agent/state.ts";
import type { AgentDetail } from "#lib/domain/agent/view.ts";
import { authorize, notFound } from "../authorize.ts";
import type { Call, Context } from "../context.ts";
import type { LoadedAgent } from "../ports/reads.ts";
import { resolveSlug } from "./resolve-slug.ts";
import type { AgentInput } from "./schema.ts";

const SHOWN = [
  "slug",
  "agentType",
  "name",
  "systemPromptOverride",
  "preferences",
  "assignments",
  "totalSessions",
  "totalInteractions",
  "successfulCompletions",
  "createdAt",
  "lastInteractionAt",
  "sessionHistory",
] as const;

/** The caller's own agent by slug or old conversation key, or one on which the caller has a role by its UUID. */
export async function getAgent({ ctx, input }: Call<AgentInput>): Promise<AgentDetail> {
  authorize(ctx, "agents:read");
  const { definition, loaded } = await findAgent(ctx, input.agent);
  return showAgent(ctx, definition, loaded);
}

export interface FoundAgent {
  definition: AgentDefinition;
  /** Null until it is first used. */
  loaded: LoadedAgent | null;
}

/**
 * The definition and the caller's living agent of it. A UUID may also name an archived one, or one of somebody else's
 * on which the caller has a role: `forbidden` where that does not give the right.
 */
export async function findAgent(ctx: Context, agent: string, right?: AgentRight): Promise<FoundAgent> {
  const slug = await resolveSlug(ctx, agent);
  const definition = ctx.ports.catalog.findAgent(slug);
  if (!definition) throw notFound("agent");
  const named = slug === agent || definition.slugAliases.includes(agent);
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const id = named ? await ctx.ports.agents.find(viewer, slug) : agent;
  const loaded = id === null ? null : await ctx.ports.agents.load(id, ctx.workspaceId);
  if (right && loaded && loaded.state.status !== "absent") requireRight(loaded.state, viewer.userId, right);
  return { definition, loaded };
}

/** An agent as the caller, or whoever is named, sees it, with what its memories say: the log holds their ids alone. */
export async function showAgent(
  ctx: Context,
  definition: AgentDefinition,
  loaded: LoadedAgent | null,
  viewerId: string = ctx.actor.userId,
): Promise<AgentDetail> {
  const detail = agentDetail(definition, loaded, viewerId);
  const ids = may(detail.role, "control") ? detail.sessionHistory.flatMap(({ summary }) => summary ?? []) : [];
  const texts = detail.id && ids.length > 0 ? await ctx.ports.memories.texts(detail.id, ids) : null;
  const said = (summary: string | null): string | null => (summary && texts?.get(summary)) ?? null;
  return { ...detail, sessionHistory: detail.sessionHistory.map((part) => ({ ...part, summary: said(part.summary) })) };
}

/** The same from the log alone. */
export function agentDetail(definition: AgentDefinition, loaded: LoadedAgent | null, viewerId: string): AgentDetail {
  const { description, slug, agentType, name } = definition;
  const state = loaded?.state;
  if (!state || state.status === "absent")
    return {
      id: null,
      version: 0,
      status: "absent",
      slug,
      agentType,
      name,
      description,
      role: "primary",
      ownerId: viewerId,
      systemPromptOverride: null,
      preferences: {},
      assignments: [],
      totalSessions: 0,
      totalInteractions: 0,
      successfulCompletions: 0,
      activeSessions: [],
      sessionHistory: [],
      createdAt: null,
      archivedAt: null,
      archiveReason: null,
      lastInteractionAt: null,
    };
  const shown = Object.fromEntries(SHOWN.map((key) => [key, state[key]])) as Pick<
    ExistingAgent,
    (typeof SHOWN)[number]
  >;
  const role = roleOn(state, viewerId) ?? "observer";
  return {
    ...shown,
    ...(!may(role, "control") && { systemPromptOverride: null, preferences: {} }),
    role,
    ownerId: state.ownerId,
    id: state.id,
    version: loaded.version,
    status: state.status,
    archivedAt: state.status === "archived" ? state.archivedAt : null,
    archiveReason: state.status === "archived" ? state.archiveReason : null,
    description,
    activeSessions: state.activeSessions.values(),
  };
}
