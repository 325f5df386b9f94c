import { z } from "zod";
import { getAgent } from "#lib/application/agents/get-agent.ts";
import { getTally } from "#lib/application/agents/get-tally.ts";
import { listAgentEvents } from "#lib/application/agents/list-agent-events.ts";
import { listAgents } from "#lib/application/agents/list-agents.ts";
import { listDefinitions, listRoutes } from "#lib/application/agents/list-definitions.ts";
import {
  agentDefinitionSchema,
  agentDetailSchema,
  agentEventSchema,
  agentInput,
  agentRouteSchema,
  agentSummarySchema,
  getTallyInput,
  listAgentEventsInput,
  tallySchema,
  updateAgentInput,
} from "#lib/application/agents/schema.ts";
import { updateAgent } from "#lib/application/agents/update-agent.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

const nothing = z.strictObject({});

/** The registry of agents, and the caller's own. */
export const agentDoors = [
  door({
    method: "GET",
    path: "/api/agents",
    summary: "The caller's agents",
    scope: "agents:read",
    input: nothing,
    answer: z.object({ items: z.array(agentSummarySchema) }),
    verb: listAgents,
  }),
  door({
    method: "GET",
    path: "/api/agents/registry",
    summary: "Every agent on offer",
    scope: "agents:read",
    input: nothing,
    answer: z.object({ items: z.array(agentDefinitionSchema) }),
    verb: listDefinitions,
  }),
  door({
    method: "GET",
    path: "/api/agents/registry/routes",
    summary: "Every path that opens an agent",
    scope: "agents:read",
    input: nothing,
    answer: z.object({ items: z.array(agentRouteSchema).readonly() }),
    verb: listRoutes,
  }),
  door({
    method: "GET",
    path: "/api/agents/{agent}",
    summary: "One of the caller's agents, by UUID, slug or old key",
    scope: "agents:read",
    input: agentInput,
    answer: agentDetailSchema,
    verb: getAgent,
  }),
  door({
    method: "PATCH",
    path: "/api/agents/{agent}",
    summary: "Change an agent's name, preferences or prompt",
    scope: "agents:write",
    input: updateAgentInput,
    answer: agentDetailSchema,
    verb: updateAgent,
  }),
  door({
    method: "GET",
    path: "/api/agents/{agent}/events",
    summary: "An agent's event log, oldest first, as CloudEvents",
    scope: "agents:read",
    input: listAgentEventsInput,
    answer: page(agentEventSchema),
    verb: listAgentEvents,
  }),
  door({
    method: "GET",
    path: "/api/agents/probe/tally/{key}",
    summary: "How often the test agent has counted under a key",
    scope: "agents:read",
    input: getTallyInput,
    answer: tallySchema,
    verb: getTally,
  }),
];
