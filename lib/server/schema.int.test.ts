import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { connectDatabase } from "#lib/server/database.ts";
import { projectRoot } from "#lib/server/project-root.ts";
import { createTestDatabase } from "#lib/testing/database.ts";

/** PostgreSQL's name (udt_name) of each Prisma type and native type that the schema uses. */
const types: Record<string, string> = {
  ...{ String: "text", Int: "int4", BigInt: "int8", Boolean: "bool", Float: "float8", Json: "jsonb", Bytes: "bytea" },
  ...{ Uuid: "uuid", Timestamptz: "timestamptz", Date: "date", SmallInt: "int2", Real: "float4", Inet: "inet" },
};

const blocks = (schema: string, kind: string) =>
  [...schema.matchAll(new RegExp(`^${kind} (\\w+) \\{\\n(.*?)^\\}`, "gms"))].map(([, name = "", body = ""]) => ({
    name,
    lines: body.split("\n").map((line) => line.replace(/\/\/.*/, "").trim()),
  }));

/** The lines `table.column type null|not null` and `table key (columns)` that a Prisma schema promises. */
function promises(schema: string): string[] {
  const models = blocks(schema, "model");
  const relations = new Set(models.map(({ name }) => name));
  return models.flatMap(({ name, lines }) => {
    const table = lines.map((line) => /^@@map\("(\w+)"\)/.exec(line)?.[1]).find(Boolean) ?? name;
    const columns = new Map<string, string>();
    let key = "";
    const described = lines.flatMap((line) => {
      const [, field = "", type = "", mark = ""] = /^(\w+)\s+(\w+(?:\("\w+"\))?)(\?|\[\])?/.exec(line) ?? [];
      if (field === "" || relations.has(type)) return [];
      const column = /@map\("(\w+)"\)/.exec(line)?.[1] ?? field;
      columns.set(field, column);
      if (/@id\b/.test(line)) key = column;
      const native = /@db\.(\w+)/.exec(line)?.[1] ?? type;
      const unsupported = /^Unsupported\("(\w+)"\)/.exec(type)?.[1];
      const base = unsupported ?? types[native] ?? native;
      return [`${table}.${column} ${mark === "[]" ? `_${base}` : base} ${mark === "?" ? "null" : "not null"}`];
    });
    const compound = lines.map((line) => /^@@id\(\[(.*?)\]/.exec(line)?.[1]).find(Boolean);
    if (compound)
      key = compound
        .split(/,\s*/)
        .map((field) => columns.get(field))
        .join(", ");
    return [...described, `${table} key (${key})`];
  });
}

test("the migrations make exactly the tables, columns and keys that the Prisma schema describes", async () => {
  const database = await createTestDatabase();
  const client = await connectDatabase(database.url);
  const { rows } = await client.query<{ line: string }>(
    `select format('%s.%s %s %s', table_name, column_name, udt_name,
                   case is_nullable when 'YES' then 'null' else 'not null' end) as line
       from information_schema.columns where table_schema = 'public' and table_name <> '_prisma_migrations'
     union all
     select format('%s key (%s)', conrelid::regclass,
                   (select string_agg(attname, ', ' order by place) from unnest(conkey) with ordinality as k(number, place)
                      join pg_attribute on attrelid = conrelid and attnum = number))
       from pg_constraint where contype = 'p' and connamespace = 'public'::regnamespace
                            and conrelid <> '_prisma_migrations'::regclass`,
  );
  await client.end();
  await database.drop();

  const schema = await readFile(join(projectRoot, "prisma", "schema.prisma"), "utf8");
  expect(rows.map(({ line }) => line).sort()).toEqual(promises(schema).sort());
});
