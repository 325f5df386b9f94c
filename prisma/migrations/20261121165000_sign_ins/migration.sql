-- Failed attempts are counted, not listed: one row for each thing that is limited, gone when its time is over.
drop table sign_in_attempts;
create table attempt_counts (
  key text primary key,
  count int not null,
  until timestamptz(3) not null
);
create index attempt_counts_until on attempt_counts (until);

-- Where somebody is signed in.
alter table auth_sessions
  add column address text,
  add column last_used_at timestamptz(3);

create table second_factors (
  user_id uuid primary key references users on delete cascade,
  secret_cipher text not null,
  created_at timestamptz(3) not null default now(),
  -- Until a first code has proven it, it is asked of nobody.
  confirmed_at timestamptz(3),
  -- The last time step whose code was used: none is taken twice.
  last_step bigint not null default 0
);

create table recovery_codes (
  user_id uuid not null references second_factors on delete cascade,
  hash text not null,
  used_at timestamptz(3),
  primary key (user_id, hash)
);

-- Secrets of links and half-done sign-ins: hashed, for one purpose, used once, never without an end.
create table account_tokens (
  hash text primary key,
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in ('password-reset', 'email-change', 'second-step')),
  email text,
  created_by uuid references users on delete set null,
  created_at timestamptz(3) not null default now(),
  expires_at timestamptz(3) not null,
  used_at timestamptz(3)
);
create index account_tokens_user on account_tokens (user_id, purpose);

-- Who somebody is elsewhere (OpenID Connect).
create table identities (
  issuer text not null,
  subject text not null,
  user_id uuid not null references users on delete cascade,
  email text not null,
  created_at timestamptz(3) not null default now(),
  last_used_at timestamptz(3),
  primary key (issuer, subject)
);
create index identities_user on identities (user_id);
