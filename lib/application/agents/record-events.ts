import { type AgentCommand, decide } from "#lib/domain/agent/decide.ts";
import type { AgentEvent, RecordedAgentEvent } from "#lib/domain/agent/events.ts";
import { evolve } from "#lib/domain/agent/evolve.ts";
import type { AgentState } from "#lib/domain/agent/state.ts";
import { actorName, type Context } from "../context.ts";
import type { LoadedAgent } from "../ports/reads.ts";
import type { AgentAppend } from "../ports/store.ts";

type Recorder = Pick<Context, "actor" | "correlationId" | "now" | "newId">;

/**
 * What several commands, decided one after the other, append to an agent's stream; null when nothing
 * changes. Throws the DomainError of the first command that is refused.
 */
export function decideAgent(ctx: Recorder, loaded: LoadedAgent, commands: readonly AgentCommand[]): AgentAppend | null {
  let { state } = loaded;
  const decided: AgentEvent[] = [];
  const states: AgentState[] = [];
  for (const command of commands) {
    for (const event of decide(state, command)) {
      state = evolve(state, event);
      decided.push(event);
      states.push(state);
    }
  }
  if (decided.length === 0 || state.status === "absent") return null;
  const { id: agentId, workspaceId } = state;
  const time = ctx.now();
  const events = decided.map((event, index) =>
    envelope(event, {
      specversion: "1.0",
      id: ctx.newId(),
      source: `/workspaces/${workspaceId}/agents/${agentId}`,
      subject: agentId,
      time,
      datacontenttype: "application/json",
      correlationid: ctx.correlationId,
      causationid: null,
      actor: actorName(ctx.actor),
      version: loaded.version + 1 + index,
    }),
  );
  const { state: before, version: expectedVersion, lastEventId } = loaded;
  const expected = { expectedVersion, ...(lastEventId && { expectedEventId: lastEventId }) };
  return { agentId, workspaceId, ...expected, before, events, states, state };
}

const envelope = (event: AgentEvent, facts: Omit<RecordedAgentEvent, "type" | "data">): RecordedAgentEvent => ({
  ...facts,
  ...event,
});
