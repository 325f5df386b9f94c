import { DomainError, errorCode } from "#lib/domain/errors.ts";
import type { JobAnswer, JobKind, JobRequest, Jobs } from "./job.ts";

/** The sandbox's process: takes one job, answers once and ends. */
process.once("message", (request: JobRequest) => {
  run(request)
    .then((result): JobAnswer => ({ ok: true, result }), refusal)
    .then((answer) => process.send?.(answer, () => process.exit(0)));
});
process.once("disconnect", () => process.exit(0));

async function run(request: JobRequest): Promise<Jobs[JobKind]["result"]> {
  const { kind, argument, limits } = request;
  if (kind === "parse") {
    const { parseFile } = await import("#lib/adapters/services/parse-file.ts");
    return parseFile(argument.input, limits);
  }
  const analysis = await import("#lib/adapters/services/analysis/run.ts");
  if (kind === "analyze") return analysis.analyze(argument.input, argument.table, limits);
  return analysis.query(argument.input, argument.sql, limits);
}

/** Errors of ours go out as they are; anything else is what a reader could not make of the bytes. */
function refusal(error: unknown): JobAnswer {
  const code = errorCode(error);
  const known = code
    ? { code, message: (error as Error).message }
    : /memory|Invalid string length|Invalid array length/i.test(String(error))
      ? new DomainError(
          "file_too_complex",
          "The file needs more memory than one file may use. Split it or leave out what you do not need.",
        )
      : new DomainError(
          "file_broken",
          "The file is damaged or of an unusual kind and could not be read. Save it again in its program and upload that copy.",
        );
  if (!code) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return { ok: false, error: { code: known.code, message: known.message } };
}
