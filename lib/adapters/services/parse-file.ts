import type { FileInput, ParsedFile, ParsedTable, ServiceLimits } from "#lib/application/ports/services.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { openFile } from "./readers/open-file.ts";
import type { TableSource } from "./readers/rows.ts";
import { readTable } from "./readers/shape-table.ts";

const SAMPLES = 3;
const SAMPLE_LENGTH = 80;
const MAX_TABLES = 100;

/** The whole parse of one file; runs in the sandbox. Errors as `FileParser.parse` says. */
export async function parseFile(input: FileInput, limits: ServiceLimits): Promise<ParsedFile> {
  const opened = await openFile(input, limits);
  const { file, format, metadata, warnings } = opened;
  if ("document" in opened) {
    const { text, pages, headings } = opened.document;
    const truncated = text.length > limits.textCharacters;
    return {
      kind: "text",
      file,
      format,
      metadata,
      text: truncated ? text.slice(0, limits.textCharacters).toWellFormed() : text,
      truncated,
      ...(pages === undefined ? {} : { pages }),
      headings,
      warnings: truncated
        ? [...warnings, `Only the first ${limits.textCharacters.toLocaleString("en-US")} characters were read.`]
        : warnings,
    };
  }
  const tables: ParsedTable[] = [];
  for (const source of opened.tables.slice(0, MAX_TABLES)) tables.push(await parseTable(source, limits));
  const filled = tables.filter((table) => table.columns.length > 0 && table.rowCount > 0);
  if (filled.length === 0) throw noRows(file.name, tables);
  const skipped = opened.tables.length - filled.length;
  return {
    kind: "table",
    file,
    format,
    metadata,
    tables: filled,
    warnings:
      skipped > 0
        ? [
            ...warnings,
            `${skipped} ${skipped === 1 ? "table has" : "tables have"} no rows and ${skipped === 1 ? "was" : "were"} left out.`,
          ]
        : warnings,
  };
}

/** What to tell of a file whose tables hold no rows. */
export function noRows(name: string, tables: { columns: unknown[] }[]): DomainError {
  const header = tables.some((table) => table.columns.length > 0);
  return new DomainError(
    "file_empty",
    `"${name}" holds ${header ? "column names but no rows" : "no values"}. Check the file and upload it again.`,
  );
}

async function parseTable(source: TableSource, limits: ServiceLimits): Promise<ParsedTable> {
  let samples: string[][] = [];
  const facts = await readTable(source, limits, {
    async start(columns) {
      samples = columns.map(() => []);
    },
    rows(batch) {
      for (const row of batch.slice(0, 20)) {
        for (const [i, value] of row.entries()) {
          const seen = samples[i];
          if (value !== null && seen && seen.length < SAMPLES && !seen.includes(value))
            seen.push(value.slice(0, SAMPLE_LENGTH).toWellFormed());
        }
      }
    },
  });
  return {
    name: source.name,
    columns: facts.columns.map((name, i) => ({ name, samples: samples[i] ?? [] })),
    rowCount: facts.rowCount,
    headerRow: facts.headerRow,
  };
}
