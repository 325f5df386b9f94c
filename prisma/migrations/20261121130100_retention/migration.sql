-- Live text comes and goes by the thousand rows: it is vacuumed by their number, not by a share of a table that is empty
-- most of the time. Its file keeps its size: giving the end back would stop everybody who writes.
alter table deltas set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000,
  autovacuum_vacuum_cost_delay = 0, autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 100000,
  vacuum_truncate = false);
-- Rows that are written several times while they are young, in tables that only grow.
alter table turns set (autovacuum_vacuum_scale_factor = 0.02);
alter table session_heads set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);
-- What has had its time is found without reading the rest.
create index idempotency_keys_created on idempotency_keys (created_at);
create index sign_in_attempts_at on sign_in_attempts (at);
create index auth_sessions_expires on auth_sessions (expires_at);
