import { setTimeout as delay } from "node:timers/promises";
import type pg from "pg";

/** Numbers that nobody else locks on. */
const LOCKS = { launch: 7_140_283_001, housekeeping: 7_140_283_002 };
const AGAIN_MS = 50;

type Named = { pool: pg.Pool; name: keyof typeof LOCKS };

async function withLock<Result>({ pool, name }: Named, patient: boolean, work: () => Promise<Result>) {
  const client = await pool.connect();
  // Lost with its connection, the lock is free for the next; without a listener the process would end.
  client.on("error", () => {});
  const ask = async (): Promise<boolean> =>
    (await client.query("select pg_try_advisory_lock($1) as got", [LOCKS[name]])).rows[0].got as boolean;
  try {
    for (let got = await ask(); !got; got = await ask()) {
      if (!patient) return undefined;
      await delay(AGAIN_MS);
    }
    return await work();
  } finally {
    // Closing the connection gives the lock back, whatever has happened on it.
    client.release(true);
  }
}

/**
 * Runs `work` in one process at a time. The lock is asked for again and again instead of waited for: a statement that
 * waits is an old transaction to the engine's migrations, which build indexes concurrently, and both would wait for ever.
 */
export async function oneAtATime(pool: pg.Pool, work: () => Promise<void>): Promise<void> {
  await withLock({ pool, name: "launch" }, true, work);
}

/** Runs `work` unless another process is at it. */
export async function unlessAnother(pool: pg.Pool, work: () => Promise<void>): Promise<void> {
  await withLock({ pool, name: "housekeeping" }, false, work);
}
