import { summarizeByRule } from "#lib/domain/agent/summarize.ts";
import type { ModelUsed } from "#lib/domain/session/parts.ts";
import { accountFor } from "../budgets/account-for.ts";
import { reserveCall } from "../budgets/reserve-call.ts";
import type { Ports } from "../ports/index.ts";
import type { MemoryTask } from "../ports/memories.ts";
import { countCall, usageOf } from "../usage/count-call.ts";
import { sizedSummary } from "./plan-memory.ts";
import { summaryPrompt } from "./summary-prompt.ts";

export interface WriteMemory {
  ports: Pick<Ports, "memories" | "models" | "budgets" | "store" | "catalog">;
  memoryId: string;
  /** Aborted when this process goes: another one writes it. */
  stopping: AbortSignal;
  onFault(message: string, error: unknown): void;
}

const LONGEST_MS = 60_000;
/** Some models think within this limit before they write. */
const MAX_OUTPUT_TOKENS = 2_000;

/** Sums a completed session up, once: by the model that spoke in it, by rule where none did or it fails. */
export async function writeMemory({ ports, memoryId, stopping, onFault }: WriteMemory): Promise<void> {
  const task = await ports.memories.claim(memoryId);
  if (!task) return;
  const byModel = await askForSummary(ports, task, stopping).catch((error: unknown) => {
    stopping.throwIfAborted();
    onFault(`The summary ${memoryId} is written by rule, for its model failed`, error);
    return null;
  });
  const text = byModel ?? summarizeByRule(task);
  const source = byModel === null ? "rule" : "model";
  if (text === "") await ports.memories.delete(task.agentId, task.id);
  else await ports.memories.write(task.id, { source, ...sizedSummary(text) });
}

/**
 * Null where no real model has spoken: rules, such as the demo model's, sum up better by rule; and where no budget has
 * room for it. Otherwise the same config is
 * asked again and no other: what was said to one provider is told to nobody else.
 */
async function askForSummary(
  ports: WriteMemory["ports"],
  task: MemoryTask,
  stopping: AbortSignal,
): Promise<string | null> {
  const configId = realModelIn(task)?.configId;
  if (!configId) return null;
  const { id: sourceId, workspaceId, sessionOwnerId: userId, sessionId, slug: agent } = task;
  const [chosen] = await ports.models.resolve({ workspaceId, userId, configId });
  const ctx = { ports, now: () => new Date().toISOString() };
  const call = { prompt: summaryPrompt(task), maxOutputTokens: MAX_OUTPUT_TOKENS };
  const leave = await reserveCall(ctx, { workspaceId, agent, userId, sourceId, epoch: null }, chosen, call);
  if ("pause" in leave) return null;
  const abortSignal = AbortSignal.any([stopping, AbortSignal.timeout(LONGEST_MS)]);
  const allowed = { ...call, ...leave };
  const { content, usage } = await chosen.open().doGenerate({ ...allowed, abortSignal });
  const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
  const asking = {
    workspaceId,
    agent,
    userId,
    sourceId,
    sessionId,
    source: "memory" as const,
    iteration: 0,
    attempt: 0,
  };
  const heard = { usage: usageOf(usage, allowed, text.length), characters: text.length };
  const counted = countCall(asking, chosen, call, heard, ctx.now());
  if (counted) await ports.store.commit(await accountFor(ctx, { id: sourceId, workspaceId }, [counted]));
  return text.trim() || null;
}

function realModelIn({ history }: MemoryTask): ModelUsed | null {
  const used = history.findLast((message) => message.model !== null)?.model ?? null;
  return used?.provider === "demo" ? null : used;
}
