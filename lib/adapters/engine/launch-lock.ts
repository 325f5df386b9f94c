import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";

/** Any number that nobody else locks on. */
const LOCK = 7_140_283_001;
const AGAIN_MS = 50;

/**
 * Runs `work` in one process at a time. The lock is asked for again and again instead of waited for: a statement that
 * waits is an old transaction to the engine's migrations, which build indexes concurrently, and both would wait for ever.
 */
export async function oneAtATime<Result>(pool: pg.Pool, work: () => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  const ask = async (): Promise<boolean> =>
    (await client.query("select pg_try_advisory_lock($1) as got", [LOCK])).rows[0].got as boolean;
  try {
    while (!(await ask())) await delay(AGAIN_MS);
    return await work();
  } finally {
    // Closing the connection gives the lock back, whatever has happened on it.
    client.release(true);
  }
}
