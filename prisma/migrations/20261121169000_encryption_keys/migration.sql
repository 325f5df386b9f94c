-- The keys that secrets are sealed with, by id; the keys themselves are in secrets.json alone. A key in use cannot be
-- taken away: whatever is sealed refers to it.
create table encryption_keys (
  id text primary key,
  -- offered: processes are getting to know it; current: seals; retiring: opens what is sealed with it.
  state text not null check (state in ('offered', 'current', 'retiring')),
  created_at timestamptz(3) not null default now()
);
create unique index encryption_keys_current on encryption_keys (state) where state = 'current';
create unique index encryption_keys_offered on encryption_keys (state) where state = 'offered';

insert into encryption_keys (id, state)
  select split_part(key_cipher, '.', 2), 'retiring' from llm_configs where key_cipher is not null
  union select split_part(body_cipher, '.', 2), 'retiring' from letters where body_cipher is not null
  union select split_part(secret_cipher, '.', 2), 'retiring' from second_factors;
alter table llm_configs
  add column key_sealed_by text generated always as (split_part(key_cipher, '.', 2)) stored references encryption_keys;
alter table letters
  add column body_sealed_by text generated always as (split_part(body_cipher, '.', 2)) stored references encryption_keys;
alter table second_factors
  add column secret_sealed_by text generated always as (split_part(secret_cipher, '.', 2)) stored references encryption_keys;
create index letters_sealed on letters (body_sealed_by) where body_sealed_by is not null;

-- Which keys a process holds, and which one it seals with.
alter table executors
  add column key_ids text[] not null default '{}',
  add column seals_with text;

create table key_rotations (
  id uuid primary key,
  new_key text not null,
  -- As the audit log names them.
  actor text not null,
  phase text not null check (phase in ('offering', 'sealing', 'retiring', 'ended')),
  -- Processes that do not know the key yet.
  waiting_for text[] not null default '{}',
  total int not null default 0,
  done int not null default 0,
  -- What could not be opened: table and id of the row.
  unreadable jsonb not null default '[]',
  started_at timestamptz(3) not null,
  ended_at timestamptz(3)
);
create unique index key_rotations_unfinished on key_rotations ((true)) where ended_at is null;
