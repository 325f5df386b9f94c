import type { Json } from "../json.ts";
import type { ChartSpec, TableSpec } from "../session/artifacts.ts";
import type { AnalysisResult } from "./analysis.ts";
import type { WorkflowOutcome, WorkflowResult } from "./outcome.ts";

/** One file's part of a content analysis, worded. */
export type FileFindings = {
  fileId: string;
  analysis: AnalysisResult;
  summary: string;
  tables: TableSpec[];
  charts: ChartSpec[];
  facts: string[];
};

export const CONTENT_ANALYSIS = "content_analysis";

/** The findings of all files as one result: one section per file, and the question that they are to answer. */
export function joinFindings(findings: readonly FileFindings[], question: string | undefined): WorkflowResult {
  const several = findings.length > 1;
  const sections = findings.map(({ analysis, summary }) =>
    several ? `## ${analysis.file.name}\n\n${summary}` : summary,
  );
  const open = question ? [`You asked: “${question}”. Reply here and I answer from these figures.`] : [];
  return {
    summary: [...sections, ...open].join("\n\n"),
    tables: findings.flatMap(({ tables, analysis }) => tables.map((table) => named(table, analysis, several))),
    charts: findings.flatMap(({ charts, analysis }) => charts.map((chart) => named(chart, analysis, several))),
    facts: findings.flatMap(({ facts, analysis }) =>
      facts.map((fact) => (several ? `${analysis.file.name}: ${fact}` : fact)),
    ),
  };
}

/** What the session keeps of a content analysis, for other agents and later workflows. */
export function contentState(
  findings: readonly FileFindings[],
  result: WorkflowResult,
  question: string | undefined,
): WorkflowOutcome["state"] {
  return {
    key: CONTENT_ANALYSIS,
    data: {
      question: question ?? null,
      fileIds: findings.map((one) => one.fileId),
      files: findings.map(({ fileId, analysis }) => ({ fileId, ...analysis.file, kind: analysis.kind })),
      facts: result.facts,
      tables: findings.flatMap(({ fileId, analysis }) =>
        analysis.kind === "table" ? [{ fileId, ...analysis.table }, ...analysis.otherTables] : [],
      ),
      columns: findings.flatMap(({ fileId, analysis }) =>
        analysis.kind === "table"
          ? analysis.columns.map(({ name, type, role, unit }) => ({ fileId, name, type, role, unit: unit ?? null }))
          : [],
      ),
      analyses: findings.map((one) => one.analysis) as unknown as Json,
    },
  };
}

/** What the session is about from now on. */
export function subjectOf(findings: readonly FileFindings[]): string | null {
  const [first, ...others] = findings.map((one) => one.analysis.file.name);
  if (!first) return null;
  return others.length > 0 ? `${first} and ${others.length} more` : first;
}

const named = <Artifact extends { title: string }>(
  artifact: Artifact,
  { file }: AnalysisResult,
  several: boolean,
): Artifact => (several ? { ...artifact, title: `${file.name}: ${artifact.title}` } : artifact);
