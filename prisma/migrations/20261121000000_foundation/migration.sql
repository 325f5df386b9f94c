-- People, workspaces and their credentials -------------------------------------------------------
create table users (
  id uuid primary key,
  email text not null,
  name text not null,
  password_hash text not null,
  created_at timestamptz(3) not null default now(),
  suspended_at timestamptz(3)
);
create unique index users_email_key on users (lower(email));

create table workspaces (
  id uuid primary key,
  name text not null,
  created_at timestamptz(3) not null default now()
);

create table memberships (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, user_id)
);
create index memberships_user on memberships (user_id);

create table auth_sessions (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  workspace_id uuid references workspaces on delete cascade,
  user_agent text,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  revoked_at timestamptz(3)
);
create index auth_sessions_user on auth_sessions (user_id);

create table invitations (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  email text not null,
  role text not null check (role in ('admin', 'member', 'viewer')),
  token_hash text not null unique,
  invited_by uuid not null references users on delete cascade,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  accepted_at timestamptz(3)
);
create index invitations_workspace on invitations (workspace_id);

create table api_keys (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  name text not null,
  hash text not null unique,
  hint text not null,
  scopes text[] not null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3),
  last_used_at timestamptz(3),
  revoked_at timestamptz(3)
);
create index api_keys_workspace on api_keys (workspace_id);

create table sign_in_attempts (
  id bigint generated always as identity primary key,
  account text not null,
  address text not null,
  at timestamptz(3) not null default now()
);
create index sign_in_attempts_account on sign_in_attempts (account, at);
create index sign_in_attempts_address on sign_in_attempts (address, at);

create table llm_configs (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  owner_id uuid references users on delete cascade,
  name text not null,
  provider text not null,
  model text not null,
  base_url text,
  key_cipher text,
  key_hint text,
  is_default boolean not null default false,
  position int not null default 0,
  validated_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now()
);
create index llm_configs_workspace on llm_configs (workspace_id, owner_id);
create unique index llm_configs_default on llm_configs (workspace_id, coalesce(owner_id, '00000000-0000-0000-0000-000000000000')) where is_default;

create table idempotency_keys (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  key text not null,
  request_hash text not null,
  status int,
  response jsonb,
  created_at timestamptz(3) not null default now(),
  primary key (workspace_id, user_id, key)
);

-- The agent aggregate: its log is the truth, the rest are read models ---------------------------
create table agents (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  owner_id uuid not null references users on delete cascade,
  slug text not null,
  agent_type text not null,
  name text not null,
  status text not null check (status in ('active', 'archived')),
  system_prompt_override text,
  preferences jsonb not null default '{}',
  assignments jsonb not null default '[]',
  total_sessions int not null default 0,
  total_interactions int not null default 0,
  successful_completions int not null default 0,
  version int not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  last_interaction_at timestamptz(3),
  archived_at timestamptz(3),
  archive_reason text
);
create unique index agents_living on agents (workspace_id, owner_id, slug) where status = 'active';

create table agent_events (
  agent_id uuid not null,
  version int not null,
  id uuid not null,
  type text not null,
  data jsonb not null,
  time timestamptz(3) not null,
  actor text not null,
  correlation_id text not null,
  causation_id text,
  workspace_id uuid not null,
  primary key (agent_id, version)
);

create table agent_snapshots (
  agent_id uuid primary key references agents on delete cascade,
  version int not null,
  state jsonb not null,
  created_at timestamptz(3) not null default now()
);

create table agent_sessions (
  agent_id uuid not null references agents on delete cascade,
  session_id uuid not null,
  started_at timestamptz(3) not null,
  conversation_id uuid not null,
  session_type text not null,
  status text not null check (status in ('active', 'asking', 'suspended', 'completed', 'terminated')),
  pending_action jsonb,
  summary text,
  reason text,
  ended_at timestamptz(3),
  primary key (agent_id, session_id, started_at)
);
create index agent_sessions_session on agent_sessions (session_id);

-- Sessions, conversations, messages --------------------------------------------------------------
create table sessions (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  owner_id uuid not null references users on delete cascade,
  title text,
  subject text,
  status text not null default 'active' check (status in ('active', 'completed', 'stopped', 'expired')),
  hidden boolean not null default false,
  metadata jsonb not null default '{}',
  -- A snapshot of the fold over the feed up to orchestrator_context_at; readers fold the tail.
  orchestrator_context jsonb not null default '{"activeOrchestrators":[],"enablingServices":{},"workflowDelegationChain":[]}',
  orchestrator_context_at bigint not null default 0,
  results jsonb not null default '{}',
  created_at timestamptz(3) not null default now(),
  updated_at timestamptz(3) not null default now(),
  last_activity_at timestamptz(3) not null default now(),
  completed_at timestamptz(3),
  expires_at timestamptz(3),
  deleted_at timestamptz(3)
);
create index sessions_list on sessions (workspace_id, owner_id, last_activity_at desc, id desc) where deleted_at is null and not hidden;
create index sessions_expiry on sessions (expires_at) where status = 'completed' and expires_at is not null;

create table session_heads (
  session_id uuid primary key references sessions on delete cascade,
  sequence bigint not null default 0
);

create table session_feed (
  session_id uuid not null references sessions on delete cascade,
  sequence bigint not null,
  at timestamptz(3) not null,
  type text not null,
  conversation_id uuid,
  data jsonb not null,
  primary key (session_id, sequence)
);

create index session_feed_orchestration on session_feed (session_id, sequence)
  where type in ('handoff.created', 'workflow.started', 'workflow.progress', 'workflow.completed', 'workflow.failed', 'workflow.cancelled');
create index session_feed_handoffs on session_feed (session_id, sequence) where type = 'handoff.created';

create table conversations (
  id uuid primary key,
  session_id uuid not null references sessions on delete cascade,
  agent_id uuid not null references agents on delete cascade,
  slug text not null,
  message_count int not null default 0,
  last_message_at timestamptz(3),
  created_at timestamptz(3) not null default now(),
  unique (session_id, slug)
);
create index conversations_agent on conversations (agent_id);

create table messages (
  id uuid primary key,
  conversation_id uuid not null references conversations on delete cascade,
  session_id uuid not null,
  sequence int not null,
  parent_id uuid,
  role text not null check (role in ('user', 'assistant', 'system')),
  parts jsonb not null,
  status text not null check (status in ('complete', 'streaming', 'stopped', 'failed', 'suspended')),
  author_id uuid,
  model jsonb,
  usage jsonb,
  orchestrator_context jsonb,
  error jsonb,
  created_at timestamptz(3) not null,
  unique (conversation_id, sequence)
);

-- Turns: one durable execution of the loop per answered message ----------------------------------
-- Hot rows refer only to what they end with: checking a reference locks its row, and every turn shares workspace and person.
create table turns (
  id uuid primary key,
  workspace_id uuid not null,
  session_id uuid not null references sessions on delete cascade,
  conversation_id uuid not null,
  agent_id uuid not null,
  slug text not null,
  user_id uuid not null,
  user_message_id uuid not null,
  llm_config_id uuid,
  status text not null check (status in ('accepted', 'running', 'suspended', 'completed', 'failed', 'stopped')),
  epoch int not null default 0,
  segment int not null default 0,
  executor_id text,
  stop_requested_at timestamptz(3),
  accepted_at timestamptz(3) not null,
  started_at timestamptz(3),
  ended_at timestamptz(3)
);
create unique index turns_one_per_conversation on turns (conversation_id) where status in ('accepted', 'running', 'suspended');
create index turns_accepted on turns (accepted_at) where status = 'accepted';
create index turns_running on turns (executor_id) where status = 'running';

create table turn_iterations (
  turn_id uuid not null references turns on delete cascade,
  n int not null,
  epoch int not null,
  parts jsonb not null,
  usage jsonb,
  created_at timestamptz(3) not null,
  primary key (turn_id, n)
);

create table tool_calls (
  turn_id uuid not null references turns on delete cascade,
  iteration int not null,
  index int not null,
  tool_call_id text not null,
  tool text not null,
  input jsonb not null,
  state text not null check (state in ('running', 'done', 'failed', 'unknown', 'stopped')),
  output jsonb,
  error jsonb,
  epoch int not null,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  -- What a settled call leads to, so that a take-over ends the turn as the process before it would have.
  parts jsonb not null default '[]',
  ends_turn boolean not null default false,
  primary key (turn_id, iteration, index)
);

-- Live text. One row per turn, part and flush; read by offset, dropped after the turn has settled.
create table deltas (
  id bigint generated always as identity primary key,
  turn_id uuid not null,
  epoch int not null,
  part int not null,
  kind text not null,
  start int not null,
  text text not null
);
create index deltas_turn on deltas (turn_id, epoch, id);

-- The function agent "probe" counts its side effects here, so that exactly-once can be proven.
create table probe_tallies (
  workspace_id uuid not null references workspaces on delete cascade,
  key text not null,
  count int not null,
  primary key (workspace_id, key)
);

-- Workflows --------------------------------------------------------------------------------------
create table workflow_runs (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  session_id uuid not null references sessions on delete cascade,
  conversation_id uuid references conversations on delete set null,
  user_id uuid not null references users on delete cascade,
  type text not null,
  orchestrator text not null,
  status text not null check (status in ('queued', 'running', 'waiting', 'completed', 'failed', 'cancelled')),
  progress int not null default 0,
  current_step text,
  params jsonb not null,
  result jsonb,
  error jsonb,
  started_by_slug text,
  segment int not null default 0,
  epoch int not null default 0,
  cancel_requested_at timestamptz(3),
  created_at timestamptz(3) not null,
  started_at timestamptz(3),
  ended_at timestamptz(3)
);
create unique index workflow_runs_one_active on workflow_runs (session_id, type) where status in ('queued', 'running', 'waiting');
create index workflow_runs_session on workflow_runs (session_id, created_at);
create index workflow_runs_queued on workflow_runs (created_at) where status = 'queued';
create index workflow_runs_workspace on workflow_runs (workspace_id, user_id, created_at desc, id desc);

create table workflow_steps (
  run_id uuid not null references workflow_runs on delete cascade,
  position int not null,
  name text not null,
  label text not null,
  status text not null check (status in ('pending', 'running', 'completed', 'failed', 'cancelled', 'skipped')),
  attempts int not null default 0,
  service text,
  contribution text,
  output jsonb,
  error jsonb,
  started_at timestamptz(3),
  ended_at timestamptz(3),
  primary key (run_id, name)
);

create table state_entries (
  id uuid primary key,
  session_id uuid not null references sessions on delete cascade,
  key text not null,
  data jsonb not null,
  orchestrator_metadata jsonb not null,
  metadata jsonb not null default '{}',
  stored_at timestamptz(3) not null,
  expires_at timestamptz(3),
  unique (session_id, key)
);

create table files (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  session_id uuid not null references sessions on delete cascade,
  owner_id uuid not null references users on delete cascade,
  name text not null,
  media_type text not null,
  file_type text not null,
  size bigint not null,
  sha256 text not null,
  created_at timestamptz(3) not null
);
create index files_session on files (session_id);

-- Processes: a lease that is not renewed hands its work to the others ----------------------------
create table executors (
  id text primary key,
  role text not null,
  started_at timestamptz(3) not null default now(),
  leased_until timestamptz(3) not null
);
