import type pg from "pg";

interface LeaseOptions {
  pool: pg.Pool;
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

const BEAT_MS = 1_000;
const LEASE = "interval '3 seconds'";

/**
 * Each process renews a lease; one that has lapsed hands its work to whoever sees it first. The dead process's row
 * goes only when its work has been taken, so that a helper that dies in between loses nothing.
 */
export function createLeases({ pool, executorId, role, onDead, onError }: LeaseOptions): Leases {
  let timer: NodeJS.Timeout | undefined;

  const beat = async (): Promise<void> => {
    await pool.query(
      `insert into executors (id, role, leased_until) values ($1, $2, now() + ${LEASE})
       on conflict (id) do update set leased_until = excluded.leased_until`,
      [executorId, role],
    );
  };

  return {
    async start() {
      await beat();
      timer = setInterval(() => {
        beat().catch((error) => onError("The lease could not be renewed", error));
      }, BEAT_MS);
    },
    async sweep() {
      const { rows } = await pool.query("select id from executors where leased_until < now() and id <> $1", [
        executorId,
      ]);
      const dead = (rows as { id: string }[]).map((row) => row.id);
      if (dead.length === 0) return;
      await onDead(dead);
      await pool.query("delete from executors where id = any($1) and leased_until < now()", [dead]);
    },
    async release() {
      clearInterval(timer);
      // Lapsed rather than gone: what this process leaves behind is found by the next sweep at once.
      await pool.query("update executors set leased_until = now() where id = $1", [executorId]);
    },
  };
}
