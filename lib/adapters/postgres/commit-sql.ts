/** A data-modifying query over a JSON array of rows; it returns one row per written row. */
export type Fragment = (parameter: string, guarded: string) => string;

/** A column and the JSON field that fills it: `"name type"`, or `"name type = default"` where the field may be absent. */
export type Columns = Record<string, string>;

function fieldOf(spec: string): { declaration: string; value: string } {
  const [field = "", fallback] = spec.split(" = ");
  const [name = "", ...type] = field.split(" ");
  const value = type.join(" ") === "jsonb" ? `nullif(r."${name}", 'null')` : `r."${name}"`;
  return { declaration: `"${name}" ${type.join(" ")}`, value: fallback ? `coalesce(${value}, ${fallback})` : value };
}

/** The rows of a JSON array, under the names of their columns. */
export function selectRows(columns: Columns, parameter: string): string {
  const fields = Object.entries(columns).map(([column, spec]) => ({ column, ...fieldOf(spec) }));
  const declared = [...new Set(fields.map((field) => field.declaration))];
  return `select ${fields.map(({ value, column }) => `${value} as ${column}`).join(", ")}
     from jsonb_to_recordset(${parameter}) as r(${declared.join(", ")})`;
}

/** Inserts every row whose guard holds. */
export const insert =
  (table: string, columns: Columns, conflict = "", returning = "1"): Fragment =>
  (parameter, guarded) =>
    `insert into ${table} (${Object.keys(columns).join(", ")}) ${selectRows(columns, parameter)}
     where ${guarded} ${conflict} returning ${returning}`;

/** On conflict the given columns take the new row's values. */
export const upsert = (table: string, key: string, columns: Columns, changed: string[]): Fragment =>
  insert(
    table,
    columns,
    `on conflict (${key}) do update set ${changed.map((column) => `${column} = excluded.${column}`).join(", ")}`,
  );

/** Updates only the columns whose field is present. The rows are found by their keys, whatever plan is kept. */
export function patch(table: string, columns: Columns, also: string[] = []): Fragment {
  const sets = Object.entries(columns).map(([column, spec]) => {
    const [name = "", type = ""] = spec.split(" ");
    const value = type === "jsonb" ? `nullif(j->'${name}', 'null')` : `(j->>'${name}')::${type}`;
    return `${column} = case when j ? '${name}' then ${value} else t.${column} end`;
  });
  return (parameter, guarded) =>
    `update ${table} t set ${[...sets, ...also].join(", ")} from jsonb_array_elements(${parameter}) j
     where t.id = any(array(select (k->>'id')::uuid from jsonb_array_elements(${parameter}) k))
       and t.id = (j->>'id')::uuid and ${guarded} returning 1`;
}
