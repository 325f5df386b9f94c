-- Rows that every turn writes refer to nothing: a check of each costs as much as the row, and locks the session's.
-- What a session or conversation has goes with it all the same. A commit that is under way meanwhile comes either before
-- this, seen once its counter row is free, or fails on the counter row, which still refers to the session.
alter table session_feed drop constraint session_feed_session_id_fkey;
alter table messages drop constraint messages_conversation_id_fkey;
alter table turns drop constraint turns_session_id_fkey;

create function delete_what_a_session_has() returns trigger language plpgsql as $$
begin
  delete from session_heads where session_id = old.id;
  delete from session_feed where session_id = old.id;
  return old;
end $$;
create trigger sessions_delete before delete on sessions for each row execute function delete_what_a_session_has();

create function delete_what_a_conversation_has() returns trigger language plpgsql as $$
begin
  delete from deltas d using messages m where m.conversation_id = old.id and d.turn_id = m.id;
  delete from turns t using messages m where m.conversation_id = old.id and t.id = m.id;
  delete from messages where conversation_id = old.id;
  return old;
end $$;
create trigger conversations_delete before delete on conversations for each row
  execute function delete_what_a_conversation_has();
