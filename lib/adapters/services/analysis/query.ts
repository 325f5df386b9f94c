import type { DuckDBConnection } from "@duckdb/node-api";
import { StatementType } from "@duckdb/node-api";
import { DomainError } from "#lib/domain/errors.ts";
import type { CellValue } from "#lib/domain/session/artifacts.ts";
import type { QueryResult } from "#lib/domain/workflow/analysis.ts";

const MAX_TEXT = 2000;
const MAX_SQL = 20_000;
/** PRAGMA, DESCRIBE and the like call themselves SELECT once they are parsed, so the text is looked at as well. */
const STARTS_AS_SELECT = /^(?:\s|\(|--[^\n]*\n|\/\*[^*]*\*\/)*(?:select|with|from)\b/i;

const refused = (why: string) => new DomainError("query_refused", why);

/** One SELECT and nothing else; at most `limit` rows. Error: query_refused, with the engine's own words where it cannot run. */
export async function runSelect(connection: DuckDBConnection, sql: string, limit: number): Promise<QueryResult> {
  if (sql.length > MAX_SQL) throw refused("The query is too long.");
  const statements = await connection.extractStatements(sql).catch((error: Error) => {
    throw refused(`The query is not valid SQL: ${firstLine(error)}`);
  });
  if (!STARTS_AS_SELECT.test(sql)) throw refused("Only a SELECT statement is allowed.");
  if (statements.count !== 1) throw refused("Give exactly one SELECT statement.");
  try {
    const prepared = await statements.prepare(0);
    if (prepared.statementType !== StatementType.SELECT) throw refused("Only a SELECT statement is allowed.");
    const result = await prepared.stream();
    const names = result.deduplicatedColumnNames();
    const columns = names.map((name, i) => ({ name, type: String(result.columnType(i)) }));
    const rows: Record<string, CellValue>[] = [];
    for await (const chunk of result.yieldRowObjectJs()) {
      for (const row of chunk) {
        if (rows.length === limit) return { columns, rows, truncated: true };
        rows.push(Object.fromEntries(names.map((name) => [name, plain(row[name])])));
      }
    }
    return { columns, rows, truncated: false };
  } catch (error) {
    if ((error as { code?: unknown }).code === "query_refused") throw error;
    throw refused(`The query could not be run: ${firstLine(error as Error)}`);
  }
}

function plain(value: unknown): CellValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof Date)
    return value
      .toISOString()
      .replace(/T00:00:00\.000Z$/, "")
      .replace(/\.000Z$/, "");
  const text =
    typeof value === "string"
      ? value
      : JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));
  return text.slice(0, MAX_TEXT).toWellFormed();
}

function firstLine(error: Error): string {
  return error.message.split("\n").filter(Boolean).slice(0, 2).join(" ").slice(0, 300);
}
