import { noRows } from "#lib/adapters/services/parse-file.ts";
import { jsonTables } from "#lib/adapters/services/readers/json.ts";
import { type OpenFile, openFile } from "#lib/adapters/services/readers/open-file.ts";
import type { TableSource } from "#lib/adapters/services/readers/rows.ts";
import { readTable } from "#lib/adapters/services/readers/shape-table.ts";
import type { FileInput, RowsInput, ServiceLimits } from "#lib/application/ports/services.ts";
import { DomainError } from "#lib/domain/errors.ts";
import { safeFileName } from "#lib/domain/session/file-name.ts";
import type {
  AnalysisResult,
  DataIssue,
  FileFacts,
  QueryResult,
  TableAnalysis,
} from "#lib/domain/workflow/analysis.ts";
import { analyzeText } from "./analyze-text.ts";
import { identifier, openDatabase } from "./database.ts";
import { breakDown, outliersOf, pickMainColumns, trendOf } from "./findings.ts";
import { profileColumn } from "./profile.ts";
import { runSelect } from "./query.ts";
import { loadTyped, type TypedTable } from "./typed-table.ts";
import { VALUE_MACROS } from "./value-macros.ts";

const MAX_TABLES = 100;
const PROFILED_COLUMNS = 100;
const OUTLIER_COLUMNS = 5;

type Opened = { file: FileFacts; semicolons: boolean; tables: TableSource[]; warnings: string[] };

/** The whole analysis of a file or of rows; runs in the sandbox. Errors as `DataAnalyzer.analyze` says. */
export async function analyze(
  input: FileInput | RowsInput,
  table: string | undefined,
  limits: ServiceLimits,
): Promise<AnalysisResult> {
  const opened = await open(input, limits);
  if ("document" in opened) {
    const { text, pages, headings, warnings } = opened.document;
    return analyzeText(opened.file, text.slice(0, limits.textCharacters), {
      headings,
      warnings,
      ...(pages === undefined ? {} : { pages }),
    });
  }
  const { chosen, others } = await choose(opened, table, limits);
  return analyzeTable(opened, chosen, others, limits);
}

/** One SELECT over all tables of a file; runs in the sandbox. Errors as `DataAnalyzer.query` says. */
export async function query(input: FileInput | RowsInput, sql: string, limits: ServiceLimits): Promise<QueryResult> {
  const opened = await open(input, limits);
  if ("document" in opened)
    throw new DomainError("query_refused", "The file holds text and no table, so there is nothing to query.");
  const connection = await openDatabase(limits);
  await connection.run(VALUE_MACROS);
  const loaded: TypedTable[] = [];
  for (const [i, source] of opened.tables.entries())
    loaded.push(await loadTyped(connection, source, i, opened.semicolons, limits));
  const largest = loaded.reduce((a, b) => (b.facts.rowCount > a.facts.rowCount ? b : a));
  const view = (name: string, { sql: typed, columns }: TypedTable) =>
    connection.run(
      `CREATE OR REPLACE VIEW ${identifier(name)} AS SELECT ${columns.map((column) => identifier(column.name)).join(", ")} FROM ${typed}`,
    );
  await view("data", largest);
  for (const typed of loaded) if (typed.columns.length > 0) await view(typed.name, typed);
  return runSelect(connection, sql, limits.resultRows);
}

async function open(
  input: FileInput | RowsInput,
  limits: ServiceLimits,
): Promise<Opened | Extract<OpenFile, { document: unknown }>> {
  if ("path" in input) {
    const opened = await openFile(input, limits);
    if ("document" in opened) return opened;
    return {
      file: opened.file,
      semicolons: opened.metadata.delimiter === "semicolon",
      warnings: opened.warnings,
      tables: opened.tables.slice(0, MAX_TABLES),
    };
  }
  const name = safeFileName(input.name);
  const tables = jsonTables(input.rows, name);
  if (tables.length === 0) throw new DomainError("file_empty", `"${name}" holds no rows.`);
  return {
    file: { name, mime: "application/json", bytes: JSON.stringify(input.rows).length },
    semicolons: false,
    warnings: [],
    tables,
  };
}

/** The table that was asked for, or the one with most rows; the others are only counted. */
async function choose({ file, tables }: Opened, wanted: string | undefined, limits: ServiceLimits) {
  if (tables.length === 1 && tables[0] && (wanted === undefined || wanted === tables[0].name))
    return { chosen: tables[0], others: [] };
  const counted = [];
  for (const source of tables) {
    const { rowCount, columns } = await readTable(source, limits, { rows: () => undefined });
    counted.push({ source, name: source.name, rowCount, columnCount: columns.length });
  }
  const found =
    wanted === undefined
      ? counted.reduce((a, b) => (b.rowCount > a.rowCount ? b : a))
      : counted.find(({ name }) => name === wanted);
  if (!found)
    throw new DomainError(
      "not_found",
      `"${file.name}" has no table "${wanted}". It has: ${counted
        .map(({ name }) => name)
        .join(", ")
        .slice(0, 300)}.`,
    );
  const others = counted
    .filter((entry) => entry !== found && entry.rowCount > 0)
    .map(({ name, rowCount, columnCount }) => ({ name, rowCount, columnCount }));
  return { chosen: found.source, others };
}

async function analyzeTable(
  opened: Opened,
  source: TableSource,
  otherTables: TableAnalysis["otherTables"],
  limits: ServiceLimits,
): Promise<TableAnalysis> {
  const connection = await openDatabase(limits);
  await connection.run(VALUE_MACROS);
  const table = await loadTyped(connection, source, 0, opened.semicolons, limits);
  const { rowCount, columns: names, duplicates = 0 } = table.facts;
  if (rowCount === 0) throw noRows(opened.file.name, [{ columns: names }]);
  const profiled = [];
  for (const column of table.columns.slice(0, PROFILED_COLUMNS))
    profiled.push(await profileColumn(connection, table, column));
  const columns = profiled.map(({ profile }) => profile);
  const main = pickMainColumns(columns, rowCount);
  const breakdowns = [];
  for (const dimension of main.dimensions)
    breakdowns.push(await breakDown(connection, table.sql, dimension, main.measure));
  const trend = main.date ? await trendOf(connection, table.sql, main.date, main.measure) : undefined;
  const outliers = [];
  for (const measure of columns.filter(({ role }) => role === "measure").slice(0, OUTLIER_COLUMNS)) {
    const found = await outliersOf(connection, table.sql, measure);
    if (found) outliers.push(found);
  }
  const issues: DataIssue[] = [
    ...opened.warnings.map((message): DataIssue => ({ code: "left_out", count: 1, message })),
    ...table.issues,
    ...profiled.flatMap((column) => column.issues),
  ];
  if (duplicates > 0) {
    issues.push({
      code: "duplicate_rows",
      count: duplicates,
      message: `${duplicates.toLocaleString("en-US")} ${duplicates === 1 ? "row repeats an earlier one" : "rows repeat an earlier one"} exactly; the figures count ${duplicates === 1 ? "it" : "them"}.`,
    });
  }
  return {
    kind: "table",
    file: opened.file,
    table: { name: source.name, rowCount, columnCount: names.length },
    otherTables,
    columns,
    columnsLeftOut: names.length - columns.length,
    duplicateRows: duplicates,
    issues,
    breakdowns,
    ...(trend ? { trend } : {}),
    outliers,
  };
}
