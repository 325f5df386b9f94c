-- What may name a person in an entry (the target's name, what was before and after) is in the chain as a salted digest:
-- it can be erased with the account, and the chain stays whole. Entries can be taken away by retention, and by nothing else.

alter table workspaces add column audit_months int check (audit_months between 1 and 600);
alter table audit_log add column salt bytea, add column details bytea, add column erased_for uuid;

create function audit_details(entry audit_log) returns bytea language sql stable as $$
  select sha256(entry.salt || convert_to(jsonb_build_array(entry.target_name, entry.before, entry.after)::text, 'UTF8'))
$$;

create or replace function audit_text(entry audit_log) returns text language sql stable as $$
  select jsonb_build_array(entry.workspace_id, entry.sequence, entry.id,
    floor(extract(epoch from entry.at) * 1000)::bigint, entry.actor, entry.user_id, entry.door, entry.correlation_id, entry.verb,
    entry.target_kind, entry.target_id, encode(entry.details, 'hex'))::text
$$;

create or replace function chain_audit() returns trigger language plpgsql as $$
declare head audit_heads;
begin
  insert into audit_heads (workspace_id, sequence, hash) values (new.workspace_id, 0, '\x') on conflict do nothing;
  select * into head from audit_heads where workspace_id = new.workspace_id for update;
  new.sequence := head.sequence + 1;
  new.erased_for := null;
  new.salt := uuid_send(gen_random_uuid());
  new.details := audit_details(new);
  new.hash := sha256(head.hash || convert_to(audit_text(new), 'UTF8'));
  update audit_heads set sequence = new.sequence, hash = new.hash where workspace_id = new.workspace_id;
  return new;
end $$;

-- The only change there is: what names a person is erased for their account.
create or replace function refuse_audit_change() returns trigger language plpgsql as $$
declare kept constant text[] := array['target_name', 'before', 'after', 'salt', 'erased_for'];
begin
  if old.erased_for is null and new.erased_for is not null and new.salt is null
    and new.target_name is null and new.before is null and new.after is null
    and to_jsonb(new) - kept = to_jsonb(old) - kept
  then return new;
  end if;
  raise exception 'An entry of the audit log is never changed.';
end $$;

create function refuse_audit_deletion() returns trigger language plpgsql as $$
begin
  if exists (select 1 from workspaces where id = old.workspace_id) and not exists (
    select 1 from audit_heads where workspace_id = old.workspace_id and pruned_sequence >= old.sequence)
  then raise exception 'An entry of the audit log goes with retention or with its workspace only.';
  end if;
  return old;
end $$;

-- Entries from before are chained anew.
alter table audit_log disable trigger audit_log_fixed;
do $$
declare
  entry audit_log;
  workspace uuid;
  previous bytea;
begin
  for entry in select * from audit_log order by workspace_id, sequence loop
    if entry.workspace_id is distinct from workspace then previous := '\x'; end if;
    workspace := entry.workspace_id;
    entry.salt := uuid_send(gen_random_uuid());
    entry.details := audit_details(entry);
    entry.hash := sha256(previous || convert_to(audit_text(entry), 'UTF8'));
    update audit_log set salt = entry.salt, details = entry.details, hash = entry.hash
      where workspace_id = workspace and sequence = entry.sequence;
    update audit_heads set hash = entry.hash where workspace_id = workspace;
    previous := entry.hash;
  end loop;
end $$;
alter table audit_log enable trigger audit_log_fixed;
alter table audit_log alter column details set not null;

create trigger audit_log_kept before delete on audit_log for each row execute function refuse_audit_deletion();
