-- Attempts of models that failed in a turn: a process that takes it over goes on with the plan instead of beginning anew.
alter table turns add column receipts jsonb not null default '[]';
