import { errorCode } from "#lib/domain/errors.ts";
import type { PausedTurn } from "../ports/budgets.ts";
import type { Ports } from "../ports/index.ts";
import { requestStop } from "../turns/stop-turn.ts";

const AT_ONCE = 50;

interface Reader {
  ports: Pick<Ports, "budgets" | "store" | "engine" | "turns">;
  now(): string;
}

/**
 * Paused turns go on whose budget has room again: it was raised or deleted, its next period has begun, others have ended.
 * Those of people who may not work here any more end, as after a stop.
 */
export async function resumePaused({ ports, now }: Reader): Promise<void> {
  for (const turn of await ports.budgets.mayGoOn(AT_ONCE)) {
    if (turn.over) await requestStop({ ports, now }, turn.turnId);
    else if (await resume(ports, turn, now())) ports.engine.startTurn(turn.turnId, turn.segment + 1);
  }
}

/** False when it was resumed or stopped elsewhere in the meantime. */
async function resume({ store }: Pick<Ports, "store">, turn: PausedTurn, at: string): Promise<boolean> {
  const { turnId, epoch, sessionId, sessionOwnerId: ownerId, conversationId } = turn;
  try {
    await store.commit({
      guard: { turnId, epoch, paused: true },
      turnMoves: [{ turnId, to: "resumed", at }],
      messagePatches: [{ id: turnId, status: "streaming" }],
      feed: [{ sessionId, ownerId, at, facts: [{ type: "turn.resumed", conversationId, turnId }] }],
    });
    return true;
  } catch (error) {
    if (errorCode(error) === "turn_fenced") return false;
    throw error;
  }
}
