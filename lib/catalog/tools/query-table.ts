import { z } from "zod";
import { notFound } from "#lib/application/authorize.ts";
import type { ToolOffer } from "#lib/application/tools/tool.ts";
import { defineTool } from "./define-tool.ts";
import { filesInWords } from "./files-in-words.ts";

const TABULAR = ["csv", "tsv", "xlsx", "json"];
const MOST_ROWS = 200;
const TIME_MS = 30_000;

const tabular = ({ files }: ToolOffer) => files.filter((file) => TABULAR.includes(file.fileType));

/** One SELECT over a file of the session; figures come from the file itself, never from a model's memory. */
export const queryTable = defineTool({
  name: "query_table",
  label: "Looking at the table",
  sideEffect: "none",
  available: (offer) => tabular(offer).length > 0,
  description: `Ask a file's tables with one SELECT (DuckDB's SQL). The largest table is called data, every other one by its sheet's name; columns keep their names, quote those with spaces or capitals. At most ${MOST_ROWS} rows come back: aggregate in SQL instead of fetching rows.`,
  schema: (offer) =>
    z.strictObject({
      sql: z.string().trim().min(1).max(10_000).describe("One SELECT."),
      fileId: z
        .enum(tabular(offer).map((file) => file.fileId) as [string, ...string[]])
        .describe(filesInWords(tabular(offer))),
    }),
  async run({ sql, fileId }, { ctx, files, signal }) {
    const file = files.find((one) => one.fileId === fileId);
    if (!file) throw notFound("file in this session");
    const input = { path: ctx.ports.files.path(fileId), name: file.name };
    const result = await ctx.ports.services.dataAnalyzer.query(input, sql, {
      signal,
      limits: { resultRows: MOST_ROWS, timeMs: TIME_MS },
    });
    return { output: { file: file.name, ...result } };
  },
});
