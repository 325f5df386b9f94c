import { summarizeByRule } from "#lib/domain/agent/summarize.ts";
import type { ModelUsed } from "#lib/domain/session/parts.ts";
import type { Ports } from "../ports/index.ts";
import type { MemoryTask } from "../ports/memories.ts";
import { sizedSummary } from "./plan-memory.ts";
import { summaryPrompt } from "./summary-prompt.ts";

export interface WriteMemory {
  ports: Pick<Ports, "memories" | "models">;
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
 * Null where no real model has spoken: rules, such as the demo model's, sum up better by rule. Otherwise the same config is
 * asked again and no other: what was said to one provider is told to nobody else.
 */
async function askForSummary(
  { models }: WriteMemory["ports"],
  task: MemoryTask,
  stopping: AbortSignal,
): Promise<string | null> {
  const configId = realModelIn(task)?.configId;
  if (!configId) return null;
  const { workspaceId, sessionOwnerId: userId } = task;
  const [chosen] = await models.resolve({ workspaceId, userId, configId });
  const { content } = await chosen.open().doGenerate({
    prompt: summaryPrompt(task),
    maxOutputTokens: MAX_OUTPUT_TOKENS,
    abortSignal: AbortSignal.any([stopping, AbortSignal.timeout(LONGEST_MS)]),
  });
  const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("");
  return text.trim() || null;
}

function realModelIn({ history }: MemoryTask): ModelUsed | null {
  const used = history.findLast((message) => message.model !== null)?.model ?? null;
  return used?.provider === "demo" ? null : used;
}
