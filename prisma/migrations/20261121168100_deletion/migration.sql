-- When an account or a workspace will be deleted for good; until then it can be kept.
alter table users add column delete_at timestamptz(3);
alter table workspaces add column delete_at timestamptz(3);
create index users_delete_at on users (delete_at) where delete_at is not null;
create index workspaces_delete_at on workspaces (delete_at) where delete_at is not null;

-- What stands in other people's sessions and agents stays when somebody's account goes, by their id alone.
alter table workflow_runs drop constraint workflow_runs_user_id_fkey;
alter table agent_assignments drop constraint agent_assignments_user_id_fkey;
