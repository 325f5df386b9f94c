export const guardFragment = (parameter: string): string =>
  `guard as materialized (select 1 from turns t where t.id = (${parameter}->>'turnId')::uuid
     and t.epoch = (${parameter}->>'epoch')::int and t.status = case when ${parameter} ? 'paused' then 'paused' else 'running' end for no key update)`;

export const runGuardFragment = (parameter: string): string =>
  `run_guard as materialized (select 1 from workflow_runs r where r.id = (${parameter}->>'runId')::uuid
     and r.epoch = (${parameter}->>'epoch')::int and (r.status in ('queued', 'running', 'waiting')) <> (${parameter} ? 'ended')
     for no key update)`;

/**
 * Agents that still are where the appends were decided, locked until those are there. What was decided on an event that
 * was still being committed needs that very event: another process may have written as many.
 */
export const versionGuardFragment = (parameter: string): string =>
  `version_guard as materialized (select a.id from agents a
     join jsonb_to_recordset(${parameter}) as r(id uuid, version int, event uuid) on r.id = a.id and r.version = a.version
     where r.event is null or r.event = (select e.id from agent_events e where e.agent_id = r.id and e.version = r.version)
     order by a.id for no key update of a)`;

/**
 * The feed's entries; the counter rows are locked last and always in the same order. `offset 0`: else each fact is carried
 * through the windows with the whole list that it came in.
 */
export const feedFragment = (parameter: string, guarded: string, written: string[]): string[] => [
  `facts as (
     select session_id, at, j->>'type' as type, (j->>'conversationId')::uuid as conversation_id, j->'data' as data,
       row_number() over (partition by session_id order by list, n) as place,
       count(*) over (partition by session_id) as total
     from (
       select (g.j->>'sessionId')::uuid as session_id, (g.j->>'at')::timestamptz as at, g.n as list, e.n, e.j
       from jsonb_array_elements(${parameter}) with ordinality g(j, n), jsonb_array_elements(g.j->'facts') with ordinality e(j, n)
       where ${[guarded, ...written.map((count) => `${count} >= 0`)].join(" and ")} offset 0) told)`,
  `heads as (
     insert into session_heads as h (session_id, sequence)
     select distinct session_id, total from facts order by session_id
     on conflict (session_id) do update set sequence = h.sequence + excluded.sequence
     returning session_id, sequence)`,
  `entries as (
     insert into session_feed (session_id, sequence, at, type, conversation_id, data)
     select f.session_id, h.sequence - f.total + f.place, f.at, f.type, f.conversation_id, f.data
     from facts f join heads h using (session_id) returning 1)`,
];
