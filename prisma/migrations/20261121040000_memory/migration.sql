-- What an agent keeps of a session that it has completed. The text stands here and nowhere else, so that it can be erased.
create table agent_memories (
  id uuid primary key,
  agent_id uuid not null references agents on delete cascade,
  workspace_id uuid not null,
  session_id uuid not null references sessions on delete cascade,
  kind text not null check (kind in ('summary')),
  -- Null until it is written; the process that writes it has a lease in executors.
  text text,
  source text check (source in ('model', 'rule', 'person')),
  tokens int,
  executor_id text,
  created_at timestamptz(3) not null,
  check ((text is null) = (source is null) and (text is null) = (tokens is null)),
  -- A session that is completed again is summed up anew.
  unique (agent_id, session_id)
);
create index agent_memories_newest on agent_memories (agent_id, created_at desc, id desc) where text is not null;
create index agent_memories_unwritten on agent_memories (created_at) where text is null;
create index agent_memories_session on agent_memories (session_id);
