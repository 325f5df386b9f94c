-- Who has which role on an agent: what gives others access to its conversations. Follows from the agent's events.
create table agent_assignments (
  agent_id uuid not null references agents on delete cascade,
  user_id uuid not null references users on delete cascade,
  workspace_id uuid not null,
  role text not null check (role in ('primary', 'shared', 'mentee', 'observer')),
  assigned_by uuid not null,
  assigned_at timestamptz(3) not null,
  unassigned_at timestamptz(3),
  primary key (agent_id, user_id)
);
create index agent_assignments_user on agent_assignments (user_id, workspace_id) where unassigned_at is null;

-- What a mentee wants to say: the events of a draft hold its id, the text is here.
create table agent_drafts (
  id uuid primary key,
  agent_id uuid not null references agents on delete cascade,
  workspace_id uuid not null,
  session_id uuid not null references sessions on delete cascade,
  conversation_id uuid not null references conversations on delete cascade,
  author_id uuid not null references users on delete cascade,
  kind text not null check (kind in ('message', 'response')),
  parts jsonb,
  response jsonb,
  client_action_id uuid,
  tool_call_id text,
  llm_config_id uuid,
  status text not null default 'pending' check (status in ('pending', 'approved', 'rejected')),
  decided_by uuid,
  reason text,
  created_at timestamptz(3) not null,
  decided_at timestamptz(3)
);
create index agent_drafts_agent on agent_drafts (agent_id, created_at desc, id desc);
create index agent_drafts_session on agent_drafts (session_id, created_at);
