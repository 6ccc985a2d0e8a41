-- What checks have found, an hour a row. Mostly there is one for each check and hour; where the parameters changed within
-- it, where the check moved to another Lookout, or where results came late, there are several.
CREATE TABLE hours (
  check_key TEXT NOT NULL,        -- the check's identity in history: survives a change of its name
  opened INTEGER NOT NULL,        -- epoch milliseconds of the result that opened the row; lies within the hour
  fingerprint TEXT NOT NULL,      -- hash of the configuration that it ran under
  runs INTEGER NOT NULL,
  failed INTEGER NOT NULL,        -- runs that found that the service does not hold
  errored INTEGER NOT NULL,       -- runs that could not tell
  first_at INTEGER NOT NULL,      -- epoch seconds of the first result
  last_at INTEGER NOT NULL,       -- epoch seconds of the last
  last_state INTEGER NOT NULL,    -- 0 passed, 1 failed, 2 errored; 3 more: in a maintenance window
  cover INTEGER NOT NULL,         -- seconds for which a result is trusted if no other comes
  passed_s INTEGER NOT NULL,      -- seconds from first_at to last_at that each kind of result covers
  failed_s INTEGER NOT NULL,
  errored_s INTEGER NOT NULL,
  stale_s INTEGER NOT NULL,       -- and that none does: the one before was too old
  maintenance_s INTEGER NOT NULL,
  value_min REAL,                 -- of the plotted number; NULL where there was none
  value_max REAL,
  value_sum REAL NOT NULL,
  value_count INTEGER NOT NULL,
  duration_min INTEGER NOT NULL,  -- of the runs, in milliseconds
  duration_max INTEGER NOT NULL,
  duration_sum INTEGER NOT NULL,
  points BLOB,                    -- each result's time, state and value (src/point.ts); NULL after 30 days
  PRIMARY KEY (check_key, opened)
) STRICT, WITHOUT ROWID;

-- Up to when points have been given up.
CREATE TABLE retention (
  id INTEGER PRIMARY KEY CHECK (id = 0),
  points_until INTEGER NOT NULL   -- epoch milliseconds
) STRICT;
INSERT INTO retention (id, points_until) VALUES (0, 0);
