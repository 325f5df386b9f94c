import type { Spender } from "#lib/domain/budget/budget.ts";
import type { Pause } from "#lib/domain/budget/pause.ts";
import { currentModel, planAfter } from "#lib/domain/llm/attempts.ts";
import { toModelError } from "#lib/domain/llm/model-error.ts";
import type { ModelUsed, Receipt, Usage } from "#lib/domain/session/parts.ts";
import { storableText } from "#lib/domain/storable-json.ts";
import { accountFor } from "../budgets/account-for.ts";
import { reserveCall } from "../budgets/reserve-call.ts";
import type { Context } from "../context.ts";
import type { ModelAttempt, ModelCall, ModelCandidate, ModelChain } from "../ports/models.ts";
import type { ClaimedTurn, LiveText } from "../ports/turns.ts";
import type { CountedCall } from "../ports/usage.ts";
import { countCall, type Heard } from "../usage/count-call.ts";
import { askModel } from "./ask-model.ts";
import type { Draft } from "./draft.ts";

/** What retries need of the world; a test gives its own. */
export interface Retrying {
  /** 0 to 1. */
  random(): number;
  /** Resolves after so many milliseconds; rejects with the signal's reason. */
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

export interface ModelRun {
  ctx: Context;
  turn: ClaimedTurn;
  chain: ModelChain;
  live: Pick<LiveText, "rewind">;
  signal: AbortSignal;
  retrying: Retrying;
  progress: { draft: Draft; used: ModelUsed | null; receipts: Receipt[]; calls: CountedCall[] };
  /** A person's answer in between is a fresh start: what failed before it, perhaps days ago, is not held against anyone. */
  since: string;
  /** What a model is asked, with a share of the conversation where that was too long. */
  callWith(used: ModelUsed, share: number | undefined): ModelCall;
  /** There are messages before the one that is answered. */
  mayShorten: boolean;
  onFault(message: string, error: unknown): void;
}

/** What was used, as the provider says it; or why the turn has to wait before it asks. */
export type Answered = { usage: Usage | null } | { pause: Pause };

/**
 * Asks for the answer of an iteration until a model has given it: each as often, and after such pauses, as the plan says.
 * Rejects with the last one's failure when nobody is left.
 */
export async function askModels(run: ModelRun, iteration: number): Promise<Answered> {
  const { ctx, turn, chain, progress, signal } = run;
  for (;;) {
    const { model, share } = currentModel(chain, recent(run));
    progress.used = model.used;
    progress.draft.writer = { configId: model.used.configId, model: model.used.model };
    const call = run.callWith(model.used, share);
    const leave = await reserveCall(ctx, { ...spenderOf(turn), sourceId: turn.id, epoch: turn.epoch }, model, call);
    if ("pause" in leave) return leave;
    const heard: Heard = { usage: null, characters: 0 };
    let attempt: ModelAttempt | undefined;
    try {
      attempt = model.begin();
      await askModel(model.open(), { ...call, ...leave }, progress.draft, heard, attempt.answers);
      attempt.succeeded();
      return { usage: count(run, iteration, model, call, heard) };
    } catch (error) {
      count(run, iteration, model, call, heard);
      if (signal.aborted) {
        attempt?.left();
        throw error;
      }
      attempt?.failed(toModelError(error).code);
      await planOn(run, iteration, model.used, error);
    }
  }
}

export const spenderOf = ({ workspaceId, slug, userId }: ClaimedTurn): Spender => ({
  workspaceId,
  agent: slug,
  userId,
});

/** Notes what a call has used, for the next commit; answers what its provider says of it, with the cost. */
function count(
  { ctx, turn, progress }: ModelRun,
  iteration: number,
  model: ModelCandidate,
  call: ModelCall,
  heard: Heard,
): Usage | null {
  const { id: sourceId, sessionId } = turn;
  const attempt = progress.receipts.filter((one) => one.iteration === iteration).length;
  const asking = { ...spenderOf(turn), sourceId, source: "turn" as const, iteration, attempt, sessionId };
  const counted = countCall(asking, model, call, heard, ctx.now());
  if (counted) progress.calls.push(counted);
  return heard.usage && { ...heard.usage, ...(counted?.costMicros ? { costMicros: counted.costMicros } : {}) };
}

const recent = ({ progress, since }: ModelRun): Receipt[] => progress.receipts.filter(({ at }) => at > since);

/** Writes the receipt of a failed attempt, voids its text and waits for the next one. Rejects when there is none. */
async function planOn(run: ModelRun, iteration: number, used: ModelUsed, error: unknown): Promise<void> {
  const { ctx, turn, progress, signal, retrying, mayShorten, chain } = run;
  const failure = toModelError(error);
  const now = Date.parse(ctx.now());
  const receipt = planAfter({
    ...{ chain, receipts: recent(run), used, iteration, mayShorten, now },
    error: { ...failure, message: storableText(failure.message) },
    random: retrying.random(),
  });
  progress.receipts.push(receipt);
  if (!receipt.next) throw error;
  if (failure.code === "internal") run.onFault(`A model failed unexpectedly in turn ${turn.id}`, error);
  progress.draft.rewind();
  await run.live.rewind(() => record(run, receipt));
  const wait = Date.parse(receipt.next.at) - now;
  if (wait > 0) await retrying.pause(wait, signal);
}

/** From here on the turn runs under its next epoch: whatever still comes of the failed attempt is written nowhere. */
async function record(
  { ctx, turn, progress }: ModelRun,
  receipt: Receipt,
): Promise<{ epoch: number; sequence: number }> {
  const { id: turnId, sessionId, sessionOwnerId: ownerId, conversationId } = turn;
  const epoch = turn.epoch + 1;
  const part = progress.draft.committed;
  const account = await accountFor(ctx, turn, progress.calls.splice(0));
  const heads = await ctx.ports.store.commit({
    guard: { turnId, epoch: turn.epoch },
    ...account,
    failedAttempts: [{ turnId, epoch, receipt }],
    feed: [
      {
        ...{ sessionId, ownerId, at: receipt.at },
        facts: [{ type: "turn.attempt-failed", conversationId, turnId, epoch, part, receipt }],
      },
    ],
  });
  turn.epoch = epoch;
  return { epoch, sequence: heads[sessionId] ?? 0 };
}
