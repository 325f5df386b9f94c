-- When a lease that had lapsed was taken up again: a database that was away for a while makes all processes look dead.
alter table executors add column resumed_at timestamptz(3);
