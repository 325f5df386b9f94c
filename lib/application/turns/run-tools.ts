import { DomainError, errorCode, type Failure } from "#lib/domain/errors.ts";
import type { FeedFact } from "#lib/domain/session/feed.ts";
import type { MessagePart, Usage } from "#lib/domain/session/parts.ts";
import { storableJson, storableText } from "#lib/domain/storable-json.ts";
import { accountFor } from "../budgets/account-for.ts";
import type { Context } from "../context.ts";
import { mergeChanges, type ToolCallEnd, type ToolCallKey } from "../ports/store.ts";
import type { ClaimedTurn, LiveText } from "../ports/turns.ts";
import type { CountedCall } from "../ports/usage.ts";
import { retryOnConflict } from "../sessions/retry-on-conflict.ts";
import type { Tool, ToolQuestion, ToolResult } from "../tools/tool.ts";
import { carriedSince } from "./carried.ts";
import { callOf, type Draft, type DraftCall } from "./draft.ts";
import { type Asked, approvalOf, askedBy, callIdOf, isApproved, refusedBy } from "./questions.ts";
import type { Situation } from "./situation.ts";

export interface ToolRun {
  ctx: Context;
  turn: ClaimedTurn;
  situation: Situation;
  tools: readonly Tool[];
  draft: Draft;
  live: Pick<LiveText, "follow">;
  signal: AbortSignal;
}

/** Commits an iteration and the start of its calls, before any of them runs: a take-over never asks for it again. */
export async function commitIteration(
  run: ToolRun,
  n: number,
  usage: Usage | null,
  used: CountedCall[],
): Promise<void> {
  const { ctx, turn, draft, live } = run;
  const at = ctx.now();
  const account = await accountFor(ctx, turn, used);
  const calls = draft.calls();
  for (const { part } of calls) draft.settle(part, { state: "running", startedAt: at });
  const heads = await ctx.ports.store.commit({
    guard: guardOf(turn),
    ...account,
    iterations: [
      {
        turnId: turn.id,
        n,
        epoch: turn.epoch,
        parts: JSON.parse(JSON.stringify(draft.parts.slice(draft.committed))),
        usage: usage && { ...usage },
        ...carriedSince(draft),
        at,
      },
    ],
    toolCallStarts: calls.map(({ index, call }) => ({
      turnId: turn.id,
      iteration: n,
      index,
      toolCallId: call.toolCallId,
      tool: call.tool,
      input: call.input,
      epoch: turn.epoch,
      startedAt: at,
    })),
    feed: [
      feedOf(
        turn,
        at,
        calls.map((call) => startedFact(turn, call, at)),
      ),
    ],
  });
  live.follow(heads[turn.sessionId] ?? 0);
}

/** What the calls that run now lead to: parts to show below the message, and whether the turn ends with them. */
export interface ToolsOutcome {
  parts: MessagePart[];
  endsTurn: boolean;
  /** The question that the turn now waits with. */
  asked: Asked | null;
}

/**
 * Runs the calls of a committed iteration in order. One that has settled is not run again; of those that an earlier
 * process left open, only the first can have begun.
 */
export async function runTools(run: ToolRun, n: number, calls: DraftCall[]): Promise<ToolsOutcome> {
  const outcome: ToolsOutcome = { parts: [], endsTurn: false, asked: null };
  let mayHaveBegun = true;
  for (const call of calls) {
    const begun = callOf(run.turn.progress.toolCalls, n, call.index);
    if (call.call.state !== "running" && call.call.state !== "waiting") {
      outcome.endsTurn ||= begun?.endsTurn ?? false;
      continue;
    }
    run.signal.throwIfAborted();
    const result = await settleCall(run, n, call, mayHaveBegun && begun?.state === "running");
    mayHaveBegun = false;
    if (result && "ask" in result) {
      run.draft.settle(call.part, { ...call.call, state: "waiting" });
      return { ...outcome, asked: await askedBy(run.ctx, run.turn.id, n, call, result) };
    }
    outcome.parts.push(...(result?.parts ?? []));
    outcome.endsTurn ||= result?.endsTurn ?? false;
  }
  return outcome;
}

async function settleCall(
  run: ToolRun,
  iteration: number,
  drafted: DraftCall,
  begun: boolean,
): Promise<ToolResult | ToolQuestion | null> {
  const { ctx, turn, tools, draft, situation, signal } = run;
  const { index, part, call } = drafted;
  const key = { turnId: turn.id, iteration, index };
  const tool = tools.find((one) => one.name === call.tool && situation.definition.tools.includes(one.name));
  const record = async (end: Pick<ToolCallEnd, "state" | "output" | "error">, result?: ToolResult): Promise<void> => {
    const endedAt = ctx.now();
    const own = feedOf(turn, endedAt, [settledFact(turn, drafted, end, endedAt)]);
    const { parts = [], endsTurn = false } = result ?? {};
    const toolCallEnds = [{ ...key, ...end, endedAt, parts, endsTurn }];
    await ctx.ports.store.commit(mergeChanges({ guard: guardOf(turn), toolCallEnds, feed: [own] }, result?.changes));
    draft.settle(part, {
      state: end.state,
      endedAt,
      ...(end.output === null ? {} : { output: end.output }),
      ...(end.error ? { error: end.error } : {}),
    });
    result?.committed?.();
  };

  if (!tool) {
    await record(failed({ code: "tool_unknown", message: `There is no tool "${call.tool}" here.`, retryable: false }));
    return null;
  }
  if (begun && tool.sideEffect === "outside") {
    await record({ state: "unknown", output: null, error: UNKNOWN });
    return null;
  }
  const callId = await callIdOf(key);
  const answer = turn.progress.answers.find((one) => one.clientActionId === callId) ?? null;
  try {
    const approval = tool.approval?.(call.input, situation) ?? null;
    if (approval !== null && answer === null) return { ask: approvalOf(approval) };
    if (approval !== null && !isApproved(answer)) {
      await record(failed(refusedBy(answer)));
      return null;
    }
    if (tool.sideEffect === "outside" && answer !== null) await markBegun(run, key);
    return await retryOnConflict(async () => {
      const ran = await untilAborted(
        signal,
        tool.run(call.input, { ...situation, ctx, turn, key, callId, answer, signal }),
      );
      if ("ask" in ran) return ran;
      const result = storable(ran);
      await record({ state: "done", output: result.output, error: null }, result);
      return result;
    });
  } catch (error) {
    // Whether it was recorded is unknown when the database is away: the turn goes on from what is committed.
    if (signal.aborted || errorCode(error) === "turn_fenced" || errorCode(error) === "unavailable") throw error;
    await record(failed(toolFailure(error, tool)));
    return null;
  }
}

/** From here on nobody knows whether an approved call outside has taken effect. */
async function markBegun({ ctx, turn }: ToolRun, key: ToolCallKey): Promise<void> {
  await ctx.ports.store.commit({
    guard: guardOf(turn),
    toolCallMarks: [{ ...key, state: "running", epoch: turn.epoch }],
  });
}

const UNKNOWN: Failure = {
  code: "tool_outcome_unknown",
  message: "This call had begun when the server stopped. Whether it took effect is unknown, so it was not made again.",
  retryable: false,
};

/** A tool that does not hear the stop is not waited for: nothing of what it still says is recorded. */
async function untilAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  signal.throwIfAborted();
  let leave = (): void => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener("abort", leave, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}

/** What files and other servers bring along may hold what PostgreSQL refuses. */
const storable = (result: ToolResult): ToolResult => ({
  ...result,
  output: storableJson(result.output),
  ...(result.parts && { parts: storableJson(result.parts) as unknown as MessagePart[] }),
});

const failed = (error: Failure) => ({ state: "failed", output: null, error }) as const;

function toolFailure(error: unknown, tool: Tool): Failure {
  const code = errorCode(error);
  return code && error instanceof Error
    ? { code, message: storableText(error.message), retryable: false }
    : { code: "tool_failed", message: `${tool.label} failed. Try again later.`, retryable: true };
}

const guardOf = ({ id, epoch }: ClaimedTurn) => ({ turnId: id, epoch });

const feedOf = ({ sessionId, sessionOwnerId }: ClaimedTurn, at: string, facts: FeedFact[]) => ({
  sessionId,
  ownerId: sessionOwnerId,
  at,
  facts,
});

function startedFact({ conversationId, id }: ClaimedTurn, { part, call }: DraftCall, startedAt: string): FeedFact {
  const { toolCallId, tool, input } = call;
  return { type: "tool.started", conversationId, turnId: id, part, toolCallId, tool, input, startedAt };
}

function settledFact(
  { conversationId, id }: ClaimedTurn,
  { part, call: { toolCallId, tool } }: DraftCall,
  { state, output, error }: Pick<ToolCallEnd, "state" | "output" | "error">,
  endedAt: string,
): FeedFact {
  return {
    type: "tool.settled",
    conversationId,
    turnId: id,
    part,
    toolCallId,
    tool,
    state,
    ...(output === null ? {} : { output }),
    ...(error ? { error } : {}),
    endedAt,
  };
}

/** A model that calls tools for ever is stopped with what it has written. */
export const tooManyIterations = (limit: number): DomainError =>
  new DomainError(
    "model_malformed",
    `The model called tools ${limit} times without an answer. Try again or ask differently.`,
  );
