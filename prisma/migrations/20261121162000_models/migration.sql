-- What other providers ask for beside key and address, and what a model costs where nobody has published it.
alter table llm_configs
  add column deployment text,
  add column api_version text,
  add column wire text,
  add column price jsonb;

-- What a provider wants to be told again in the next round of a turn, such as signatures of its thoughts. Nobody reads it.
alter table turn_iterations add column carried jsonb;
