import { cutToTokens, estimateTokens, MAX_SUMMARY_TOKENS } from "#lib/domain/agent/memory.ts";
import { storableText } from "#lib/domain/storable-json.ts";
import type { Context } from "../context.ts";
import type { NewMemory } from "../ports/store.ts";

interface Completed {
  agentId: string;
  sessionId: string;
  /** Of the agent's conversation: where nothing was said, there is nothing to keep. */
  messageCount: number;
  /** A session that nobody sees leaves nothing. */
  hidden: boolean;
  /** In the words of whoever completes it; without them a durable job writes it. */
  summary?: string | undefined;
  at: string;
}

/** The memory that a completed session leaves with an agent; null when there is nothing to remember. */
export function planMemory(ctx: Pick<Context, "workspaceId" | "newId">, completed: Completed): NewMemory | null {
  const { agentId, sessionId, messageCount, hidden, summary, at } = completed;
  if (hidden || (messageCount === 0 && !summary)) return null;
  const memory = { id: ctx.newId(), agentId, workspaceId: ctx.workspaceId, sessionId, kind: "summary", at } as const;
  return summary ? { ...memory, source: "person", ...sizedSummary(summary) } : memory;
}

/** A summary as it is stored: no longer than a memory may be, with about how many tokens it takes. */
export function sizedSummary(text: string): { text: string; tokens: number } {
  const stored = cutToTokens(storableText(text).trim(), MAX_SUMMARY_TOKENS);
  return { text: stored, tokens: estimateTokens(stored) };
}
