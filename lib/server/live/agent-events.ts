import { authorize } from "#lib/application/authorize.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { log } from "#lib/server/log.ts";
import type { Handler } from "./doors.ts";
import { EVENT_STREAM_HEADERS, openEventStream, requireResumePoint } from "./event-stream.ts";
import { followAgent } from "./follow-agent.ts";

/** `GET /api/agents/{agent}/stream`: the agent's log as server-sent events; an event's id is its version. */
export const agentStream: Handler = async (services, { request, response, ctx, parameters, query }) => {
  authorize(ctx, "agents:read");
  const after = requireResumePoint(request, query);
  const agent = await services.openAgent(ctx, parameters.agent ?? "");
  const out = openEventStream({
    response,
    headers: EVENT_STREAM_HEADERS,
    connections: services.connections,
    connection: { kind: "events", actor: ctx.actor, workspaceId: ctx.workspaceId, agents: () => [agent.slug] },
    onDrain: () => {},
    onClose: () => follower.close(),
  });
  out.write("retry: 1000\n\n");
  /** The owner always; whoever has a role, for as long as it lets them. */
  async function mayRead(): Promise<boolean> {
    if (agent.ownerId === ctx.actor.userId) return true;
    try {
      return (await services.openAgent(ctx, agent.agentId)).agentId === agent.agentId;
    } catch (error) {
      if (["not_found", "forbidden"].includes(errorCode(error) ?? "")) return false;
      throw error;
    }
  }
  const follower = followAgent(services.ports, agent, {
    after,
    onEvents: (events) => out.write(events.map(encode).join("")),
    mayRead,
    onGone: out.end,
    drained: out.drained,
    onError: (error) => {
      log.error("An agent could not be followed", { agentId: agent.agentId, error });
      out.end();
    },
  });
};

const encode = (event: RecordedAgentEvent): string =>
  `id: ${event.version}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
