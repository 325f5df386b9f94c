-- Counters of what is limited. Unlogged: a crash sets them to zero, and taking from one writes no log.
create unlogged table rate_limits (
  key text primary key,
  remaining int not null,
  -- What the last statement was given.
  granted int not null,
  resets_at timestamptz(3) not null
) with (fillfactor = 50);
