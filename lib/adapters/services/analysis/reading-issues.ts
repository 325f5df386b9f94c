import type { TableFacts } from "#lib/adapters/services/readers/shape-table.ts";
import type { DataIssue } from "#lib/domain/workflow/analysis.ts";
import { count } from "./column-plan.ts";

/** What reading did to the rows, worded; `total` is the label of a row of sums that was taken out. */
export function readingIssues(facts: TableFacts, delimited: boolean, total: string | undefined): DataIssue[] {
  const issues: DataIssue[] = [];
  if (total !== undefined)
    issues.push({
      code: "total_row",
      count: 1,
      message: `The last row ("${total}") only adds up the others, so it was left out of the figures.`,
    });
  for (const [i, column] of facts.columns.entries()) {
    const trimmed = facts.trimmed[i] ?? 0;
    if (trimmed > 0)
      issues.push({
        code: "trimmed_values",
        column,
        count: trimmed,
        message: `${count(trimmed, "value")} in "${column}" had blank space around them, which was ignored.`,
      });
  }
  if (facts.longRows > 0)
    issues.push({
      code: "ragged_rows",
      count: facts.longRows,
      message: `${count(facts.longRows, "row")} had more cells than there are columns; the extra cells were left out.`,
    });
  if (delimited && facts.shortRows > 0)
    issues.push({
      code: "ragged_rows",
      count: facts.shortRows,
      message: `${count(facts.shortRows, "row")} had fewer cells than there are columns; the absent ones count as missing.`,
    });
  if (facts.emptyRows > 0)
    issues.push({
      code: "left_out",
      count: facts.emptyRows,
      message: `${count(facts.emptyRows, "row")} without any value ${facts.emptyRows === 1 ? "was" : "were"} left out.`,
    });
  return issues;
}
