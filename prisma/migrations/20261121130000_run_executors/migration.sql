-- Which process executes a run: nobody takes it from one that lives.
alter table workflow_runs add column executor_id text;
create index workflow_runs_running on workflow_runs (executor_id) where status = 'running';
