import type { LoadedAgent } from "#lib/application/ports/reads.ts";

export interface KnownAgent extends LoadedAgent {
  /** The version of the latest stored snapshot that we know of. */
  snapshotVersion: number;
}

/** The agents that were used last, as of some version. A reader always asks the log for what came after it. */
export function createAgentCache(capacity: number) {
  const agents = new Map<string, KnownAgent>();

  return {
    get(agentId: string, workspaceId: string): KnownAgent | undefined {
      const known = agents.get(agentId);
      if (known?.state.workspaceId !== workspaceId) return undefined;
      agents.delete(agentId);
      agents.set(agentId, known);
      return known;
    },
    /** A slower reader never puts an older version back. */
    put(agentId: string, agent: KnownAgent): void {
      const known = agents.get(agentId);
      if (known && known.version > agent.version) return;
      agent.snapshotVersion = Math.max(agent.snapshotVersion, known?.snapshotVersion ?? 0);
      agents.delete(agentId);
      agents.set(agentId, agent);
      const oldest = agents.keys().next();
      if (agents.size > capacity && !oldest.done) agents.delete(oldest.value);
    },
    snapshotSaved(agentId: string, version: number): void {
      const known = agents.get(agentId);
      if (known) known.snapshotVersion = Math.max(known.snapshotVersion, version);
    },
  };
}
