import type pg from "pg";
import type { SecretBox } from "#lib/application/ports/secrets.ts";

/** A column that holds sealed secrets, and where its rows are sealed to. */
export interface SealedColumn {
  table: string;
  column: string;
  /** Which PostgreSQL keeps from the text: the id of the key, a reference to `encryption_keys`. */
  sealedBy: string;
  /** The row's id, a UUID. */
  id: string;
  /** SQL for the workspace of the row, as its place names it. */
  workspaceId: string;
  field: string;
  /** SQL that gives up what the key $1 has sealed, when that key is lost for good. */
  giveUp: string;
}

/** Every sealed column of the database. A test fails when a migration adds one that is not here. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  {
    ...{ table: "llm_configs", column: "key_cipher", sealedBy: "key_sealed_by", id: "id" },
    ...{ workspaceId: "workspace_id::text", field: "apiKey" },
    giveUp: "update llm_configs set key_cipher = null, key_hint = null where key_sealed_by = $1",
  },
  {
    ...{ table: "letters", column: "body_cipher", sealedBy: "body_sealed_by", id: "id" },
    ...{ workspaceId: "coalesce(workspace_id::text, 'installation')", field: "body" },
    giveUp: `update letters set body_cipher = null, status = 'failed', settled_at = now(),
      last_error = 'Its text cannot be read any more.' where body_sealed_by = $1`,
  },
  {
    ...{ table: "second_factors", column: "secret_cipher", sealedBy: "secret_sealed_by", id: "user_id" },
    ...{ workspaceId: "user_id::text", field: "second-factor" },
    giveUp: "delete from second_factors where secret_sealed_by = $1",
  },
];

/** A row that could not be opened, and so keeps its key. */
export interface Unreadable {
  table: string;
  id: string;
}

interface Resealing {
  pool: pg.Pool;
  box: SecretBox;
  newKey: string;
  signal: AbortSignal;
  /** After each batch: how many rows it has sealed anew, and which it could not open. */
  onBatch(resealed: number, unreadable: Unreadable[]): Promise<void>;
}

const BATCH = 100;

type Row = { id: string; workspaceId: string; sealed: string };

/**
 * Seals anew what is not sealed with the new key, once through all columns. A row that changes meanwhile is left as it
 * has become.
 */
export async function reseal(parts: Resealing): Promise<void> {
  for (const column of SEALED_COLUMNS) {
    let after = "00000000-0000-0000-0000-000000000000";
    for (;;) {
      parts.signal.throwIfAborted();
      const rows = await read(parts, column, after);
      const last = rows.at(-1);
      if (!last) break;
      after = last.id;
      const { fresh, unreadable } = sealAnew(parts.box, column, rows);
      await parts.onBatch(await write(parts.pool, column, fresh), unreadable);
    }
  }
}

async function read({ pool, newKey }: Resealing, column: SealedColumn, after: string): Promise<Row[]> {
  const { table, id, workspaceId, sealedBy } = column;
  const { rows } = await pool.query<Row>(
    `select ${id} as id, ${workspaceId} as "workspaceId", ${column.column} as sealed from ${table}
     where ${sealedBy} <> $1 and ${id} > $2 order by ${id} limit ${BATCH}`,
    [newKey, after],
  );
  return rows;
}

function sealAnew(box: SecretBox, { table, field }: SealedColumn, rows: Row[]) {
  const fresh: { id: string; was: string; sealed: string }[] = [];
  const unreadable: Unreadable[] = [];
  for (const { id, workspaceId, sealed } of rows) {
    const place = { workspaceId, rowId: id, field };
    try {
      fresh.push({ id, was: sealed, sealed: box.seal(box.open(sealed, place), place) });
    } catch {
      unreadable.push({ table, id });
    }
  }
  return { fresh, unreadable };
}

/** Compare and set. */
async function write(
  pool: pg.Pool,
  { table, column, id }: SealedColumn,
  rows: { id: string; was: string; sealed: string }[],
) {
  const written = await pool.query(
    `update ${table} t set ${column} = fresh.sealed
     from unnest($1::uuid[], $2::text[], $3::text[]) as fresh (id, was, sealed)
     where t.${id} = fresh.id and t.${column} = fresh.was`,
    [rows.map((row) => row.id), rows.map((row) => row.was), rows.map((row) => row.sealed)],
  );
  return written.rowCount ?? 0;
}

const each = (sql: (column: SealedColumn) => string, by: string): string => SEALED_COLUMNS.map(sql).join(by);

/** How many secrets each key has sealed. */
export const COUNT_BY_KEY = `select key, sum(secrets)::int as secrets from (${each(
  ({ table, sealedBy }) =>
    `select ${sealedBy} as key, count(*) as secrets from ${table} where ${sealedBy} is not null group by 1`,
  " union all ",
)}) counted group by key`;

/** True of a key `k` that nothing is sealed with. */
export const UNUSED = each(
  ({ table, sealedBy }) => `not exists (select 1 from ${table} where ${sealedBy} = k.id)`,
  " and ",
);
