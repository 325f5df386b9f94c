-- Files whose rows are gone, whatever deleted them, and whose bytes are still to be removed.
create table erased_files (
  id uuid primary key
);
create function note_erased_files() returns trigger language plpgsql as $$
begin
  insert into erased_files (id) select id from gone on conflict do nothing;
  return null;
end $$;
create trigger files_erased after delete on files
  referencing old table as gone for each statement execute function note_erased_files();
