-- Who did what: one hash chain per workspace. The chain is made here, so that no writer can leave it out.

create table audit_heads (
  workspace_id uuid primary key references workspaces on delete cascade,
  sequence bigint not null,
  hash bytea not null,
  -- What retention has taken away: the chain that is left begins after this entry.
  pruned_sequence bigint not null default 0,
  pruned_hash bytea not null default '\x'
);

create table audit_log (
  workspace_id uuid not null references workspaces on delete cascade,
  sequence bigint not null,
  id uuid not null,
  at timestamptz(3) not null,
  actor text not null,
  user_id uuid,
  door text not null,
  correlation_id text not null,
  verb text not null,
  target_kind text not null,
  target_id text not null,
  target_name text,
  before jsonb,
  after jsonb,
  hash bytea not null,
  primary key (workspace_id, sequence)
);
create index audit_log_verb on audit_log (workspace_id, verb, sequence);
create index audit_log_user on audit_log (workspace_id, user_id, sequence);
create index audit_log_at on audit_log (workspace_id, at);

-- What an entry's hash covers beside the hash before it. jsonb writes one text for one value.
create function audit_text(entry audit_log) returns text language sql stable as $$
  select jsonb_build_array(entry.workspace_id, entry.sequence, entry.id,
    floor(extract(epoch from entry.at) * 1000)::bigint, entry.actor, entry.user_id, entry.door, entry.correlation_id, entry.verb,
    entry.target_kind, entry.target_id, entry.target_name, entry.before, entry.after)::text
$$;

create function chain_audit() returns trigger language plpgsql as $$
declare head audit_heads;
begin
  insert into audit_heads (workspace_id, sequence, hash) values (new.workspace_id, 0, '\x') on conflict do nothing;
  select * into head from audit_heads where workspace_id = new.workspace_id for update;
  new.sequence := head.sequence + 1;
  new.hash := sha256(head.hash || convert_to(audit_text(new), 'UTF8'));
  update audit_heads set sequence = new.sequence, hash = new.hash where workspace_id = new.workspace_id;
  return new;
end $$;
create trigger audit_log_chain before insert on audit_log for each row execute function chain_audit();

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'An entry of the audit log is never changed.';
end $$;
create trigger audit_log_fixed before update on audit_log for each row execute function refuse_audit_change();
