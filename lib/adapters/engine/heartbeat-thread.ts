import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import pg from "pg";
import type { HeartbeatData, HeartbeatNews } from "./heartbeat.ts";

/**
 * The thread that renews the lease of its process, on a connection of its own: a busy event loop does not starve it.
 * It beats for a process whose loop still turns, if slowly; one that is wedged is let go.
 */
const { databaseUrl, executorId, role, turns, beatMs, leaseMs, wedgedMs } = workerData as HeartbeatData;
const ending = new AbortController();
parentPort?.once("message", () => ending.abort());
const tell = (news: HeartbeatNews): void => parentPort?.postMessage(news);

const BEAT = `insert into executors (id, role, leased_until) values ($1, $2, now() + $3 * interval '1 millisecond')
  on conflict (id) do update set leased_until = excluded.leased_until,
    resumed_at = case when executors.leased_until < now() then now() else executors.resumed_at end`;
// Lapsed rather than gone: what this process leaves behind is found by the next sweep at once.
const RELEASE = "update executors set leased_until = now() where id = $1";

let client: pg.Client | null = null;
let seen = -1;
let seenAt = 0;

async function query(text: string, values: unknown[]): Promise<void> {
  if (!client) {
    const next = new pg.Client({
      connectionString: databaseUrl,
      application_name: "throughline-lease",
      // A lease that a crash of PostgreSQL takes along is renewed at once: no beat waits for the disk.
      options: "-c synchronous_commit=off",
      connectionTimeoutMillis: leaseMs,
      query_timeout: leaseMs,
    });
    next.on("error", () => {
      if (client === next) client = null;
    });
    await next.connect();
    client = next;
  }
  try {
    await client.query(text, values);
  } catch (error) {
    void client?.end().catch(() => {});
    client = null;
    throw error;
  }
}

const loopTurns = (): boolean => {
  const now = performance.now();
  const turned = Atomics.load(turns, 0);
  if (turned !== seen) seenAt = now;
  seen = turned;
  return now - seenAt < wedgedMs;
};

while (!ending.signal.aborted) {
  if (loopTurns())
    await query(BEAT, [executorId, role, leaseMs]).then(
      () => tell({ beaten: true }),
      (error: Error) => tell({ failed: error.message }),
    );
  await delay(beatMs, undefined, { signal: ending.signal }).catch(() => {});
}
await query(RELEASE, [executorId]).catch((error: Error) => tell({ failed: error.message }));
await (client as pg.Client | null)?.end().catch(() => {});
