import type { AgentDefinition } from "#lib/domain/agent/definition.ts";
import type { AgentState, ExistingAgent } from "#lib/domain/agent/state.ts";
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

/** An agent as its owner sees it. Without an `id` it has not been used yet and shows its definition's defaults. */
export type AgentDetail = Pick<ExistingAgent, Exclude<(typeof SHOWN)[number], "createdAt">> & {
  id: string | null;
  status: AgentState["status"];
  createdAt: string | null;
  archivedAt: string | null;
  archiveReason: string | null;
  description: string;
  activeSessions: ExistingAgent["activeSessions"][string][];
};

/** The caller's own agent by UUID, slug or old conversation key. */
export async function getAgent({ ctx, input }: Call<AgentInput>): Promise<AgentDetail> {
  authorize(ctx, "agents:read");
  const { definition, loaded } = await findOwnAgent(ctx, input.agent);
  return agentDetail(definition, loaded?.state ?? null);
}

export interface OwnAgent {
  definition: AgentDefinition;
  /** Null until it is first used. */
  loaded: LoadedAgent | null;
}

/** The definition and the caller's living agent of it. A UUID may also name an archived one. */
export async function findOwnAgent(ctx: Context, agent: string): Promise<OwnAgent> {
  const slug = await resolveSlug(ctx, agent);
  const definition = ctx.ports.catalog.findAgent(slug);
  if (!definition) throw notFound("agent");
  const named = slug === agent || definition.slugAliases.includes(agent);
  const viewer = { workspaceId: ctx.workspaceId, userId: ctx.actor.userId };
  const id = named ? await ctx.ports.agents.find(viewer, slug) : agent;
  return { definition, loaded: id === null ? null : await ctx.ports.agents.load(id, ctx.workspaceId) };
}

export function agentDetail(definition: AgentDefinition, state: AgentState | null): AgentDetail {
  const { description, slug, agentType, name } = definition;
  if (state === null || state.status === "absent")
    return {
      id: null,
      status: "absent",
      slug,
      agentType,
      name,
      description,
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
  return {
    ...shown,
    id: state.id,
    status: state.status,
    archivedAt: state.status === "archived" ? state.archivedAt : null,
    archiveReason: state.status === "archived" ? state.archiveReason : null,
    description,
    activeSessions: Object.values(state.activeSessions),
  };
}
