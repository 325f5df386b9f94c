import type { AgentCommand } from "#lib/domain/agent/decide.ts";
import { absentAgent } from "#lib/domain/agent/state.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { decideAgent } from "../agents/record-events.ts";
import type { LoadedAgent } from "../ports/reads.ts";
import type { AgentAppend, Changes } from "../ports/store.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import type { Importer, Outcome } from "./importer.ts";
import { changesOf, commandsOf, ONE_AT_A_TIME, type PlannedRecord } from "./plan-session.ts";

type Done = Omit<Outcome, "line">;

/** Writes records of a batch in one commit, through the aggregates of their agents; decided anew when one has changed. */
export function appendRecords(ctx: Importer, records: readonly PlannedRecord[]): Promise<Done[]> {
  return retryOnConflict(async () => {
    const agents = await openAgents(ctx, records);
    const all: Changes[] = [];
    const done = records.map((given): Done => {
      const agent = agents.of(given);
      const planned = agent.mayStart(given) ? given : { ...given, status: "stopped" as const };
      try {
        agent.append(commandsOf(planned));
      } catch (error) {
        if (!errorCode(error)) throw error;
        return { kind: "refused", reason: (error as Error).message };
      }
      all.push(changesOf(planned, agent.id));
      return planned === given ? { kind: "imported" } : { kind: "stopped", reason: ONE_AT_A_TIME };
    });
    if (all.length > 0)
      await ctx.store.commit({
        agents: agents.appends(),
        newSessions: all.flatMap((one) => one.newSessions ?? []),
        conversations: all.flatMap((one) => one.conversations ?? []),
        messages: all.flatMap((one) => one.messages ?? []),
        memories: all.flatMap((one) => one.memories ?? []),
        feed: all.flatMap((one) => one.feed ?? []),
      });
    return done;
  });
}

/** The agents of a batch: each grows from record to record and ends as one append. */
async function openAgents(ctx: Importer, records: readonly PlannedRecord[]) {
  const keyOf = (ownerId: string, slug: string): string => `${ownerId} ${slug}`;
  const first = new Map<string, PlannedRecord>();
  for (const one of records) {
    const key = keyOf(one.ownerId, one.definition.slug);
    const known = first.get(key);
    if (!known || one.record.createdAt < known.record.createdAt) first.set(key, one);
  }
  const wanted = [...first.values()].map(({ ownerId, definition }) => ({ ownerId, slug: definition.slug }));
  const living = new Map((await ctx.store.agents(wanted)).map((one) => [keyOf(one.ownerId, one.slug), one]));
  const agents = new Map<string, GrowingAgent>();

  return {
    of({ ownerId, definition }: PlannedRecord): GrowingAgent {
      const key = keyOf(ownerId, definition.slug);
      const known = agents.get(key);
      if (known) return known;
      const { agentType, slug, name } = definition;
      // An agent is as old as the oldest session of the batch that makes it.
      const at = first.get(key)?.record.createdAt ?? ctx.now();
      const loaded = living.get(key) ?? { state: absentAgent(ctx.newId(), ctx.workspaceId), version: 0 };
      const made = growingAgent(ctx, loaded, { type: "create", ownerId, agentType, slug, name, at });
      agents.set(key, made);
      return made;
    },
    appends: (): AgentAppend[] => [...agents.values()].flatMap((agent) => agent.result() ?? []),
  };
}

type GrowingAgent = ReturnType<typeof growingAgent>;

function growingAgent(ctx: Importer, loaded: LoadedAgent, create: AgentCommand) {
  let grown: AgentAppend | null = null;
  const after = (append: AgentAppend | null): LoadedAgent =>
    append ? { state: append.state, version: append.expectedVersion + append.events.length } : loaded;

  return {
    id: loaded.state.id,
    /** Whether one more active session is allowed; one that is over always is. */
    mayStart({ status, definition: { maxConcurrentSessions } }: PlannedRecord): boolean {
      const { state } = after(grown);
      if (status !== "active" || maxConcurrentSessions === null || state.status === "absent") return true;
      return state.activeSessions.size < maxConcurrentSessions;
    },
    /** Each event has the time of its command: the original one. All or none; an agent that is there is not made again. */
    append(commands: readonly AgentCommand[]): void {
      let next = grown;
      for (const command of [create, ...commands]) {
        const append = decideAgent({ ...recorder(ctx), now: () => command.at }, after(next), [command]);
        if (append) next = next ? { ...next, events: next.events.concat(append.events), state: append.state } : append;
      }
      grown = next;
    },
    result: (): AgentAppend | null => grown,
  };
}

const recorder = ({ newId }: Importer) => ({
  actor: { kind: "system", userId: "", process: "migration" } as const,
  correlationId: "migration",
  newId,
});
