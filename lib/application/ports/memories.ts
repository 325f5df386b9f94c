import type { Memory, MemorySource } from "#lib/domain/agent/memory.ts";
import type { Message } from "#lib/domain/session/parts.ts";
import type { Run } from "#lib/domain/workflow/run.ts";
import type { Page } from "./reads.ts";

/** A memory of a completed session that nobody has written yet, and what there is to sum up. */
export interface MemoryTask {
  id: string;
  agentId: string;
  slug: string;
  workspaceId: string;
  sessionId: string;
  sessionOwnerId: string;
  sessionTitle: string | null;
  /** Settled messages of the agent's conversation, oldest first. */
  history: Message[];
  /** Runs of that conversation, oldest first. */
  runs: Run[];
}

/** Memories of an agent. Those of sessions that were deleted are not there; none is there before it is written. */
export interface Memories {
  /** Newest first, with the titles that the person may see. Error: `validation_failed` for a foreign cursor. */
  list(agentId: string, userId: string, page: { limit: number; cursor?: string }): Promise<Page<Memory>>;
  /** Those of these that are there, by id. */
  texts(agentId: string, memoryIds: readonly string[]): Promise<Map<string, string>>;
  /** Takes one away for good, written or not. False when the agent has no such memory. */
  delete(agentId: string, memoryId: string): Promise<boolean>;
  deleteAll(agentId: string): Promise<void>;
  /** Marks that this process writes it; null when it is written or gone. */
  claim(memoryId: string): Promise<MemoryTask | null>;
  /** Writes it, unless someone else has or it is gone by now. */
  write(memoryId: string, summary: { text: string; source: MemorySource; tokens: number }): Promise<void>;
}
