-- Letters to people: written with what they are about, sent afterwards by a worker.
create table letters (
  id uuid primary key,
  workspace_id uuid references workspaces on delete cascade,
  recipient text not null,
  -- The id of what it is about, such as an invitation.
  about_id uuid,
  subject text not null,
  -- Letters hold secret links: sealed, and gone as soon as the letter has been sent or given up.
  body_cipher text,
  status text not null default 'waiting' check (status in ('waiting', 'sent', 'failed')),
  attempts int not null default 0,
  -- While a worker is at it: when another one may take it over.
  next_attempt_at timestamptz(3) not null,
  -- After that it is of no use any more.
  expires_at timestamptz(3) not null,
  created_at timestamptz(3) not null,
  settled_at timestamptz(3),
  last_error text
);
create index letters_waiting on letters (next_attempt_at) where status = 'waiting';
create index letters_about on letters (about_id);
