import type { AgentProjection } from "./agent-projections.ts";
import { selectRows } from "./commit-sql.ts";

/** The rows that a projection should have, as JSON in $1, of the agents in $2. */
function expected({ columns, references = {} }: AgentProjection): string {
  const there = Object.entries(references).map(
    ([column, table]) => `exists (select 1 from ${table} where ${table}.id = e.${column})`,
  );
  return `select e.* from (${selectRows(columns, "$1::jsonb")}) e ${there.length > 0 ? `where ${there.join(" and ")}` : ""}`;
}

const actual = ({ table, agent, columns }: AgentProjection): string =>
  `select ${Object.keys(columns).join(", ")} from ${table} where ${agent} = any($2::uuid[])`;

const each = (columns: readonly string[], word: (column: string) => string, separator = ", "): string =>
  columns.map(word).join(separator);

/** Rows that should be there and are not, are there and should not be, or differ in a byte: agent, kind, key, columns. */
export function differencesSql(projection: AgentProjection): string {
  const { agent, key } = projection;
  return `
    with e as (${expected(projection)}), a as (${actual(projection)}),
    both_sides as (
      select coalesce(e.${agent}, a.${agent}) as agent, e.${agent} is null as alien, a.${agent} is null as missing,
        jsonb_build_object(${each(key, (column) => `'${column}', coalesce(e.${column}, a.${column})`)}) as key,
        to_jsonb(e) as e, to_jsonb(a) as a
      from e full join a on ${each(key, (column) => `e.${column} = a.${column}`, " and ")}
      where e::text is distinct from a::text)
    select agent as "agentId", key,
      case when alien then 'alien' when missing then 'missing' else 'different' end as kind,
      case when alien or missing then '[]' else
        (select jsonb_agg(x.key order by x.key) from jsonb_each_text(e) x join jsonb_each_text(a) y using (key)
         where x.value is distinct from y.value) end as columns
    from both_sides order by agent, key::text`;
}

/** Takes away what should not be there. */
export function deleteAliensSql(projection: AgentProjection): string {
  const { table, agent, key, heldBy = {} } = projection;
  const held = Object.entries(heldBy).map(
    ([holder, column]) => ` and not exists (select 1 from ${holder} where ${holder}.${column} = a.${agent})`,
  );
  const same = each(key, (column) => `e.${column} = a.${column}`, " and ");
  return `with e as (${expected(projection)})
    delete from ${table} a where a.${agent} = any($2::uuid[]) and not exists (select 1 from e where ${same})${held.join("")}`;
}

/** Writes what should be there: over what is, or beside it. */
export function writeRowsSql(projection: AgentProjection, conflict: "replace" | "keep"): string {
  const { table, key, columns } = projection;
  const names = Object.keys(columns);
  const others = names.filter((column) => !key.includes(column));
  const replace = `on conflict (${key.join(", ")}) do update set ${each(others, (column) => `${column} = excluded.${column}`)}`;
  return `insert into ${table} (${names.join(", ")}) ${expected(projection)}
    ${conflict === "keep" ? "on conflict do nothing" : replace}`;
}
