import type pg from "pg";
import { LEASE } from "../lease.ts";
import { createHeartbeat } from "./heartbeat.ts";

interface LeaseOptions {
  pool: pg.Pool;
  databaseUrl: string;
  executorId: string;
  role: string;
  /** Work of these processes is nobody's any more. */
  onDead(executorIds: string[]): Promise<void>;
  onError(message: string, error: unknown): void;
}

export interface Leases {
  start(): Promise<void>;
  /** Looks for dead processes now; called by the sweep. */
  sweep(): Promise<void>;
  release(): Promise<void>;
}

/**
 * $1 who looks, $2 milliseconds of a lease. Whoever could not renew their own lease judges nobody: the others could not
 * either, and have as long as a lease to come back.
 */
const DEAD = `select id from executors where leased_until < now() and id <> $1 and exists (
  select 1 from executors me where me.id = $1 and me.leased_until > now()
    and (me.resumed_at is null or me.resumed_at < now() - $2 * interval '1 millisecond'))`;

/**
 * Each process renews a lease; one that has lapsed hands its work to whoever sees it first. The dead process's row
 * goes only when its work has been taken, so that a helper that dies in between loses nothing.
 */
export function createLeases({ pool, databaseUrl, executorId, role, onDead, onError }: LeaseOptions): Leases {
  const heartbeat = createHeartbeat({ databaseUrl, executorId, role, ...LEASE, onError });
  return {
    start: heartbeat.start,
    async sweep() {
      const { rows } = await pool.query(DEAD, [executorId, LEASE.leaseMs]);
      const dead = (rows as { id: string }[]).map((row) => row.id);
      if (dead.length === 0) return;
      await onDead(dead);
      await pool.query("delete from executors where id = any($1) and leased_until < now()", [dead]);
    },
    release: heartbeat.end,
  };
}
