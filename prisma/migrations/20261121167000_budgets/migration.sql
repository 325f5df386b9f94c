-- What every call of a model used, one row a call. It is written with the work that the call was for, so it refers to
-- nothing: a check of each reference would cost as much as the row.
create table model_calls (
  -- The turn or the memory that asked.
  source_id uuid not null,
  iteration int not null,
  attempt int not null,
  source text not null check (source in ('turn', 'memory')),
  workspace_id uuid not null,
  user_id uuid not null,
  agent_slug text not null,
  session_id uuid,
  config_id uuid,
  provider text not null,
  model text not null,
  input_tokens bigint not null,
  cached_tokens bigint not null,
  output_tokens bigint not null,
  reasoning_tokens bigint not null,
  -- Millionths of a US dollar; null where the model has no price.
  cost_micros bigint,
  -- The provider did not say what was used: it was cut off, stopped, or never says.
  estimated boolean not null,
  at timestamptz(3) not null,
  primary key (source_id, iteration, attempt)
);
create index model_calls_at on model_calls (workspace_id, at);

-- What may be spent, by whom, in which time. The counters are of the period that has begun at period_start; whoever comes
-- first in the next one begins them anew. Rows are written by every call that costs something, so they are left room.
create table budgets (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  scope text not null check (scope in ('workspace', 'agent', 'user')),
  -- An agent's slug or a person's id; empty for the whole workspace.
  subject text not null default '',
  period text not null check (period in ('day', 'month', 'total')),
  limit_micros bigint not null check (limit_micros >= 0),
  spent_micros bigint not null default 0,
  reserved_micros bigint not null default 0,
  period_start timestamptz(3) not null,
  created_by uuid not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null,
  check ((scope = 'workspace') = (subject = ''))
) with (fillfactor = 50);
create unique index budgets_one_each on budgets (workspace_id, scope, subject, period);

-- What calls that are under way may cost: set aside before, given back when it is known.
create table budget_reservations (
  source_id uuid not null,
  budget_id uuid not null references budgets on delete cascade,
  amount_micros bigint not null,
  at timestamptz(3) not null,
  primary key (source_id, budget_id)
);
create index budget_reservations_budget on budget_reservations (budget_id);

-- A turn that waits for a budget: which one, and how much it needs to go on.
alter table turns add column pause jsonb;
alter table turns drop constraint turns_status_check;
alter table turns add constraint turns_status_check
  check (status in ('accepted', 'running', 'suspended', 'paused', 'completed', 'failed', 'stopped')) not valid;
alter table messages drop constraint messages_status_check;
alter table messages add constraint messages_status_check
  check (status in ('complete', 'streaming', 'stopped', 'failed', 'suspended', 'paused')) not valid;
drop index turns_one_per_conversation;
create unique index turns_one_per_conversation on turns (conversation_id)
  where status in ('accepted', 'running', 'suspended', 'paused');
create index turns_paused on turns (accepted_at) where status = 'paused';
