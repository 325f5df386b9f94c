-- The conversation whose first message named the session: who may not see the one may not read the other.
-- Null: a person gave the title, to be read by all who see the session.
alter table sessions add column title_from uuid;

update sessions s set title_from = (
  select m.conversation_id from conversations c join messages m on m.conversation_id = c.id
  where c.session_id = s.id order by m.created_at, m.id limit 1)
where s.title is not null;
