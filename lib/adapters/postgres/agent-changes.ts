import type pg from "pg";
import type { AgentChanges, Invalidations, Live, Subscription } from "#lib/application/ports/live.ts";
import type { Changes, Store } from "#lib/application/ports/store.ts";

const TOPIC = "agent-log";
/** A notice goes with the process that should have sent it: the versions are looked at as well. */
const LOOK_EVERY_MS = 1_000;

const VERSIONS = { name: "agent_versions", text: "select id, version from agents where id = any($1::uuid[])" };

/** Tells every process of agents that changed in no session; the others are known by the heads of their sessions. */
export function announceAgents(store: Store, invalidations: Pick<Invalidations, "publish">): Store {
  const isHeard = ({ feed = [] }: Changes, ownerId: string): boolean => feed.some((one) => one.ownerId === ownerId);
  return {
    async commit(changes) {
      const heads = await store.commit(changes);
      for (const { agentId, state } of changes.agents ?? [])
        if (!isHeard(changes, state.ownerId)) invalidations.publish(TOPIC, agentId);
      return heads;
    },
  };
}

interface Options {
  pool: pg.Pool;
  invalidations: Pick<Invalidations, "subscribe">;
  live: Pick<Live, "subscribeUser">;
  onError(message: string, error: unknown): void;
}

interface Watched {
  listeners: Set<() => void>;
  /** As it was at the last look. */
  version: number;
  subscriptions: Subscription[];
}

/** Who follows an agent's log in this process, and what may have made it grow in any. */
export function createAgentChanges({ pool, invalidations, live, onError }: Options): AgentChanges {
  const watched = new Map<string, Watched>();
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    try {
      const { rows } = await pool.query({ ...VERSIONS, values: [[...watched.keys()]] });
      for (const { id, version } of rows as { id: string; version: number }[]) {
        const agent = watched.get(id);
        if (!agent) continue;
        const grown = agent.version !== version;
        agent.version = version;
        if (grown) for (const listener of agent.listeners) listener();
      }
    } catch (error) {
      onError("The versions of agents could not be read", error);
    }
  };

  const watch = (agentId: string, ownerId: string): Watched => {
    const listeners = new Set<() => void>();
    const tell = (): void => {
      for (const listener of listeners) listener();
    };
    const subscriptions = [
      invalidations.subscribe(TOPIC, (key) => key === agentId && tell(), tell),
      live.subscribeUser(ownerId, tell),
    ];
    const agent = { listeners, version: 0, subscriptions };
    watched.set(agentId, agent);
    timer ??= setInterval(() => void look(), LOOK_EVERY_MS).unref();
    return agent;
  };

  return {
    subscribe({ agentId, ownerId }, onChange) {
      const agent = watched.get(agentId) ?? watch(agentId, ownerId);
      agent.listeners.add(onChange);
      return {
        close() {
          if (!agent.listeners.delete(onChange) || agent.listeners.size > 0) return;
          watched.delete(agentId);
          for (const subscription of agent.subscriptions) subscription.close();
          if (watched.size > 0) return;
          clearInterval(timer);
          timer = undefined;
        },
      };
    },
  };
}
