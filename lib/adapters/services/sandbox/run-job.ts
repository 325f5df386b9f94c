import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";
import type { ServiceLimits } from "#lib/application/ports/services.ts";
import { DomainError, type ErrorCode } from "#lib/domain/errors.ts";
import type { JobAnswer, JobKind, JobRequest, Jobs } from "./job.ts";

const CHILD = join(import.meta.dirname, "child.ts");
const ROOT = join(import.meta.dirname, "../../../..");
const WATCH_MS = 100;
const STDERR_KEPT = 2000;

/**
 * One job in a process of its own. A process, not a thread: DuckDB's memory is native, so that no thread limit
 * holds it, and a native crash or the kernel's OOM killer must take the job alone. It can be killed at any instant,
 * gets no environment and may read nothing but the code and its one file.
 * Errors: the job's own, service_timeout, file_too_complex (memory), service_failed (crash); an abort rejects with its reason.
 */
export async function runJob<Kind extends JobKind>(
  kind: Kind,
  argument: Jobs[Kind]["argument"],
  limits: ServiceLimits,
  signal: AbortSignal,
): Promise<Jobs[Kind]["result"]> {
  signal.throwIfAborted();
  const child = start(argument, limits);
  try {
    const request = { kind, argument, limits } as unknown as JobRequest;
    const answer = await answerOf(child, request, limits, signal);
    if (answer.ok) return answer.result;
    throw new DomainError(answer.error.code as ErrorCode, answer.error.message);
  } finally {
    await end(child);
  }
}

/** Waits until the process is gone, so that its memory is free before the next one takes its turn. */
async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}

function start(argument: { input: { path: string } | { rows: unknown } }, limits: ServiceLimits): ChildProcess {
  const paths = [join(ROOT, "lib"), join(ROOT, "node_modules"), join(ROOT, "package.json")];
  if ("path" in argument.input) paths.push(argument.input.path);
  // Where links lead counts as well: dependencies may be shared between releases.
  const readable = new Set(paths.flatMap((path) => [path, real(path)]).map((path) => `--allow-fs-read=${path}`));
  return fork(CHILD, [], {
    env: {} as NodeJS.ProcessEnv,
    execArgv: [
      "--no-warnings",
      "--permission",
      "--allow-addons",
      ...readable,
      `--max-old-space-size=${Math.round(limits.memoryMb * 0.6)}`,
    ],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "json",
  });
}

function answerOf(
  child: ChildProcess,
  request: JobRequest,
  limits: ServiceLimits,
  signal: AbortSignal,
): Promise<JobAnswer> {
  return new Promise((resolve, reject) => {
    let stderr = "";
    const tooBig = () =>
      new DomainError(
        "file_too_complex",
        `This needs more than ${limits.memoryMb} MB of memory. Split the file or leave out what you do not need.`,
      );
    const timer = setTimeout(
      () =>
        settle(() =>
          reject(
            new DomainError(
              "service_timeout",
              `This took longer than ${Math.round(limits.timeMs / 1000)} seconds and was ended. Try a smaller file or a simpler question.`,
            ),
          ),
        ),
      limits.timeMs,
    );
    const watch = setInterval(() => {
      if (residentMb(child.pid) > limits.memoryMb) settle(() => reject(tooBig()));
    }, WATCH_MS);
    const aborted = () => settle(() => reject(signal.reason));
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      clearInterval(watch);
      signal.removeEventListener("abort", aborted);
      finish();
    };
    signal.addEventListener("abort", aborted);
    child.stderr?.on("data", (data: Buffer) => {
      stderr = (stderr + data.toString()).slice(-STDERR_KEPT);
    });
    child.once("message", (answer: JobAnswer) => settle(() => resolve(answer)));
    child.once("error", () => settle(() => reject(failed(""))));
    child.once("exit", (_, killedBy) => {
      const memory = /heap out of memory|out of memory|bad_alloc/i.test(stderr) || killedBy === "SIGKILL";
      settle(() => reject(memory ? tooBig() : failed(stderr)));
    });
    child.send(request, (error) => {
      if (error) settle(() => reject(failed(stderr)));
    });
  });
}

function failed(stderr: string): DomainError {
  return new DomainError(
    "service_failed",
    "Reading this file ended unexpectedly. Try again; if it happens again, save the file anew and upload that copy.",
    { stderr },
  );
}

/** The process's memory in MB; 0 where the system does not tell (then the heap and DuckDB limits stand alone). */
function residentMb(pid: number | undefined): number {
  try {
    return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
