import type { Pause } from "#lib/domain/budget/pause.ts";
import { DomainError, errorCode, type Failure } from "#lib/domain/errors.ts";
import { toModelError } from "#lib/domain/llm/model-error.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import { evolveOrchestratorContext, type OrchestratorContext } from "#lib/domain/session/orchestrator-context.ts";
import type { Message, MessagePart, ModelUsed, Receipt, ToolState } from "#lib/domain/session/parts.ts";
import { storableText } from "#lib/domain/storable-json.ts";
import type { Context } from "../context.ts";
import type { Ports } from "../ports/index.ts";
import type { ModelCall, ModelChain, ModelTool } from "../ports/models.ts";
import type { ClaimedTurn, LiveText, TurnEnd } from "../ports/turns.ts";
import type { CountedCall } from "../ports/usage.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import type { Tool } from "../tools/tool.ts";
import { askModels, type ModelRun, type Retrying } from "./ask-models.ts";
import { buildPrompt } from "./build-prompt.ts";
import { carriedFor } from "./carried.ts";
import { addUsage, createDraft, type Draft } from "./draft.ts";
import { pauseTurn } from "./pause-turn.ts";
import type { Asked } from "./questions.ts";
import { commitIteration, runTools, type ToolRun, tooManyIterations } from "./run-tools.ts";
import { loadSituation, type Situation } from "./situation.ts";
import { suspendTurn, withdrawQuestion } from "./suspend-turn.ts";

const MAX_ITERATIONS = 12;

export interface RunTurn {
  ports: Ports;
  tools: readonly Tool[];
  turnId: string;
  contextFor(turn: ClaimedTurn): Context;
  /** The models that speak for an agent: of a config and of those that step in for it, or the code of a function agent. */
  resolveModels(turn: ClaimedTurn, situation: Situation): Promise<ModelChain>;
  retrying: Retrying;
  /** Hears of failures that are nobody's fault but ours. */
  onFault(message: string, error: unknown): void;
  /** Aborted when this process goes: the turn is left for the one that takes over. */
  stopping: AbortSignal;
}

/**
 * Runs a turn from wherever it stands to its end. It keeps nothing in this process: committed iterations are
 * loaded, the open one starts anew, and a process that has lost the turn writes nothing more.
 */
export async function runTurn(run: RunTurn): Promise<void> {
  const { turns } = run.ports;
  // Before the claim: a stop that comes between the two is in one of them, or found by the next look.
  const stop = turns.stopSignal(run.turnId);
  try {
    const turn = await turns.claim(run.turnId, new Date().toISOString());
    if (!turn) return;
    const live = turns.liveText(turn);
    try {
      await execute(run, turn, live, stop.signal);
    } finally {
      live.close();
    }
  } finally {
    stop.dispose();
  }
}

/** How far an answer has come: what its end is made from, whatever ends it. */
interface Progress {
  draft: Draft;
  used: ModelUsed | null;
  context: OrchestratorContext | null;
  extra: MessagePart[];
  /** Attempts of models that failed, the last one of an answer that failed too. */
  receipts: Receipt[];
  /** Calls of models that no commit has counted yet. */
  calls: CountedCall[];
}

async function execute(run: RunTurn, turn: ClaimedTurn, live: LiveText, stop: AbortSignal): Promise<void> {
  const ctx = run.contextFor(turn);
  const extra = turn.progress.toolCalls.flatMap((call) => call.parts ?? []);
  const receipts = [...turn.progress.receipts];
  const progress: Progress = {
    draft: createDraft(turn.progress, live),
    used: null,
    context: null,
    extra,
    receipts,
    calls: [],
  };
  const signal = AbortSignal.any([stop, live.fenced, run.stopping]);
  const end = (status: TurnEnd["status"], error: Failure | null) => settle(ctx, turn, progress, status, error);
  if (turn.stopRequested) {
    await withdrawQuestion(ctx, turn);
    for (const { part, kind, text } of await ctx.ports.turns.writtenText(turn.id))
      if (part >= progress.draft.committed) progress.draft.parts.push({ type: kind, text });
    return end("stopped", null);
  }
  try {
    const waiting = await answer({ run, ctx, turn, live, progress, signal });
    if (!waiting) await end("completed", null);
    else if ("pause" in waiting)
      await pauseTurn(ctx, turn, waiting.pause, messageOf(ctx, turn, progress, "paused", null));
    else await suspendTurn(waiting.toolRun, waiting.asked, messageOf(ctx, turn, progress, "suspended", null));
  } catch (error) {
    // A database that is away may have taken the last write or not: the turn goes on from what it holds.
    if (run.stopping.aborted || errorCode(error) === "unavailable") throw error;
    if (live.fenced.aborted || errorCode(error) === "turn_fenced") return;
    if (stop.aborted || hasLeft(error)) return end("stopped", null);
    await end("failed", failureOf(error, run));
  }
}

interface Answering {
  run: RunTurn;
  ctx: Context;
  turn: ClaimedTurn;
  live: LiveText;
  progress: Progress;
  signal: AbortSignal;
}

/** The session, or the agent's part in it, was ended while the turn ran: there is nobody left to ask. */
const hasLeft = (error: unknown): boolean =>
  ["session_not_active", "agent_archived", "session_closed"].includes(errorCode(error) ?? "");

/** What the turn now waits with: a question, or a budget. */
type Waiting = { toolRun: ToolRun; asked: Asked } | { pause: Pause };

/** Asks the model and runs its tools until it has nothing more to call; null then, or what comes in between. */
async function answer({ run, ctx, turn, live, progress, signal }: Answering): Promise<Waiting | null> {
  const { draft } = progress;
  const situation = await loadSituation(ctx, turn);
  progress.context = situation.orchestratorContext;
  // Whoever stopped the session while this turn was being accepted did not see it.
  if (!situation.isOpen) throw new DomainError("session_closed", "The session was stopped.");
  const chain = await run.resolveModels(turn, situation);
  progress.used = chain[0].used;
  const toolRun: ToolRun = { ctx, turn, situation, tools: run.tools, draft, live, signal };
  const tools = offered(run.tools, situation);
  const { retrying, onFault } = run;
  const modelRun: ModelRun = {
    ...{ ctx, turn, chain, live, signal, retrying, progress, onFault },
    since: turn.progress.answers.at(-1)?.endedAt ?? "",
    mayShorten: situation.history.length > 1,
    callWith: (used, share) => ({
      prompt: buildPrompt(situation, draft.parts, { share, carried: carriedFor(draft.carried, used) }),
      ...(tools.length > 0 ? { tools } : {}),
      ...sampling(situation),
      abortSignal: signal,
    }),
  };

  // A take-over finishes the calls of the last committed iteration before it asks the model again.
  const last = turn.progress.iterations.at(-1);
  let n = last ? last.n + 1 : 0;
  if (last) {
    draft.committed -= last.parts.length;
    const outcome = await runTools(toolRun, last.n, draft.calls());
    draft.committed = draft.parts.length;
    progress.extra.push(...outcome.parts);
    if (outcome.asked) return { toolRun, asked: outcome.asked };
    if (outcome.endsTurn) return null;
  }
  // A person's answer in between is a fresh start: what goes round for ever goes round without one.
  const limit = n + MAX_ITERATIONS;
  for (; n < limit; n++) {
    const answered = await askModels(modelRun, n);
    if ("pause" in answered) return answered;
    const { usage } = answered;
    if (usage) draft.usage = addUsage(draft.usage, usage);
    const calls = draft.calls();
    if (calls.length === 0) return null;
    // What was said comes before what is done: readers see text and calls in the order of the message.
    await live.flush();
    await commitIteration(toolRun, n, usage, progress.calls.splice(0));
    const outcome = await runTools(toolRun, n, calls);
    draft.committed = draft.parts.length;
    draft.breakPart();
    progress.extra.push(...outcome.parts);
    if (outcome.asked) return { toolRun, asked: outcome.asked };
    if (outcome.endsTurn) return null;
  }
  throw tooManyIterations(MAX_ITERATIONS);
}

/** How the conversation's own settings want the model to write. */
function sampling({ settings }: Situation): Pick<ModelCall, "temperature" | "topP" | "maxOutputTokens"> {
  const { tools: _tools, ...wanted } = settings?.config ?? {};
  return wanted;
}

const offered = (tools: readonly Tool[], situation: Situation): ModelTool[] =>
  tools
    .filter((tool) => situation.definition.tools.includes(tool.name) && tool.available(situation))
    .map((tool) => ({ type: "function", name: tool.name, ...tool.describe(situation) }));

async function settle(
  ctx: Context,
  turn: ClaimedTurn,
  progress: Progress,
  status: TurnEnd["status"],
  error: Failure | null,
): Promise<void> {
  const message = messageOf(ctx, turn, progress, status === "completed" ? "complete" : status, error);
  const { sessionId, sessionOwnerId, epoch } = turn;
  const limited = await ctx.ports.budgets.limit(turn.workspaceId);
  const { calls } = progress;
  const ended = { turnId: turn.id, epoch, sessionId, sessionOwnerId, status, message, calls, limited, at: ctx.now() };
  await retryOnConflict(() => ctx.ports.turns.settle(ended));
}

/** The message as it stands; calls that will not end any more are stopped. */
function messageOf(
  ctx: Context,
  turn: ClaimedTurn,
  { draft, used, context, extra, receipts }: Progress,
  status: Message["status"],
  error: Failure | null,
): Message {
  const at = ctx.now();
  const facts = extra.flatMap((part): FeedFact[] =>
    part.type === "handoff"
      ? [{ type: "handoff.created", conversationId: turn.conversationId, packet: part.packet }]
      : [],
  );
  const isOpen = (state: ToolState) => state === "running" || state === "waiting";
  const parts = draft.parts.map((part) =>
    part.type === "tool-call" && isOpen(part.state) && status !== "suspended" && status !== "paused"
      ? { ...part, state: "stopped" as const, endedAt: at }
      : part,
  );
  return {
    ...turn.message,
    parts: [...parts, ...extra, ...(receipts.length > 0 ? [{ type: "receipts" as const, receipts }] : [])],
    status,
    model: used,
    usage: draft.usage,
    orchestratorContext:
      context &&
      JSON.parse(JSON.stringify(facts.reduce((now, fact) => evolveOrchestratorContext(now, fact, at), context))),
    error,
  };
}

/** The failure in words for the person. Our own rules say it themselves, models through one table; the rest is our fault. */
function failureOf(error: unknown, { onFault, turnId }: RunTurn): Failure {
  const code = errorCode(error);
  if (code?.startsWith("model_") || code === undefined) {
    const { message, retryable, code: mapped } = toModelError(error);
    if (mapped === "internal" || code === undefined) onFault(`Turn ${turnId} failed`, error);
    return { code: mapped, message: storableText(message), retryable };
  }
  return { code, message: storableText((error as Error).message), retryable: false };
}
