import type { EnablingServiceDefinition } from "./definition.ts";

export const dataAnalyzer = {
  name: "DataAnalyzer",
  title: "Data analyser",
  description:
    "Finds out what a table or document says: types and figures of every column, totals, best and worst groups, trend, outliers and problems of the data; answers one SELECT over the tables.",
  icon: "table-properties",
  input: [
    { name: "file", type: "file", description: "The file, or rows of a former step, to analyse." },
    {
      name: "table",
      type: "text",
      description: "The sheet to analyse; otherwise the one with most rows.",
      optional: true,
    },
    { name: "sql", type: "text", description: "One SELECT over the tables, to be answered instead.", optional: true },
  ],
  output: [
    {
      name: "analysis",
      type: "object",
      description:
        "Profile of every column, breakdowns, trend, outliers and issues; for a text its key terms and sentences.",
      optional: true,
    },
    { name: "rows", type: "table", description: "What the query gave.", optional: true },
  ],
} as const satisfies EnablingServiceDefinition;
