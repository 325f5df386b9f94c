-- What a settled call leads to, so that a take-over ends the turn as the process before it would have.
alter table tool_calls add column parts jsonb not null default '[]';
alter table tool_calls add column ends_turn boolean not null default false;
