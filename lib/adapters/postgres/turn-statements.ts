import { LEASE } from "../lease.ts";
import { CHARGED, chargeFragment, releaseFragment } from "./budget-statements.ts";
import { MODEL_CALL } from "./commit-turn-fragments.ts";
import { iso } from "./read-sql.ts";

/**
 * Hot statements of turns. Each takes a batch; what lost its race is missing from the answer. They find turns by their
 * keys: `is not distinct from` keeps the planner off the indexes by status, where most entries are of ended turns.
 */

/** $1 as ids. JSON, because a statement is planned anew for each length of an array. */
const GIVEN_IDS = "array(select jsonb_array_elements_text($1::jsonb)::uuid)";

const BEATS = `leased_until > now() + interval '${LEASE.leaseMs - LEASE.quietMs} milliseconds'`;

/** $1 turn ids as JSON. Before they are claimed: what their former process is just committing is then there to be read. */
export const LOCK = {
  name: "turns_lock",
  text: `select from turns where id = any(${GIVEN_IDS}) order by id for no key update`,
};

/**
 * $1 turn ids as JSON, $2 executor, $3 now; in one transaction after `LOCK`. A running turn is claimed again only by the
 * process that runs it, or by a take-over once the lease of its process has lapsed; one that is to be stopped as soon as
 * its process has gone quiet, by one that has not. `held` names those that a living process runs.
 */
export const CLAIM = {
  name: "turns_claim",
  text: `
with claimed as (
  update turns t set status = 'running', epoch = t.epoch + 1, executor_id = $2, started_at = coalesce(t.started_at, $3)
  where t.id = any(${GIVEN_IDS}) and (t.status is not distinct from 'accepted' or t.status is not distinct from 'running' and (t.executor_id = $2
    or not exists (select 1 from executors e where e.id = t.executor_id and e.leased_until > now())
    or t.stop_requested_at is not null and exists (select 1 from executors me where me.id = $2 and me.${BEATS})
      and not exists (select 1 from executors e where e.id = t.executor_id and e.${BEATS}))) returning t.*),
progress as (
  select c.id,
    coalesce((select jsonb_agg(jsonb_build_object('n', i.n, 'parts', i.parts, 'usage', i.usage, 'carried', i.carried) order by i.n)
      from turn_iterations i where i.turn_id = c.id), '[]') as iterations,
    coalesce((select jsonb_agg(jsonb_build_object('turnId', k.turn_id, 'iteration', k.iteration, 'index', k.index,
        'toolCallId', k.tool_call_id, 'tool', k.tool, 'input', k.input, 'state', k.state, 'output', k.output,
        'error', k.error, 'epoch', k.epoch, 'startedAt', ${iso("k.started_at")},
        'endedAt', ${iso("k.ended_at")}, 'parts', k.parts, 'endsTurn', k.ends_turn) order by k.iteration, k.index)
      from tool_calls k where k.turn_id = c.id), '[]') as tool_calls,
    coalesce((select jsonb_agg(jsonb_build_object('clientActionId', a.id, 'outcome', a.status, 'response', a.response,
        'responderId', a.responder_id, 'toolCallId', a.tool_call_id, 'endedAt', ${iso("a.ended_at")}) order by a.ended_at)
      from client_actions a where a.turn_id = c.id and a.status <> 'pending'), '[]') as answers,
    (select coalesce(sum(jsonb_array_length(i.parts)), 0) from turn_iterations i where i.turn_id = c.id) as part
  from claimed c),
facts as (
  select c.id, c.session_id, c.conversation_id,
    jsonb_build_object('conversationId', c.conversation_id, 'turnId', c.id, 'epoch', c.epoch, 'part', p.part, 'model', null) as data,
    row_number() over (partition by c.session_id order by c.id) as place, count(*) over (partition by c.session_id) as total
  from claimed c join progress p using (id)),
heads as (
  insert into session_heads as h (session_id, sequence) select distinct session_id, total from facts order by session_id
  on conflict (session_id) do update set sequence = h.sequence + excluded.sequence returning session_id, sequence),
entries as (
  insert into session_feed (session_id, sequence, at, type, conversation_id, data)
  select f.session_id, h.sequence - f.total + f.place, $3, 'turn.started', f.conversation_id, f.data
  from facts f join heads h using (session_id) returning 1)
select jsonb_build_object(
  'id', c.id, 'workspaceId', c.workspace_id, 'sessionId', c.session_id, 'sessionOwnerId', s.owner_id,
  'conversationId', c.conversation_id, 'agentId', c.agent_id, 'slug', c.slug, 'userId', c.user_id,
  'userMessageId', c.user_message_id, 'llmConfigId', c.llm_config_id, 'epoch', c.epoch, 'segment', c.segment,
  'stopRequested', c.stop_requested_at is not null, 'acceptedAt', ${iso("c.accepted_at")},
  'message', jsonb_build_object('id', m.id, 'conversationId', m.conversation_id, 'sequence', m.sequence, 'parentId', m.parent_id,
    'role', m.role, 'parts', m.parts, 'status', m.status, 'authorId', m.author_id, 'model', m.model, 'usage', m.usage,
    'orchestratorContext', m.orchestrator_context, 'error', m.error, 'createdAt', ${iso("m.created_at")}),
  'progress', jsonb_build_object('iterations', p.iterations, 'toolCalls', p.tool_calls, 'answers', p.answers, 'receipts', c.receipts),
  'sequence', h.sequence - f.total + f.place,
  'startedFact', f.data || '{"type": "turn.started"}') as turn
from claimed c join sessions s on s.id = c.session_id join messages m on m.id = c.id
  join progress p on p.id = c.id join facts f on f.id = c.id join heads h on h.session_id = c.session_id
union all
select jsonb_build_object('id', t.id, 'held', true, 'stopRequested', t.stop_requested_at is not null) from turns t
where t.id = any(${GIVEN_IDS}) and t.status is not distinct from 'running' and t.id not in (select id from claimed)`,
};

const CALLS = Object.entries(MODEL_CALL);

/**
 * $1 ends as JSON: the turn's end, its message, the calls of models that are left to count and the feed entry, only where
 * the epoch still holds. Sessions are locked before their counters, as every other commit does.
 */
const settle = (name: string, charged: boolean) => ({
  name,
  text: `
with given as (
  select * from jsonb_to_recordset($1::jsonb) as r("turnId" uuid, epoch int, "sessionId" uuid, status text, message jsonb,
    calls jsonb, at timestamptz)),
ended as (
  update turns t set status = g.status, ended_at = g.at from given g
  where t.id = any(array(select "turnId" from given)) and t.id = g."turnId" and t.epoch = g.epoch
    and t.status is not distinct from 'running' returning t.id),
written as (
  update messages m set parts = g.message->'parts', status = g.message->>'status', model = nullif(g.message->'model', 'null'),
    usage = nullif(g.message->'usage', 'null'), error = nullif(g.message->'error', 'null'),
    orchestrator_context = nullif(g.message->'orchestratorContext', 'null')
  from given g join ended e on e.id = g."turnId" where m.id = g."turnId" returning m.id),
calls as (
  insert into model_calls (${CALLS.map(([column]) => column).join(", ")})
  select c.* from given g join ended e on e.id = g."turnId" cross join jsonb_to_recordset(g.calls) as c(${CALLS.map(([, field]) => field.replace(/^\w+/, '"$&"')).join(", ")})
  on conflict do nothing returning ${CHARGED}),
${
  charged
    ? `released as (${releaseFragment("select id from ended", "true")}),
charged as (${chargeFragment("released", "calls")}),`
    : ""
}
facts as (
  select g."turnId", g."sessionId" as session_id, g.at, 'turn.' || g.status as type, (g.message->>'conversationId')::uuid as conversation_id,
    jsonb_build_object('conversationId', g.message->'conversationId', 'turnId', g."turnId", 'message', g.message) as data,
    row_number() over (partition by g."sessionId" order by g."turnId") as place, count(*) over (partition by g."sessionId") as total
  from given g join written w on w.id = g."turnId"),
touched as (
  update sessions s set last_activity_at = f.at, updated_at = f.at from facts f where s.id = f.session_id and f.place = 1 returning 1),
heads as (
  insert into session_heads as h (session_id, sequence) select distinct session_id, total from facts
  where (select count(*) from touched) >= 0 ${charged ? "and (select count(*) from charged) >= 0" : ""} order by session_id
  on conflict (session_id) do update set sequence = h.sequence + excluded.sequence returning session_id, sequence),
entries as (
  insert into session_feed (session_id, sequence, at, type, conversation_id, data)
  select f.session_id, h.sequence - f.total + f.place, f.at, f.type, f.conversation_id, f.data
  from facts f join heads h using (session_id) returning 1)
select f."turnId", (h.sequence - f.total + f.place)::int as sequence from facts f join heads h using (session_id)`,
});
export const SETTLE = settle("turns_settle", false);
/** The same where budgets may limit the workspace of one of them. */
export const SETTLE_AND_CHARGE = settle("turns_settle_and_charge", true);

/** $1 turn, $2 now. */
export const REQUEST_STOP = {
  name: "turns_request_stop",
  text: `update turns t set stop_requested_at = coalesce(stop_requested_at, $2), segment = segment + (status in ('suspended', 'paused'))::int,
      status = case when status in ('suspended', 'paused') then 'accepted' else status end
    where id = $1 and status in ('accepted', 'running', 'suspended', 'paused') returning segment`,
};

/** $1 message, $2 session, $3 workspace, $4 person. */
export const ANSWERING = {
  name: "turns_answering",
  text: `select t.id as "turnId", (select f.sequence::int from session_feed f where f.session_id = t.session_id
      and f.type = 'message.created' and f.data->'message'->>'id' = t.id::text) as "feedSequence"
    from turns t where t.user_message_id = $1 and t.session_id = $2 and t.workspace_id = $3 and t.user_id = $4
    order by t.accepted_at limit 1`,
};

/** $1 turn: what the latest epoch that wrote had committed. A flush whose answer was lost is there twice. */
export const WRITTEN_TEXT = {
  name: "turns_written_text",
  text: `select part, kind, start as "offset", text from deltas
    where turn_id = $1 and epoch = (select max(epoch) from deltas where turn_id = $1) order by id`,
};

/** $1 session: text of its running turns for a reader whose process does not run them. */
export const OPEN_TEXT = {
  name: "turns_open_text",
  text: `with open as materialized (
      select id, conversation_id, epoch from turns where session_id = $1 and status = 'running')
    select t.id as "turnId", t.conversation_id as "conversationId", t.epoch, w.part, w.kind, w.start as "offset", w.text
    from open t cross join lateral (
      select d.part, d.kind, d.start, d.text, d.id as place from deltas d where d.turn_id = t.id and d.epoch = t.epoch
      union all
      select p.part, p.kind, 0, p.text, 0 from (
        select (row_number() over (order by i.n, e.at))::int - 1 as part, e.value->>'type' as kind, e.value->>'text' as text
        from turn_iterations i cross join lateral jsonb_array_elements(i.parts) with ordinality as e (value, at)
        where i.turn_id = t.id and t.epoch > 1) p
      where p.kind in ('text', 'reasoning')) w
    order by w.place`,
};

/** $1 turns: those that are to be stopped. */
export const STOP_REQUESTED = {
  name: "turns_stop_requested",
  text: "select id from turns where id = any($1::uuid[]) and stop_requested_at is not null",
};
