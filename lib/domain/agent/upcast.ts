import { DomainError } from "#lib/domain/errors.ts";
import type { AgentEvent, AgentEventType } from "./events.ts";

/** An event as it was stored, perhaps by an older version. */
export interface StoredEvent {
  type: string;
  data: unknown;
}

type Upcasters = { [Type in AgentEventType]: (data: unknown) => Extract<AgentEvent, { type: Type }> };

const same =
  <Type extends AgentEventType>(type: Type) =>
  (data: unknown) =>
    ({ type, data }) as Extract<AgentEvent, { type: Type }>;

/** By stored type. A changed shape becomes a `.v2`, and its `.v1` gets a function here that lifts the data. */
const UPCASTERS: Upcasters = {
  "agent.created.v1": same("agent.created.v1"),
  "agent.archived.v1": same("agent.archived.v1"),
  "agent.user.assigned.v1": same("agent.user.assigned.v1"),
  "agent.user.unassigned.v1": same("agent.user.unassigned.v1"),
  "agent.preferences.updated.v1": same("agent.preferences.updated.v1"),
  "agent.profile.updated.v1": same("agent.profile.updated.v1"),
  "agent.session.started.v1": same("agent.session.started.v1"),
  "agent.client.action.requested.v1": same("agent.client.action.requested.v1"),
  "agent.execution.suspended.v1": same("agent.execution.suspended.v1"),
  "agent.client.response.received.v1": same("agent.client.response.received.v1"),
  "agent.execution.resumed.v1": same("agent.execution.resumed.v1"),
  "agent.draft.submitted.v1": same("agent.draft.submitted.v1"),
  "agent.draft.approved.v1": same("agent.draft.approved.v1"),
  "agent.draft.rejected.v1": same("agent.draft.rejected.v1"),
  "agent.session.completed.v1": same("agent.session.completed.v1"),
  "agent.session.terminated.v1": same("agent.session.terminated.v1"),
};

/** The event as this version knows it. An unknown type is an error: folding around it would lose a fact. */
export function upcast({ type, data }: StoredEvent): AgentEvent {
  if (!Object.hasOwn(UPCASTERS, type))
    throw new DomainError(
      "internal",
      `The agent's log holds an event of the unknown type "${type}". Update the server.`,
    );
  return UPCASTERS[type as AgentEventType](data);
}
