import type pg from "pg";
import type { Invalidations } from "#lib/application/ports/live.ts";
import { errorCode } from "#lib/domain/errors.ts";
import { createQueues } from "./queues.ts";

const TOPIC = "agent-shared";
/** How long after a lost race an agent counts as one that several processes write to. */
const SHARED_MS = 60_000;
/** What comes meanwhile goes on in the same turn; then it is the others'. */
const TURN_MS = 25;
/** A process that is frozen in its turn does not hold the others up for longer. */
const PATIENCE_MS = 250;
/** For so long nobody waits for it again. */
const UNSHARED_MS = 5_000;

interface Turn {
  client: pg.PoolClient;
  since: number;
  /** What has been handed to the store and is not there yet. */
  committing: Set<Promise<unknown>>;
}

export interface AgentTurnsOptions {
  /** How processes hear of each other. */
  notices?: Pick<Invalidations, "publish" | "subscribe">;
  /** What the store holds back is written now: a turn waits for it. */
  hurry?(): void;
  patienceMs?: number;
}

export interface AgentTurns {
  /** Work under one key goes one after another in this process, and by turns with the others where they have met. */
  inTurn<Result>(key: string, work: () => Promise<Result>): Promise<Result>;
  /** A turn does not end before this has settled. */
  committing(key: string, commit: Promise<unknown>): void;
}

/**
 * Whoever writes to an agent decides on its version: where several processes write to one, nearly all of them would lose
 * their race, time and again. Who has lost one tells the others, and all of them take turns from then on: an advisory lock
 * under which a process reads what the others have written and decides all that waits with it. It is a courtesy and no
 * more, the version still judges: without a connection to spare, or where the lock is held too long, everybody goes on as
 * they did.
 */
export function createAgentTurns(pool: pg.Pool, options: AgentTurnsOptions = {}): AgentTurns {
  const { notices, hurry, patienceMs = PATIENCE_MS } = options;
  const oneByOne = createQueues();
  const shared = new Map<string, NodeJS.Timeout>();
  const unshared = new Set<string>();
  const waiting = new Map<string, number>();
  const turns = new Map<string, Turn>();
  const most = pool.options.max ?? 0;
  const atOnce = Math.floor(most / 4);
  let asking = 0;

  const forget = (key: string): void => {
    clearTimeout(shared.get(key));
    shared.delete(key);
  };

  const share = (key: string): void => {
    if (unshared.has(key)) return;
    forget(key);
    shared.set(key, setTimeout(() => shared.delete(key), SHARED_MS).unref());
  };
  notices?.subscribe(TOPIC, share);

  const lostRace = (key: string): void => {
    if (unshared.has(key)) return;
    const isKnown = shared.has(key);
    share(key);
    if (!isKnown) notices?.publish(TOPIC, key);
  };

  const unshare = (key: string): void => {
    forget(key);
    unshared.add(key);
    setTimeout(() => unshared.delete(key), UNSHARED_MS).unref();
  };

  /** Whoever commits needs a connection as well. */
  const canSpare = (): boolean =>
    turns.size + asking < atOnce && pool.idleCount + most - pool.totalCount > pool.waitingCount;

  const take = async (key: string): Promise<Turn | undefined> => {
    if (!canSpare()) return undefined;
    asking += 1;
    try {
      const client = await pool.connect();
      client.on("error", ignore);
      try {
        // One round trip. With the transaction the lock goes, and with the connection the transaction.
        const lock = `select pg_advisory_xact_lock(hashtextextended(${client.escapeLiteral(`agent ${key}`)}, 0))`;
        await client.query(`begin; set local lock_timeout = ${patienceMs}; ${lock}`);
      } catch (error) {
        end(client, "rollback");
        throw error;
      }
      const turn = { client, since: performance.now(), committing: new Set<Promise<unknown>>() };
      turns.set(key, turn);
      return turn;
    } catch {
      unshare(key);
      return undefined;
    } finally {
      asking -= 1;
    }
  };

  const give = async (key: string, turn: Turn): Promise<void> => {
    hurry?.();
    await Promise.allSettled(turn.committing);
    turns.delete(key);
    end(turn.client, "commit");
  };

  const watch = <Result>(key: string, work: Promise<Result>): Promise<Result> =>
    work.catch((error) => {
      if (errorCode(error) === "version_conflict") lostRace(key);
      throw error;
    });

  return {
    inTurn(key, work) {
      waiting.set(key, (waiting.get(key) ?? 0) + 1);
      return oneByOne(key, async () => {
        const turn = turns.get(key) ?? (shared.has(key) ? await take(key) : undefined);
        try {
          return await watch(key, work());
        } finally {
          const others = (waiting.get(key) ?? 1) - 1;
          if (others > 0) waiting.set(key, others);
          else waiting.delete(key);
          if (turn && (others === 0 || performance.now() - turn.since > TURN_MS)) await give(key, turn);
        }
      });
    },
    committing(key, commit) {
      const settled = watch(key, commit).catch(ignore);
      turns.get(key)?.committing.add(settled);
    },
  };
}

const ignore = (): void => {};

/** Ends the transaction and with it the turn; a connection that cannot is closed, which does the same. */
function end(client: pg.PoolClient, how: "commit" | "rollback"): void {
  client.query(how).then(
    () => {
      client.off("error", ignore);
      client.release();
    },
    (error) => client.release(error),
  );
}
