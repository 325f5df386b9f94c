-- What a person sets for one conversation: prompt, model, sampling, tools.
alter table conversations add column settings jsonb;

-- An agent's history is read newest first; its current session among those that have not ended.
create index agent_sessions_history on agent_sessions (agent_id, started_at desc, session_id desc);
create index agent_sessions_open on agent_sessions (agent_id) where ended_at is null;
