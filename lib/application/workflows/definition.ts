import type { Json } from "#lib/domain/json.ts";
import type { PacketFile } from "#lib/domain/session/handoff.ts";
import type { WorkflowOutcome } from "#lib/domain/workflow/outcome.ts";
import type { EnablingServices, FileInput } from "../ports/services.ts";
import type { ParamsSchema } from "./schema.ts";

/** The stateless capabilities that a step delegates to, by the names that people see. */
export const ENABLING_SERVICES = [
  "FileParser",
  "DataAnalyzer",
  "ChartMaker",
  "ProcessMapper",
  "RoiCalculator",
  "CompanyData",
  "DcfCalculator",
  "SentimentScorer",
  "PeerMetrics",
] as const;
export type EnablingServiceName = (typeof ENABLING_SERVICES)[number];

/** A file of the session that a step may read. */
export type RunFile = PacketFile & { input: FileInput };

/** What one step gets. Everything it may touch is here, so that it can run on any process, twice if need be. */
export interface StepInput<Params> {
  params: Params;
  /** What former steps gave, by their names. */
  outputs: Readonly<Record<string, Json>>;
  services: EnablingServices;
  /** A file of this session by id. Throws `not_found` for any other. */
  readFile(fileId: string): RunFile;
  /** Aborted when the run is cancelled or the step takes too long. */
  signal: AbortSignal;
  /** Tells how far this step is, from 0 to 1. */
  report(within: number): void;
}

export interface StepResult {
  output: Json;
  /** What was done, in one line, for the panel and for who uses the result later. */
  contribution?: string;
}

/** One step. It must be safe to run again: only a completed step's output is kept. */
export interface WorkflowStep<Params> {
  name: string;
  label: string;
  service: EnablingServiceName | null;
  /** Its share of the progress, relative to the other steps'. */
  weight: number;
  /** Further attempts after the first, for failures that may pass. */
  retries: number;
  timeoutMs: number;
  run(input: StepInput<Params>): Promise<StepResult>;
}

/** What a workflow is: one entry of the registry. Adding one is one file in `lib/catalog/workflows`. */
export interface WorkflowDefinition<Params = object> {
  type: string;
  title: string;
  description: string;
  icon: string;
  orchestrator: string;
  params: ParamsSchema<Params>;
  services: readonly EnablingServiceName[];
  /** `turns` and `thinkingTokens` bound a model that takes part; null where none does. */
  limits: { turns: number | null; thinkingTokens: number | null; timeMs: number };
  /** Whether its steps need a model of the workspace. */
  model: "none" | "optional" | "required";
  tools: readonly string[];
  systemPrompt: string | null;
  steps: readonly WorkflowStep<Params>[];
  /** Files of the session that these parameters name. */
  filesOf(params: Params): readonly string[];
  /** The result, made from what the steps gave. */
  conclude(params: Params, outputs: Readonly<Record<string, Json>>): WorkflowOutcome;
}
