-- The domains that are open now: each leads to one workspace. workspaces.sign_up_domains is what its form shows.
create table open_domains (
  domain text primary key,
  workspace_id uuid not null references workspaces on delete cascade
);
create index open_domains_workspace on open_domains (workspace_id);
-- Of two that had the same one the elder keeps it.
insert into open_domains (domain, workspace_id)
  select distinct on (domain) domain, w.id from workspaces w, unnest(w.sign_up_domains) as domain
  where w.sign_up = 'domains' order by domain, w.created_at, w.id;
drop index workspaces_sign_up;
