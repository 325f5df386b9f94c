import { z } from "zod";
import { notFound } from "#lib/application/authorize.ts";
import type { ParsedFile } from "#lib/application/ports/services.ts";
import type { JsonObject } from "#lib/domain/json.ts";
import { defineTool } from "./define-tool.ts";
import { filesInWords } from "./files-in-words.ts";

/** Characters that a model is given at once. */
const PIECE = 20_000;
const SAMPLES = 3;

/** What a file of the session says: its text piece by piece, or what its tables hold. */
export const readFile = defineTool({
  name: "read_file",
  label: "Reading the file",
  sideEffect: "none",
  available: ({ files }) => files.length > 0,
  description: `Reads a file of this session. Of a document it gives the text, ${PIECE} characters at a time: go on at nextFrom until it is missing. Of a spreadsheet it gives the tables with their columns and some samples; rows are asked with query_table.`,
  schema: ({ files }) =>
    z.strictObject({
      fileId: z.enum(files.map((file) => file.fileId) as [string, ...string[]]).describe(filesInWords(files)),
      from: z.number().int().min(0).default(0).describe("The first character, for text that goes on"),
    }),
  async run({ fileId, from }, { ctx, files, signal }) {
    const file = files.find((one) => one.fileId === fileId);
    if (!file) throw notFound("file in this session");
    const input = { path: ctx.ports.files.path(fileId), name: file.name };
    const parsed = await ctx.ports.services.fileParser.parse(input, { signal });
    const said = parsed.kind === "table" ? tablesOf(parsed) : pieceOf(parsed, from);
    return { output: { file: file.name, ...said, warnings: parsed.warnings } };
  },
});

const tablesOf = ({ tables }: Extract<ParsedFile, { kind: "table" }>): JsonObject => ({
  tables: tables.map(({ name, rowCount, columns }) => ({
    ...{ name, rowCount },
    columns: columns.map((column) => ({ name: column.name, samples: column.samples.slice(0, SAMPLES) })),
  })),
});

function pieceOf(
  { text, truncated, pages, metadata }: Extract<ParsedFile, { kind: "text" }>,
  from: number,
): JsonObject {
  const end = from + PIECE;
  const rest: JsonObject =
    end < text.length ? { nextFrom: end } : truncated ? { cut: "Only so much of the file is read." } : {};
  return {
    ...(from === 0 && { metadata }),
    ...(pages !== undefined && { pages }),
    characters: text.length,
    text: text.slice(from, end).toWellFormed(),
    ...rest,
  };
}
