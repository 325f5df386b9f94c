import type { AgentEvent, AgentEventData, RecordedAgentEvent } from "#lib/domain/agent/events.ts";

export const AT = "2026-11-21T10:00:00.000Z";
export const ADA = "0198f000-0000-7000-8000-00000000000a";
export const BOB = "0198f000-0000-7000-8000-00000000000b";
export const AGENT = "0198f000-0000-7000-8000-0000000000a9";
export const SESSION = "0198f000-0000-7000-8000-0000000005e5";

export const CREATED: AgentEvent = {
  type: "agent.created.v1",
  data: { ownerId: ADA, agentType: "specialist", slug: "luca", name: "Luca", createdAt: AT },
};
export const STARTED: AgentEvent = {
  type: "agent.session.started.v1",
  data: { sessionId: SESSION, conversationId: "c1", sessionType: "chat", startedAt: AT },
};
export const ASKED: AgentEvent = {
  type: "agent.client.action.requested.v1",
  data: {
    sessionId: SESSION,
    clientAction: {
      id: "q1",
      toolCallId: "t1",
      kind: "confirm",
      prompt: "Shall I go on?",
      schema: {},
      expiresAt: null,
    },
  },
};
export const WROTE: AgentEvent = {
  type: "agent.client.response.received.v1",
  data: { sessionId: SESSION, messageId: "m1", responderId: ADA, response: null, receivedAt: AT },
};
export const COMPLETED: AgentEvent = {
  type: "agent.session.completed.v1",
  data: { sessionId: SESSION, summary: "0198f000-0000-7000-8000-0000000003e3", completedAt: AT },
};

export const preferred = (preferences: AgentEventData["agent.preferences.updated.v1"]["preferences"]): AgentEvent => ({
  type: "agent.preferences.updated.v1",
  data: { preferences, updatedBy: ADA, updatedAt: AT },
});

/** Events as the log holds them, from a version on. */
export const logOf = (events: readonly AgentEvent[], from = 1): RecordedAgentEvent[] =>
  events.map((event, index) => ({
    specversion: "1.0",
    id: `event-${from + index}`,
    source: `/workspaces/w1/agents/${AGENT}`,
    subject: AGENT,
    time: AT,
    datacontenttype: "application/json",
    correlationid: "r1",
    causationid: null,
    actor: `user:${ADA}`,
    version: from + index,
    ...event,
  }));
