-- What waits in a workspace, for the inbox of its people: every page counts it.
create index client_actions_waiting on client_actions (workspace_id) where status = 'pending';
create index agent_drafts_waiting on agent_drafts (workspace_id) where status = 'pending';
