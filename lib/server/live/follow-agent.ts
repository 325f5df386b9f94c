import type { AgentChanges } from "#lib/application/ports/live.ts";
import type { AgentReads } from "#lib/application/ports/reads.ts";
import type { RecordedAgentEvent } from "#lib/domain/agent/events.ts";

const PAGE = 200;

export interface FollowedAgent {
  agentId: string;
  workspaceId: string;
  ownerId: string;
}

/** One reader of an agent's log, at that reader's own pace. */
export interface AgentReader {
  /** Events after this version are wanted. */
  after: number;
  onEvents(events: RecordedAgentEvent[]): void;
  /** Whether they may still see it; asked before what was read is given. */
  mayRead(): Promise<boolean>;
  /** The log is not theirs to see any more; nothing comes from now on. */
  onGone(): void;
  /** Resolves when what was written has gone out, or never will. */
  drained(): Promise<void>;
  onError(error: unknown): void;
}

interface Source {
  agents: Pick<AgentReads, "events">;
  agentChanges: AgentChanges;
}

/** Gives everything after a version once and in order, then what comes, a page at a time as the reader drains. */
export function followAgent(
  { agents, agentChanges }: Source,
  { agentId, workspaceId, ownerId }: FollowedAgent,
  reader: AgentReader,
): { close(): void } {
  let at = reader.after;
  let reading = false;
  let again = false;
  let closed = false;

  async function readOn(): Promise<void> {
    reading = true;
    try {
      for (let size = PAGE; (size === PAGE || again) && !closed; ) {
        again = false;
        const events = await agents.events(agentId, workspaceId, { after: at, limit: PAGE });
        size = events.length;
        if (closed || size === 0) continue;
        if (!(await reader.mayRead())) {
          close();
          return reader.onGone();
        }
        at = events.at(-1)?.version ?? at;
        reader.onEvents(events);
        await reader.drained();
      }
    } catch (error) {
      if (!closed) reader.onError(error);
    } finally {
      reading = false;
    }
  }

  const wake = (): void => {
    again = true;
    if (!reading && !closed) void readOn();
  };

  const subscription = agentChanges.subscribe({ agentId, ownerId }, wake);
  function close(): void {
    closed = true;
    subscription.close();
  }
  wake();
  return { close };
}
