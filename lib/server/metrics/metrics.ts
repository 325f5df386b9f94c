import prom from "prom-client";
import type { TurnEnd, Turns } from "#lib/application/ports/turns.ts";
import type { RateLimit } from "#lib/domain/rate-limit.ts";

/** What is read when somebody asks, not before. */
export interface Readings {
  connections?(): Record<string, number>;
  database?(): { totalCount: number; idleCount: number; waitingCount: number };
  resolver?(): { size: number; hits: number; misses: number; hitRate: number };
  /** Circuits that are open now, by what they are of. */
  circuits?(): Record<string, number>;
}

export interface Answered {
  method: string;
  /** A row of the table of doors, or what else it was; never the path itself, which names things. */
  door: string;
  status: number;
  /** Null for a stream, which lasts as long as its reader. */
  seconds: number | null;
}

/** Figures of this process for Prometheus. They name doors and limits, never a workspace, a person or what they say. */
export interface Metrics {
  answered(answer: Answered): void;
  refused(limit: RateLimit): void;
  /** A turn that runs here, until it ends or lets go. */
  running<Result>(run: () => Promise<Result>): Promise<Result>;
  countEnds(turns: Turns): Turns;
  read(readings: Readings): void;
  /** In Prometheus' text format. */
  text(): Promise<string>;
  contentType: string;
}

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
const EVENT_LOOP_PRECISION_MS = 50;

export function createMetrics(): Metrics {
  const registry = new prom.Registry();
  const registers = [registry];
  const readings: Readings = {};
  prom.collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });

  const requests = new prom.Counter({
    name: "throughline_http_requests_total",
    help: "Answered requests by door and status",
    labelNames: ["method", "door", "status"],
    registers,
  });
  const durations = new prom.Histogram({
    name: "throughline_http_request_seconds",
    help: "How long answers took that are no streams",
    labelNames: ["method", "door"],
    buckets: SECONDS,
    registers,
  });
  const refusals = new prom.Counter({
    name: "throughline_rate_limit_refusals_total",
    help: "What was refused, by limit",
    labelNames: ["limit"],
    registers,
  });
  const running = new prom.Gauge({ name: "throughline_turns_running", help: "Turns that run here", registers });
  const ends = new prom.Counter({
    name: "throughline_turns_total",
    help: "Turns that ended here, by how",
    labelNames: ["status"],
    registers,
  });

  /** A figure that something else keeps. */
  const gauge = (name: string, help: string, label: string | null, now: () => Record<string, number> | undefined) =>
    new prom.Gauge({
      name,
      help,
      labelNames: label ? [label] : [],
      registers,
      collect() {
        this.reset();
        for (const [value, count] of Object.entries(now() ?? {})) this.set(label ? { [label]: value } : {}, count);
      },
    });
  const total = (name: string, help: string, now: () => number | undefined) =>
    new prom.Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(now() ?? 0);
      },
    });
  const one = (value: number | undefined) => (value === undefined ? undefined : { value });
  gauge("throughline_connections", "Clients that stay connected", "kind", () => readings.connections?.());
  gauge("throughline_database_connections", "Connections of the pool", "state", () => {
    const pool = readings.database?.();
    return pool && { busy: pool.totalCount - pool.idleCount, idle: pool.idleCount };
  });
  gauge("throughline_database_waiting", "Queries that wait for a connection", null, () =>
    one(readings.database?.().waitingCount),
  );
  gauge("throughline_model_resolver_entries", "Resolved models in the cache", null, () =>
    one(readings.resolver?.().size),
  );
  gauge("throughline_model_resolver_hit_ratio", "Hits of all look-ups since the start", null, () =>
    one(readings.resolver?.().hitRate),
  );
  total("throughline_model_resolver_hits_total", "Models found in the cache", () => readings.resolver?.().hits);
  total("throughline_model_resolver_misses_total", "Models looked up anew", () => readings.resolver?.().misses);
  gauge("throughline_circuits_open", "Outside services that are left alone", "kind", () => readings.circuits?.());

  return {
    answered({ method, door, status, seconds }) {
      requests.inc({ method, door, status });
      if (seconds !== null) durations.observe({ method, door }, seconds);
    },
    refused: (limit) => refusals.inc({ limit }),
    async running(run) {
      running.inc();
      try {
        return await run();
      } finally {
        running.dec();
      }
    },
    countEnds: (turns) => ({
      ...turns,
      async settle(end: TurnEnd) {
        const settled = await turns.settle(end);
        if (settled) ends.inc({ status: end.status });
        return settled;
      },
    }),
    read: (more) => void Object.assign(readings, more),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}
