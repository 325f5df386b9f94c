-- A name for an address of ours: what a provider calls somebody may be any text.
alter table identities add column id uuid not null default gen_random_uuid() unique;
