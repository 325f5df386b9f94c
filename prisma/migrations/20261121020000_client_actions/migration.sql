-- Questions to people: a projection of the agents' events, for the inbox, the session's view and the turn that goes on.
create table client_actions (
  id uuid primary key,
  agent_id uuid not null references agents on delete cascade,
  workspace_id uuid not null,
  session_id uuid not null references sessions on delete cascade,
  conversation_id uuid not null,
  turn_id uuid not null,
  tool_call_id text not null,
  kind text not null check (kind in ('choice', 'form', 'confirm', 'file', 'approval')),
  prompt text not null,
  schema jsonb not null,
  expires_at timestamptz(3),
  status text not null check (status in ('pending', 'answered', 'expired', 'withdrawn')),
  response jsonb,
  responder_id uuid,
  requested_at timestamptz(3) not null,
  ended_at timestamptz(3)
);
create index client_actions_turn on client_actions (turn_id);
create index client_actions_agent on client_actions (agent_id);
create index client_actions_pending on client_actions (session_id) where status = 'pending';
create index client_actions_expiring on client_actions (expires_at) where status = 'pending';

alter table tool_calls drop constraint tool_calls_state_check;
alter table tool_calls add constraint tool_calls_state_check
  check (state in ('running', 'waiting', 'done', 'failed', 'unknown', 'stopped'));
