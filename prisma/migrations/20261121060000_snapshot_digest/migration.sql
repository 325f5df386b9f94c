-- A snapshot says what it was written as, so that one that has changed since is not believed. They are folded anew.
delete from agent_snapshots;
alter table agent_snapshots add column digest text not null;
