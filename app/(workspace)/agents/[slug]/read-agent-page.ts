import type { AgentAbout, AgentPageData } from "#components/agents/page/page-data.ts";
import { rightsOn } from "#components/agents/page/rights.ts";
import { stateOfDetail } from "#components/agents/timeline/base-state.ts";
import { beforePage, PAGE, pageOf } from "#components/agents/timeline/pages.ts";
import { peopleIn } from "#components/agents/timeline/people-in.ts";
import { getAgent } from "#lib/application/agents/get-agent.ts";
import { listAgentEvents } from "#lib/application/agents/list-agent-events.ts";
import { listAgents } from "#lib/application/agents/list-agents.ts";
import { listAssignments } from "#lib/application/agents/list-assignments.ts";
import { listHistory } from "#lib/application/agents/list-history.ts";
import type { Context } from "#lib/application/context.ts";
import { listMembers } from "#lib/application/members/list-members.ts";
import { listMemories } from "#lib/application/memory/list-memories.ts";
import { listInbox } from "#lib/application/sessions/list-inbox.ts";

const SESSIONS = 10;
const MEMORIES = 5;
const WAITING = 30;
const NOTHING = { items: [], nextCursor: null, total: 0 };
/** Names that are looked up at once. */
const NAMES = 100;
/** A newest page with fewer events is shown with the one before it. */
const FEW = 12;

/** Everything that an agent's page shows at first. Errors: not_found. */
export async function readAgentPage(ctx: Context, asked: string): Promise<AgentPageData> {
  const detail = await getAgent({ ctx, input: { agent: asked } });
  const agent = detail.id ?? detail.slug;
  const me = ctx.actor.userId;
  const isOwner = detail.ownerId === me;
  const rights = rightsOn({ role: detail.role, isOwner, status: detail.status, workspaceRole: ctx.role });
  const history = (status: "active" | "ended") => listHistory({ ctx, input: { agent, status, limit: SESSIONS } });
  const [underWay, ended, waiting, people, memories, log, agents] = await Promise.all([
    history("active"),
    history("ended"),
    detail.id ? listInbox({ ctx, input: { agentId: detail.id, limit: WAITING } }) : NOTHING,
    listAssignments({ ctx, input: { agent } }),
    rights.seeMemory ? listMemories({ ctx, input: { agent, limit: MEMORIES } }) : null,
    rights.seeTimeline ? readLog(ctx, agent, detail.version) : null,
    listAgents({ ctx }),
  ]);
  return {
    agent,
    detail,
    about: about(ctx, detail.slug),
    rights,
    me,
    names: { ...(log && (await namesIn(ctx, log))), ...namesOf(people.items) },
    seesMembers: ctx.role !== "viewer",
    underWay,
    ended,
    waiting,
    people,
    memories,
    log,
    archived: agents.items
      .filter(
        (one) =>
          isOwner &&
          one.ownerId === me &&
          one.slug === detail.slug &&
          one.status === "archived" &&
          one.id !== detail.id,
      )
      .reverse(),
  };
}

/** The names of those whom the log names; the page looks up what is missing. */
async function namesIn(
  ctx: Context,
  { before, events }: NonNullable<AgentPageData["log"]>,
): Promise<AgentPageData["names"]> {
  const ids = peopleIn({ base: stateOfDetail(before), events }).slice(0, NAMES);
  if (ids.length === 0 || ctx.role === "viewer") return {};
  const { items } = await listMembers({ ctx, input: { ids, status: "active", limit: NAMES } });
  return { ...Object.fromEntries(ids.map((id) => [id, null])), ...namesOf(items) };
}

const namesOf = (people: readonly { userId: string; name: string }[]): Record<string, string> =>
  Object.fromEntries(people.map(({ userId, name }) => [userId, name]));

function about(ctx: Context, slug: string): AgentAbout {
  const definition = ctx.ports.catalog.findAgent(slug);
  if (!definition) throw new Error(`An agent that is shown has a definition: ${slug}.`);
  const { kind, tools, workflows, maxConcurrentSessions, routePaths, version } = definition;
  return {
    kind,
    tools,
    workflows: ctx.ports.workflows
      .filter((one) => workflows.includes(one.type))
      .map(({ title, description }) => ({ title, description })),
    maxConcurrentSessions,
    paths: routePaths,
    version,
  };
}

async function readLog(ctx: Context, agent: string, head: number): Promise<AgentPageData["log"]> {
  const newest = pageOf(head);
  const first = head - beforePage(newest) < FEW ? Math.max(0, newest - 1) : newest;
  const after = beforePage(first);
  const [page, before] = await Promise.all([
    listAgentEvents({ ctx, input: { agent, after, limit: 2 * PAGE } }),
    listAgentEvents({ ctx, input: { agent, atVersion: after } }),
  ]);
  if (!("items" in page && "state" in before)) throw new Error("A log is a page of events, a moment a state.");
  return { before: before.state, events: page.items };
}
