import { z } from "zod";
import { archiveAgent } from "#lib/application/agents/archive-agent.ts";
import { getCurrentSession, terminateCurrentSession } from "#lib/application/agents/current-session.ts";
import { getAgent } from "#lib/application/agents/get-agent.ts";
import { getTally } from "#lib/application/agents/get-tally.ts";
import { listAgentEvents } from "#lib/application/agents/list-agent-events.ts";
import { listAgents } from "#lib/application/agents/list-agents.ts";
import { listDefinitions, listRoutes } from "#lib/application/agents/list-definitions.ts";
import { listHistory } from "#lib/application/agents/list-history.ts";
import { respond } from "#lib/application/agents/respond.ts";
import {
  agentAtTimeSchema,
  agentDefinitionSchema,
  agentDetailSchema,
  agentEventSchema,
  agentInput,
  agentRouteSchema,
  agentSummarySchema,
  getTallyInput,
  listAgentEventsInput,
  respondedSchema,
  respondInput,
  tallySchema,
  updateAgentInput,
} from "#lib/application/agents/schema.ts";
import {
  agentSessionSchema,
  archiveAgentInput,
  currentSessionInput,
  currentSessionSchema,
  listHistoryInput,
  startSessionInput,
} from "#lib/application/agents/session-schema.ts";
import { startSession } from "#lib/application/agents/start-session.ts";
import { updateAgent } from "#lib/application/agents/update-agent.ts";
import { submittedDraftSchema } from "#lib/application/sessions/schema.ts";
import { door } from "./door.ts";
import { page } from "./page.ts";

const nothing = z.strictObject({});

/** The registry of agents, and the caller's own. */
export const agentDoors = [
  door({
    method: "POST",
    path: "/api/agents/{agent}/respond",
    summary: "Answer a question that an agent waits with; the same answer again answers the same",
    scope: "sessions:write",
    limit: "message",
    input: respondInput,
    answer: z.union([respondedSchema, submittedDraftSchema]),
    status: 202,
    verb: respond,
  }),
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
    audit: "agent.changed",
    input: updateAgentInput,
    example: { name: "My guide", preferences: { language: "en" } },
    answer: agentDetailSchema,
    verb: updateAgent,
  }),
  door({
    method: "GET",
    path: "/api/agents/{agent}/events",
    summary:
      "An agent's event log, oldest first, as CloudEvents, for its primaries; with `asOf` or `atVersion` the agent as it was then",
    description:
      "A page begins after a version. `asOf` is an ISO 8601 time with its offset: the log is folded up to the first event that happened later, without it. Before the agent was made its state is `absent`, at version 0, and its page is empty.",
    scope: "agents:read",
    input: listAgentEventsInput,
    answer: z.union([page(agentEventSchema), agentAtTimeSchema]),
    verb: listAgentEvents,
  }),
  door({
    method: "POST",
    path: "/api/agents/{agent}/sessions",
    summary: "Start a session with an agent, or its part in one of the caller's sessions",
    description:
      "For the agent's owner. `systemPrompt`, `modelId` and `config` hold in that conversation until its next start. Refused with 409 `session_already_active` where it takes part already, `too_many_sessions` when the agent works on one session at a time, `session_closed` when the session was stopped or has expired, `agent_archived`; with 404 `llm_config_not_found` for a model that is not the caller's to use.",
    scope: "sessions:write",
    input: startSessionInput,
    example: { systemPrompt: "You answer in one sentence.", config: { temperature: 0.2 } },
    answer: currentSessionSchema,
    status: 201,
    creates: true,
    verb: startSession,
  }),
  door({
    method: "GET",
    path: "/api/agents/{agent}/sessions/current",
    summary: "The session an agent works in, with the question that waits",
    scope: "agents:read",
    input: currentSessionInput,
    answer: currentSessionSchema,
    verb: getCurrentSession,
  }),
  door({
    method: "DELETE",
    path: "/api/agents/{agent}/sessions/current",
    summary: "Terminate an agent's part in its current session; what runs there is stopped",
    description:
      "For its primaries. 409 `session_not_active` when its part in the named session has ended; 404 when it has no active session at all.",
    scope: "sessions:write",
    input: currentSessionInput,
    answer: null,
    verb: terminateCurrentSession,
  }),
  door({
    method: "GET",
    path: "/api/agents/{agent}/history",
    summary: "The sessions an agent has taken part in, latest first, with their summaries",
    scope: "agents:read",
    input: listHistoryInput,
    answer: page(agentSessionSchema),
    verb: listHistory,
  }),
  door({
    method: "POST",
    path: "/api/agents/{agent}/archive",
    summary: "Archive an agent: its next use makes a fresh one, its history stays readable by its UUID",
    description:
      "For its primaries: its owner and whom they gave that role. Refused with 409 `agent_has_active_session` unless `terminateActive` is true: its sessions then end, and turns that run or wait are stopped. 409 `agent_archived` when it was done before.",
    scope: "agents:write",
    audit: "agent.archived",
    input: archiveAgentInput,
    example: { reason: "A new start", terminateActive: true },
    answer: agentDetailSchema,
    verb: archiveAgent,
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
