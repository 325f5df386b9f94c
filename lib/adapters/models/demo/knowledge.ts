import type { AnalysisResult, QueryResult, TableAnalysis, TextAnalysis } from "#lib/domain/workflow/analysis.ts";

/** Every analysis anywhere inside of JSON values, the newest (last) first. */
export function analysesIn(values: readonly unknown[]): AnalysisResult[] {
  const found: AnalysisResult[] = [];
  for (const value of values) visit(value, (object) => void (isAnalysis(object) && found.unshift(object)));
  return found;
}

/** The rows that a `query_table` result holds, wherever it holds them. */
export function queryResultIn(value: unknown): QueryResult | undefined {
  let found: QueryResult | undefined;
  visit(value, (object) => {
    if (!found && Array.isArray(object.rows) && Array.isArray(object.columns)) found = object as unknown as QueryResult;
  });
  return found;
}

export function isTable(analysis: AnalysisResult): analysis is TableAnalysis {
  return analysis.kind === "table";
}

export function isText(analysis: AnalysisResult): analysis is TextAnalysis {
  return analysis.kind === "text";
}

function isAnalysis(object: Record<string, unknown>): object is Record<string, unknown> & AnalysisResult {
  if (object.kind === "table") return Array.isArray(object.columns) && Array.isArray(object.breakdowns);
  return object.kind === "text" && Array.isArray(object.keySentences);
}

function visit(value: unknown, see: (object: Record<string, unknown>) => void, depth = 0): void {
  if (typeof value !== "object" || value === null || depth > 8) return;
  if (!Array.isArray(value)) see(value as Record<string, unknown>);
  for (const inner of Object.values(value)) visit(inner, see, depth + 1);
}
