import type { FileInput, ParsedFile, RowsInput, ServiceLimits } from "#lib/application/ports/services.ts";
import type { AnalysisResult, QueryResult } from "#lib/domain/workflow/analysis.ts";

/** What the sandbox can do: the argument of each job and what it gives. All of it is plain JSON. */
export type Jobs = {
  parse: { argument: { input: FileInput }; result: ParsedFile };
  analyze: { argument: { input: FileInput | RowsInput; table?: string }; result: AnalysisResult };
  query: { argument: { input: FileInput | RowsInput; sql: string }; result: QueryResult };
};

export type JobKind = keyof Jobs;

export type JobRequest = {
  [Kind in JobKind]: { kind: Kind; argument: Jobs[Kind]["argument"]; limits: ServiceLimits };
}[JobKind];

export type JobAnswer =
  | { ok: true; result: Jobs[JobKind]["result"] }
  | { ok: false; error: { code: string; message: string } };
