import { DomainError } from "#lib/domain/errors.ts";
import type { AgentEvent, AgentEventType } from "./events.ts";

/** An event as it was stored, perhaps by an older version. */
export interface StoredEvent {
  type: string;
  data: unknown;
}

/** The types that this version writes. */
const CURRENT: Record<AgentEventType, true> = {
  "agent.created.v1": true,
  "agent.archived.v1": true,
  "agent.user.assigned.v1": true,
  "agent.user.unassigned.v1": true,
  "agent.preferences.updated.v1": true,
  "agent.profile.updated.v1": true,
  "agent.session.started.v1": true,
  "agent.client.action.requested.v1": true,
  "agent.execution.suspended.v1": true,
  "agent.client.response.received.v1": true,
  "agent.execution.resumed.v2": true,
  "agent.draft.submitted.v1": true,
  "agent.draft.approved.v1": true,
  "agent.draft.rejected.v1": true,
  "agent.session.completed.v1": true,
  "agent.session.terminated.v1": true,
};

/**
 * By a type that is written no more: the event as the next version of its type. A changed shape becomes a `.v2`, and
 * its `.v1` gets an entry here; chains are followed to their end.
 */
const LIFTS: Record<string, (data: object) => StoredEvent> = {
  // Before questions could expire or be withdrawn, an answer was all that let an execution go on.
  "agent.execution.resumed.v1": (data) => ({
    type: "agent.execution.resumed.v2",
    data: { outcome: "answered", ...data },
  }),
};

/** The event as this version knows it. An unknown type is an error: folding around it would lose a fact. */
export function upcast(stored: StoredEvent): AgentEvent {
  let { type, data } = stored;
  for (let lift = liftOf(type); lift; lift = liftOf(type)) ({ type, data } = lift(data as object));
  if (!Object.hasOwn(CURRENT, type))
    throw new DomainError(
      "internal",
      `The agent's log holds an event of the unknown type "${type}". Update the server.`,
    );
  return { type, data } as AgentEvent;
}

const liftOf = (type: string) => (Object.hasOwn(LIFTS, type) ? LIFTS[type] : undefined);
