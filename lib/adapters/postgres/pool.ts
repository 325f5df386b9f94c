import pg from "pg";
import { DomainError } from "#lib/domain/errors.ts";

/** What is prepared on a connection goes with it: the next crowd would pay for planning all of it anew. */
const IDLE_MS = 300_000;

/**
 * The connections of this process. A statement that PostgreSQL refuses (a broken unique rule, say) leaves its
 * connection in the pool: `pg` would end it, and with it everything that was prepared on it. A database that cannot
 * be reached, or is lost in mid-query, is `unavailable`: whether the statement took effect is then unknown.
 */
export function createPool(options: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({ idleTimeoutMillis: IDLE_MS, keepAlive: true, ...options });
  const query = async (...args: Parameters<pg.PoolClient["query"]>): Promise<unknown> => {
    const client = await pool.connect().catch(unavailable);
    // Without a listener a connection that is lost in mid-query would end the process; the query itself rejects.
    client.once("error", ignore);
    let lost: Error | undefined;
    try {
      return await client.query(...args);
    } catch (error) {
      if ((error as { severity?: string }).severity === "ERROR") throw error;
      lost = error as Error;
      return unavailable(error);
    } finally {
      client.off("error", ignore);
      client.release(lost);
    }
  };
  return Object.assign(pool, { query: query as pg.Pool["query"] });
}

const ignore = (): void => {};

/** Whether a statement took effect is then unknown. */
export function unavailable(cause: unknown): never {
  const error = new DomainError("unavailable", "The database cannot be reached. Try again in a moment.");
  throw Object.assign(error, { cause });
}
