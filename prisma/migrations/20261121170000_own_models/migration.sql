-- Whether the person who asked had connected the model for themselves: budgets of the workspace and of agents do not count it.
alter table model_calls add column own_model boolean not null default false;
