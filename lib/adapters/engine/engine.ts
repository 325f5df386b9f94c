import { AsyncLocalStorage } from "node:async_hooks";
import { DBOS } from "@dbos-inc/dbos-sdk";
import { DBOSExecutor } from "@dbos-inc/dbos-sdk/internal/dbos-executor";
import { INTERNAL_QUEUE_NAME } from "@dbos-inc/dbos-sdk/internal/utils";
import { registerInternalQueue } from "@dbos-inc/dbos-sdk/internal/wfqueue";
import type pg from "pg";
import type { Invalidations } from "#lib/application/ports/live.ts";
import type { Engine } from "#lib/application/ports/turns.ts";
import { type DomainError, errorCode } from "#lib/domain/errors.ts";
import { registerWork, untilDone } from "./durable-work.ts";
import { type Accepted, createHandOver } from "./hand-over.ts";
import { createLeases } from "./leases.ts";
import { oneAtATime, unlessAnother } from "./locks.ts";
import { createPreparedPool } from "./prepared-pool.ts";
import { quietLogger } from "./quiet-logger.ts";
import { createRunning } from "./running.ts";
import { createTurnWork } from "./turn-work.ts";
import { forgetEnded, restartOrphans } from "./upkeep.ts";

export interface EngineOptions {
  pool: pg.Pool;
  databaseUrl: string;
  executorId: string;
  /** A process with the role web takes no work: it only tells the others of it. */
  role: "all" | "web" | "worker";
  notices: Pick<Invalidations, "publish" | "subscribe">;
  /** Turns that are accepted here, and with that begun here: between the launch of this process and its leaving. */
  taking?: { open(): void; close(hurry: AbortSignal): Promise<void>; pending(): string[] };
  runTurn(turnId: string): Promise<void>;
  runWorkflow(runId: string, segment: number): Promise<void>;
  /** Lets the turns go on whose questions have expired; part of every sweep. */
  expireQuestions(): Promise<void>;
  /** Lets the paused turns go on whose budgets have room again; part of every sweep. */
  resumePaused(): Promise<void>;
  writeMemory(memoryId: string): Promise<void>;
  /** Aborted within a second when somebody stops the turn. */
  turnStop(turnId: string): { signal: AbortSignal; dispose(): void };
  runCancel(runId: string): { signal: AbortSignal; dispose(): void };
  stopping: AbortSignal;
  /** Runs every half minute on one process or another. */
  housekeeping(): Promise<void>;
  onError(message: string, error: unknown): void;
}

export interface DurableEngine extends Engine {
  launch(): Promise<void>;
  readonly ready: boolean;
  /** Nothing new begins here. */
  readonly draining: boolean;
  /** Begins nothing any more; resolves when what runs here has ended, or when there is no more time. */
  drain(hurry: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

const SWEEP_MS = 500;
/** How often what is recovered is looked for. */
const RECOVERED_MS = 250;
const HOUSEKEEPING_MS = 30_000;
const TURN_WAITS = { first: 100, longest: 10_000 };
const RUN_WAITS = { first: 1_000, longest: 60_000 };

/**
 * Accepted and queued work that nobody has taken; the direct start goes first. $1 this process, $2 the turns of which it
 * knows: one of its own that it does not know was taken in a commit whose answer was lost.
 */
const UNCLAIMED = `
  select 'turn' as kind, id, segment from turns where status = 'accepted' and accepted_at < now() - interval '500 milliseconds'
  union all
  select 'turn', id, segment from turns where executor_id = $1 and status = 'running'
    and started_at < now() - interval '500 milliseconds' and id <> all($2::uuid[])
  union all
  select 'run', id, segment from workflow_runs where status = 'queued' and created_at < now() - interval '500 milliseconds'
  union all
  select 'memory', id, 0 from agent_memories m where text is null and created_at < now() - interval '500 milliseconds'
    and not exists (select 1 from executors e where e.id = m.executor_id and e.leased_until > now())
  limit 200`;

/**
 * Runs and summaries as DBOS workflows, and the turns of each process as one, with leases between processes and a sweep
 * for what no start has reached.
 */
export function createEngine(options: EngineOptions): DurableEngine {
  const { pool, databaseUrl, executorId, role, stopping, onError } = options;
  const works = role !== "web";
  const leaving = new AbortController();
  stopping.addEventListener("abort", () => leaving.abort(), { once: true });
  const running = createRunning();
  const ours = { leaving: leaving.signal, onError };
  const carry = untilDone({
    name: "turn",
    run: running.track((turnId: string) => options.runTurn(turnId).catch(unlessHeld)),
    waits: TURN_WAITS,
    stopSignal: options.turnStop,
    ...ours,
  });
  const turns = createTurnWork({ pool, executorId, carry, leaving: leaving.signal });
  const standForTurns = registerWork({ name: "turns", run: turns.standFor, waits: TURN_WAITS, ...ours });
  const startRun = registerWork({
    name: "workflow-run",
    run: running.track(options.runWorkflow),
    waits: RUN_WAITS,
    stopSignal: options.runCancel,
    ...ours,
  });
  const startMemory = registerWork({
    name: "memory",
    run: running.track(options.writeMemory),
    waits: RUN_WAITS,
    ...ours,
  });
  let generation = -1;
  /** The engine knows of the turns of this process; again, when it has taken them from one that was slow. */
  const keepRegistered = async (): Promise<void> => {
    const known = generation < 0 ? null : await DBOS.getWorkflowStatus(`${executorId}:${generation}`);
    if (known?.status !== "PENDING" || known.executorId !== executorId) await standForTurns(executorId, ++generation);
  };
  const enginePool = createPreparedPool({
    connectionString: databaseUrl,
    max: 10,
    application_name: "throughline-engine",
    // What the engine loses with a crash of PostgreSQL, the sweep finds in our own rows: no later commit of ours is durable before it.
    options: "-c synchronous_commit=off",
  });
  enginePool.on("error", (error) => stopping.aborted || onError("A connection of the engine was lost", error));
  const leases = createLeases({ pool, databaseUrl, executorId, role, onDead: recover, onError });
  let sweepTimer: NodeJS.Timeout | undefined;
  let keepTimer: NodeJS.Timeout | undefined;
  let ready = false;
  let draining = false;
  // A turn that hands over starts another one: it is nobody's child, or it would end with its parent.
  const outside = AsyncLocalStorage.snapshot();

  const starts: Record<string, (id: string, segment: number) => Promise<void>> = {
    turn: turns.start,
    run: startRun,
    memory: startMemory,
  };
  const begin = ([kind, id, segment]: Accepted): void => {
    const starting = starts[kind];
    if (!starting || !ready || leaving.signal.aborted) return;
    outside(starting, id, segment).catch((error) =>
      onError(`The ${kind} ${id} could not be started; the sweep tries again`, error),
    );
  };
  const handOver = createHandOver(options.notices, works ? begin : null);
  const start = (...work: Accepted): void => (works && !leaving.signal.aborted ? begin(work) : handOver.tell(work));

  const sweep = async (): Promise<void> => {
    await leases.sweep();
    await keepRegistered();
    await options.expireQuestions();
    await options.resumePaused();
    const known = [...turns.carried(), ...(options.taking?.pending() ?? [])];
    const { rows } = await pool.query(UNCLAIMED, [executorId, known]);
    for (const { kind, id, segment } of rows as { kind: string; id: string; segment: number }[])
      begin([kind, id, segment]);
  };

  const every = (ms: number, name: string, work: () => Promise<unknown>): NodeJS.Timeout => {
    let busy = false;
    return setInterval(() => {
      if (busy || leaving.signal.aborted) return;
      busy = true;
      work()
        .catch((error) => !stopping.aborted && onError(`${name} failed`, error))
        .finally(() => {
          busy = false;
        });
    }, ms);
  };

  const launchDbos = async (): Promise<void> => {
    DBOS.setConfig({
      name: "throughline",
      systemDatabasePool: enginePool,
      executorID: executorId,
      // One version for all builds: `patch` tells old work from new, so that a new build finishes what an old one began.
      applicationVersion: "1",
      enablePatching: true,
      logger: quietLogger(onError),
      tracingEnabled: false,
    });
    registerInternalQueue(INTERNAL_QUEUE_NAME, { minPollingIntervalMs: RECOVERED_MS });
    await oneAtATime(pool, () => DBOS.launch());
  };

  const engine: DurableEngine = {
    startTurn: (turnId, segment) => start("turn", turnId, segment),
    startRun: (runId, segment) => start("run", runId, segment),
    startMemory: (memoryId) => start("memory", memoryId, 0),
    async launch() {
      if (works) await launchDbos();
      await leases.start();
      if (works) await keepRegistered();
      ready = true;
      if (!works) return;
      options.taking?.open();
      sweepTimer = every(SWEEP_MS, "The sweep", sweep);
      keepTimer = every(HOUSEKEEPING_MS, "Housekeeping", () =>
        unlessAnother(pool, async () => {
          await restartOrphans(pool);
          await forgetEnded();
          await options.housekeeping();
        }),
      );
    },
    get ready() {
      return ready;
    },
    get draining() {
      return draining || leaving.signal.aborted;
    },
    async drain(hurry) {
      draining = true;
      await options.taking?.close(hurry);
      leaving.abort();
      await DBOSExecutor.globalInstance?.deactivateEventReceivers();
      await running.idle(hurry);
    },
    async close() {
      ready = false;
      handOver.close();
      clearInterval(sweepTimer);
      clearInterval(keepTimer);
      await leases.release().catch((error) => onError("The lease could not be given back", error));
      await DBOS.shutdown();
      await enginePool.end();
    },
  };
  return engine;
}

/**
 * What another process runs is done there; should that one go, the engine has its turns carried on. One that is to be
 * stopped is asked for until it has ended: its process may just have gone.
 */
function unlessHeld(error: unknown): void {
  const held = errorCode(error) === "turn_in_progress";
  if (!held || (error as DomainError).details.stopRequested) throw error;
}

/** The engine's own recovery of what dead processes had begun. */
async function recover(executorIds: string[]): Promise<void> {
  await DBOSExecutor.globalInstance?.recoverPendingWorkflows(executorIds);
}
