import { iso } from "./read-sql.ts";

/**
 * Money is counted in the budgets' rows, under their locks: of two calls that come at once the second one sees what the
 * first has set aside. Every statement locks budgets in the order of their ids, and after whatever else it locks but the
 * counters of sessions' feeds.
 */

/** When the period of budget `b` began that it is now. */
export const START = "case b.period when 'total' then to_timestamp(0) else date_trunc(b.period, now(), 'UTC') end";

/** What is spent of budget `b` in the period that it is now. */
export const SPENT = `case when b.period_start < ${START} then 0 else b.spent_micros end`;

/** Budget `b` limits what this agent and this person spend; of a model of the person's own (`own`) only theirs does. */
const limits = (workspace: string, agent: string, user: string, own: string): string =>
  `b.workspace_id = ${workspace} and (b.scope = 'user' and b.subject = ${user}::text
     or not ${own} and (b.scope = 'workspace' or b.scope = 'agent' and b.subject = ${agent}))`;

/** The calls `c` that budget `b` counts. */
export const COUNTED = limits("c.workspace_id", "c.agent_slug", "c.user_id", "c.own_model");

const PERSON = "(select u.name from users u where b.scope = 'user' and u.id::text = b.subject)";

/** A budget `b` as the domain has it; `reserved` may be told apart from what one's own call has set aside. */
export const budgetJson = (
  waiting: string,
  reserved = "b.reserved_micros",
): string => `json_build_object('id', b.id, 'scope', b.scope,
  'subject', b.subject, 'period', b.period, 'limitMicros', b.limit_micros, 'spentMicros', ${SPENT},
  'reservedMicros', ${reserved}, 'periodStart', ${iso(START)}, 'personName', ${PERSON},
  'createdAt', ${iso("b.created_at")}, 'updatedAt', ${iso("b.updated_at")}, 'waiting', ${waiting})`;

/** How many turns wait for budget `b`. */
export const WAITING = "(select count(*) from turns t where t.status = 'paused' and t.pause->>'budgetId' = b.id::text)";

/**
 * $1 source, $2 epoch of a turn or null, $3 workspace, $4 agent, $5 person, $6 most, $7 limited, $8 least, $9 own model. What the
 * source had set aside before is given back in any case. Answers the amount, or the budget with the least room where it is too little.
 */
export const RESERVE = {
  name: "budgets_reserve",
  text: `
with ours as materialized (
  select 1 where $2::int is null or exists (select 1 from turns where id = $1::uuid and epoch = $2 and status = 'running')),
old as materialized (select budget_id, amount_micros from budget_reservations where source_id = $1::uuid),
due as materialized (
  select b.id, b.limit_micros - (${SPENT}) - b.reserved_micros + coalesce(old.amount_micros, 0) as room,
    ${SPENT} as spent, ${START} as start, coalesce(old.amount_micros, 0) as back,
    ${budgetJson("0", "b.reserved_micros - coalesce(old.amount_micros, 0)")} as budget
  from budgets b left join old on old.budget_id = b.id
  where ${limits("$3::uuid", "$4::text", "$5::uuid", "$9::boolean")} and exists (select 1 from ours)
  order by b.id for no key update of b),
granted as materialized (
  select amount from (select case when min(room) >= $6::bigint then $6 else least($7::bigint, min(room)) end as amount from due) a
  where amount >= $8::bigint),
kept as (
  insert into budget_reservations as r (source_id, budget_id, amount_micros, at)
  select $1::uuid, due.id, granted.amount, now() from due cross join granted
  on conflict (source_id, budget_id) do update set amount_micros = excluded.amount_micros, at = excluded.at returning 1),
dropped as (
  delete from budget_reservations where source_id = $1::uuid and budget_id in (select id from due) and not exists (select 1 from granted)),
counted as (
  update budgets b set reserved_micros = greatest(0, b.reserved_micros - due.back) + coalesce((select amount from granted), 0),
    spent_micros = due.spent, period_start = due.start
  from due where b.id = due.id)
select exists (select 1 from ours) as ours, (select amount from granted)::text as granted, (select count(*) from due)::int as limiting,
  (select budget from due order by room, id limit 1) as tightest`,
};

/** What has to be known of a call that was written, to charge it. */
export const CHARGED = "workspace_id, agent_slug, user_id, own_model, cost_micros";

/**
 * The parts of a commit that give back what was set aside for calls and count what they have cost. `sources`: a query of
 * the ids that have ended; `calls`: of rows of `model_calls` that were written; `guarded`: the commit's own conditions.
 */
export const releaseFragment = (sources: string, guarded: string): string =>
  `delete from budget_reservations r where r.source_id in (${sources}) and ${guarded} returning r.budget_id, r.amount_micros`;

export const chargeFragment = (released: string, calls: string, condition = "true"): string =>
  `update budgets b set reserved_micros = greatest(0, b.reserved_micros - owed.back), spent_micros = ${SPENT} + owed.cost, period_start = ${START}
   from (
     select b.id, d.back, d.cost from (
       select budget_id, sum(back)::bigint as back, sum(cost)::bigint as cost from (
         select budget_id, amount_micros as back, 0 as cost from ${released}
         union all
         select b.id, 0, coalesce(c.cost_micros, 0) from ${calls} c join budgets b on ${COUNTED}) o
       group by budget_id) d
     join budgets b on b.id = d.budget_id order by b.id for no key update of b) owed
   where b.id = owed.id and ${condition} returning 1`;

/** The person of turn `t` still works in its workspace, and neither is on the way out. */
const MAY_WORK = `exists (
  select 1 from memberships m join users u on u.id = m.user_id join workspaces w on w.id = m.workspace_id
  where m.workspace_id = t.workspace_id and m.user_id = t.user_id and m.suspended_at is null and u.suspended_at is null
    and u.delete_at is null and w.delete_at is null)`;

/**
 * $1 how many of each budget: paused turns, those that have waited longest first, whose budget is gone (`room` is null)
 * or has room for each of them alone; and those that are to end, whatever room there is (`over`).
 */
export const MAY_GO_ON = {
  name: "budgets_may_go_on",
  text: `
with waiting as (
  select t.*, t.pause->>'budgetId' as budget_id, (t.pause->>'neededMicros')::float8 as needed,
    not ${MAY_WORK} as over,
    (b.limit_micros - (${SPENT}) - b.reserved_micros)::float8 as room
  from turns t left join budgets b on b.id = (t.pause->>'budgetId')::uuid where t.status = 'paused'),
fitting as (
  select w.*, row_number() over (partition by w.over, w.budget_id order by w.accepted_at, w.id) as place
  from waiting w where w.over or w.room is null or w.needed <= w.room)
select f.id as "turnId", f.epoch, f.segment, f.workspace_id as "workspaceId", f.session_id as "sessionId",
  s.owner_id as "sessionOwnerId", f.conversation_id as "conversationId", f.user_id as "userId",
  f.over, f.budget_id as "budgetId", f.needed, f.room
from fitting f join sessions s on s.id = f.session_id where f.place <= $1 order by f.accepted_at, f.id`,
};

/** What was set aside for calls that no living work will end. */
export const DROP_ORPHANS = `
with gone as (
  delete from budget_reservations r where r.at < now() - interval '1 minute'
    and not exists (select 1 from turns t where t.id = r.source_id and t.status in ('accepted', 'running'))
    and not exists (select 1 from agent_memories m where m.id = r.source_id and m.text is null)
  returning r.budget_id, r.amount_micros)
update budgets b set reserved_micros = greatest(0, b.reserved_micros - g.amount)
from (select budget_id, sum(amount_micros) as amount from gone group by budget_id order by budget_id) g where b.id = g.budget_id`;
