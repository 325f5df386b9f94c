import type pg from "pg";
import type { UsageKey, UsageReads, UsageRow } from "#lib/application/ports/usage.ts";

const KEYS: Record<UsageKey, string> = {
  day: "to_char(c.at at time zone 'UTC', 'YYYY-MM-DD')",
  agent: "c.agent_slug",
  model: "c.provider || '/' || c.model",
  person: "c.user_id::text",
};

/** $1 workspace, $2 and $3 first and last day, $4 person or null. */
const sumBy = (by: readonly UsageKey[]): string => `
  select ${by.map((key) => `g.${key}`).join(", ")}, g.calls::int, g.input::float8, g.cached::float8, g.output::float8, g.reasoning::float8,
    g.cost::float8, g.own::float8, g.unpriced::int, ${by.includes("person") ? "(select u.name from users u where u.id::text = g.person)" : "null"} as "personName"
  from (
    select ${by.map((key) => `${KEYS[key]} as ${key}`).join(", ")}, count(*) as calls, sum(c.input_tokens) as input,
      sum(c.cached_tokens) as cached, sum(c.output_tokens) as output, sum(c.reasoning_tokens) as reasoning,
      coalesce(sum(c.cost_micros), 0) as cost,
      coalesce(sum(c.cost_micros) filter (where c.own_model), 0) as own, count(*) filter (where c.cost_micros is null) as unpriced
    from model_calls c
    where c.workspace_id = $1 and c.at >= $2::date::timestamp at time zone 'UTC'
      and c.at < ($3::date + 1)::timestamp at time zone 'UTC' and ($4::uuid is null or c.user_id = $4)
    group by ${by.map((_, index) => index + 1).join(", ")}) g
  order by ${by.map((_, index) => index + 1).join(", ")}`;

type Row = Partial<Record<UsageKey, string>> &
  Record<"calls" | "input" | "cached" | "output" | "reasoning" | "cost" | "own" | "unpriced", number> & {
    personName: string | null;
  };

/** What calls of models have used, from their rows. */
export function createUsageReads(pool: pg.Pool): UsageReads {
  return {
    async sum(workspaceId, { from, to, userId, by }) {
      const sql = { name: `usage_by_${by.join("_")}`, text: sumBy(by) };
      const { rows } = await pool.query<Row>({ ...sql, values: [workspaceId, from, to, userId] });
      return rows.map((row): UsageRow => {
        const { calls, input, cached, output, reasoning, cost, own, unpriced, personName, ...keys } = row;
        return {
          ...{ keys, personName, calls, inputTokens: input, cachedTokens: cached, outputTokens: output },
          ...{ reasoningTokens: reasoning, costMicros: cost, ownCostMicros: own, unpricedCalls: unpriced },
        };
      });
    },
  };
}
