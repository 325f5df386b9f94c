import { availableParallelism } from "node:os";
import type { EnablingServices, ServiceLimits, ServiceOptions } from "#lib/application/ports/services.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { makeChart } from "#lib/domain/workflow/chart.ts";
import { createCalculator } from "./calculator.ts";
import type { JobKind, Jobs } from "./sandbox/job.ts";
import { limitConcurrency } from "./sandbox/limit-concurrency.ts";
import { runJob } from "./sandbox/run-job.ts";
import { sniffFile } from "./sniff.ts";

const DEFAULT_LIMITS: ServiceLimits = {
  timeMs: 120_000,
  memoryMb: 1536,
  rows: 5_000_000,
  columns: 500,
  textCharacters: 2_000_000,
  expandedBytes: 1_000_000_000,
  resultRows: 1000,
};

/**
 * The services that do real work: each call in a process of its own, at most `concurrency` at a time. `limits` are
 * the defaults of every call. `close` ends what runs (as an abort) and refuses what comes.
 */
export function createEnablingServices(
  options: { limits?: Partial<ServiceLimits>; concurrency?: number } = {},
): EnablingServices & { close(): Promise<void> } {
  const defaults = { ...DEFAULT_LIMITS, ...options.limits };
  const closing = new AbortController();
  const limited = limitConcurrency(options.concurrency ?? Math.min(2, availableParallelism()));
  const running = new Set<Promise<unknown>>();

  function run<Kind extends JobKind>(
    kind: Kind,
    argument: Jobs[Kind]["argument"],
    { signal, limits }: ServiceOptions = {},
  ): Promise<Jobs[Kind]["result"]> {
    const either = signal ? AbortSignal.any([signal, closing.signal]) : closing.signal;
    const work = limited(() => runJob(kind, argument, { ...defaults, ...limits }, either), either);
    running.add(work);
    const done = () => running.delete(work);
    work.then(done, done);
    return work;
  }

  return {
    fileParser: {
      sniff: (input) => sniffFile(input, defaults.expandedBytes),
      parse: (input, options) => run("parse", { input }, options),
    },
    dataAnalyzer: {
      analyze: (input, { table, ...options } = {}) =>
        run("analyze", { input, ...(table === undefined ? {} : { table }) }, options),
      query: (input, sql, options) => run("query", { input, sql }, options),
    },
    chartMaker: { make: makeChart },
    calculator: createCalculator(),
    async close() {
      closing.abort(new DomainError("unavailable", "The server is shutting down. Try again in a moment."));
      await Promise.allSettled(running);
    },
  };
}
