import { z } from "zod";
import type { ParsedFile } from "#lib/application/ports/services.ts";
import type { RunFile, StepInput, WorkflowDefinition } from "#lib/application/workflows/definition.ts";
import { DomainError, errorCode } from "#lib/domain/errors.ts";
import type { Json } from "#lib/domain/json.ts";
import type { ChartSpec } from "#lib/domain/session/artifacts.ts";
import { formatNumber } from "#lib/domain/session/format-value.ts";
import type { AnalysisResult } from "#lib/domain/workflow/analysis.ts";
import {
  CONTENT_ANALYSIS,
  contentState,
  type FileFindings,
  joinFindings,
  subjectOf,
} from "#lib/domain/workflow/content-analysis.ts";
import { describeAnalysis } from "#lib/domain/workflow/describe-analysis.ts";

const params = z.strictObject({
  fileIds: z.array(z.uuid()).min(1).max(10).describe("Ids of the files to analyse, at most ten."),
  question: z.string().trim().max(2_000).optional().describe("What the person wants to know, in their words."),
  userPrompt: z.string().trim().max(4_000).optional().describe("Anything else to keep in mind."),
});
type Params = z.output<typeof params>;

const MINUTE_MS = 60_000;

/** Files in, findings out: what is in them, what to trust, the figures that matter, as text, table and chart. */
export const contentAnalysis = {
  type: CONTENT_ANALYSIS,
  title: "Content analysis",
  description:
    "Reads files (csv, xlsx, json, pdf, docx, txt), profiles their tables and texts, and reports what is in them: a summary, a table, a chart and the problems of the data.",
  icon: "file-search",
  orchestrator: "ContentAnalysisOrchestrator",
  params,
  services: ["FileParser", "DataAnalyzer", "ChartMaker"],
  limits: { turns: null, thinkingTokens: null, timeMs: 20 * MINUTE_MS },
  model: "none",
  tools: [],
  systemPrompt: null,
  steps: [
    {
      name: "check",
      label: "Check the files",
      service: null,
      weight: 1,
      retries: 1,
      timeoutMs: MINUTE_MS,
      async run(input) {
        const files = await eachFile(input, async (file) => {
          const { format, mime, bytes } = await input.services.fileParser.sniff(file.input);
          return { fileId: file.fileId, name: file.name, format, mime, bytes };
        });
        return { output: files };
      },
    },
    {
      name: "parse",
      label: "Read the files",
      service: "FileParser",
      weight: 4,
      retries: 2,
      timeoutMs: 5 * MINUTE_MS,
      async run(input) {
        const parsed = await eachFile(input, async (file, signal) => {
          const read = await input.services.fileParser.parse(file.input, { signal });
          const tables = read.kind === "table" ? read.tables.map(({ name, rowCount }) => ({ name, rowCount })) : [];
          const output: Json = { fileId: file.fileId, kind: read.kind, tables, warnings: read.warnings };
          return { output, reading: readingOf(file.name, read) };
        });
        return {
          output: parsed.map((one) => one.output),
          contribution: parsed.map((one) => one.reading).join("; "),
        };
      },
    },
    {
      name: "analyse",
      label: "Analyse the contents",
      service: "DataAnalyzer",
      weight: 6,
      retries: 2,
      timeoutMs: 10 * MINUTE_MS,
      async run(input) {
        const analyses = await eachFile(input, (file, signal) =>
          input.services.dataAnalyzer.analyze(file.input, { signal }),
        );
        return { output: analyses, contribution: analyses.map(findingsOf).join("; ") };
      },
    },
    {
      name: "chart",
      label: "Draw the charts",
      service: "ChartMaker",
      weight: 1,
      retries: 1,
      timeoutMs: MINUTE_MS,
      async run({ outputs, services }) {
        const charts = analysesOf(outputs).map((analysis) => services.chartMaker.make({ analysis }) ?? null);
        const drawn = charts.filter((chart) => chart !== null);
        return {
          output: charts,
          contribution: drawn.length > 0 ? drawn.map((chart) => chart.title).join("; ") : "Nothing to draw",
        };
      },
    },
    {
      name: "write-up",
      label: "Write it up",
      service: null,
      weight: 1,
      retries: 1,
      timeoutMs: MINUTE_MS,
      async run({ outputs }) {
        return { output: analysesOf(outputs).map(describeAnalysis) };
      },
    },
  ],
  filesOf: (given) => given.fileIds,
  conclude({ fileIds, question, userPrompt }, outputs) {
    const charts = outputs.chart as (ChartSpec | null)[];
    const described = outputs["write-up"] as Description[];
    const findings = analysesOf(outputs).map((analysis, index): FileFindings => {
      const { summary = "", table, facts = [] } = described[index] ?? {};
      const chart = charts[index];
      const fileId = fileIds[index] ?? "";
      return { fileId, analysis, summary, tables: table ? [table] : [], charts: chart ? [chart] : [], facts };
    });
    const asked = question || userPrompt || undefined;
    const result = joinFindings(findings, asked);
    return { result, state: contentState(findings, result, asked), subject: subjectOf(findings) };
  },
} satisfies WorkflowDefinition<Params>;

type Outputs = StepInput<Params>["outputs"];
type Description = Partial<ReturnType<typeof describeAnalysis>>;

const analysesOf = (outputs: Outputs) => outputs.analyse as unknown as AnalysisResult[];

/** Does the same with every file, one after the other; with several, a failure says which file it was. */
async function eachFile<Result>(
  { params: { fileIds }, readFile, signal, report }: StepInput<Params>,
  work: (file: RunFile, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (const [index, fileId] of fileIds.entries()) {
    signal.throwIfAborted();
    report(index / fileIds.length);
    const file = readFile(fileId);
    try {
      results.push(await work(file, signal));
    } catch (error) {
      const code = errorCode(error);
      if (!code || fileIds.length === 1 || String(error).includes(file.name)) throw error;
      throw new DomainError(code, `${file.name}: ${(error as Error).message}`);
    }
  }
  return results;
}

const rows = (count: number): string => `${formatNumber(count)} ${count === 1 ? "row" : "rows"}`;

function readingOf(name: string, read: ParsedFile): string {
  if (read.kind === "text") return `${name}: ${formatNumber(read.text.length)} characters of text`;
  return `${name}: ${read.tables.map((table) => `${table.name} (${rows(table.rowCount)})`).join(", ")}`;
}

function findingsOf(analysis: AnalysisResult): string {
  const { name } = analysis.file;
  if (analysis.kind === "text") return `${name}: ${formatNumber(analysis.words)} words`;
  const issues = analysis.issues.length;
  const { rowCount, columnCount } = analysis.table;
  return `${name}: ${rows(rowCount)}, ${columnCount} columns, ${issues} ${issues === 1 ? "issue" : "issues"}`;
}
