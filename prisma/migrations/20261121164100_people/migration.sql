-- Suspended in one workspace; users.suspended_at is the whole account.
alter table memberships add column suspended_at timestamptz(3);

-- Where somebody was last: where their next sign-in begins.
alter table users add column last_workspace_id uuid references workspaces on delete set null;

-- Who may join a workspace without being invited: nobody, or owners of addresses of these domains.
alter table workspaces
  add column sign_up text not null default 'invitation' check (sign_up in ('invitation', 'domains')),
  add column sign_up_domains text[] not null default '{}',
  add column sign_up_role text not null default 'member' check (sign_up_role in ('member', 'viewer'));
create index workspaces_sign_up on workspaces using gin (sign_up_domains) where sign_up = 'domains';

-- invited_by is null where a person of an open domain asked for the link themselves.
alter table invitations alter column invited_by drop not null;
alter table invitations add column revoked_at timestamptz(3);
update invitations i set revoked_at = now() where accepted_at is null and exists (
  select 1 from invitations j where j.workspace_id = i.workspace_id and lower(j.email) = lower(i.email)
    and j.accepted_at is null and (j.created_at, j.id) > (i.created_at, i.id));
create unique index invitations_open on invitations (workspace_id, lower(email), (invited_by is null))
  where accepted_at is null and revoked_at is null;

-- What runs in somebody's name, which ends with their membership.
create index turns_of_person on turns (user_id) where status in ('accepted', 'running');
create index workflow_runs_of_person on workflow_runs (user_id) where status in ('queued', 'running', 'waiting');

create index letters_recipient on letters (recipient, created_at);
