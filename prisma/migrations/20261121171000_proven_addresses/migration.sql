-- When it was last shown that the address is the person's own: by a letter that was used, or by a provider that has
-- verified it. Nobody has shown it for the accounts that are here already.
alter table users add column email_verified_at timestamptz(3);

alter table account_tokens drop constraint account_tokens_purpose_check;
alter table account_tokens add constraint account_tokens_purpose_check
  check (purpose in ('password-reset', 'email-change', 'second-step', 'link-identity'));
