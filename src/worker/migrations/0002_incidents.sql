-- Times in which a check did not hold, or nobody could tell. Kept for good: they are what the next operator learns from.
CREATE TABLE incidents (
  id TEXT PRIMARY KEY,
  check_key TEXT NOT NULL,    -- the check's identity in history: survives a change of its name
  project TEXT NOT NULL,      -- as the check was called when it began
  check_name TEXT NOT NULL,
  start_at INTEGER NOT NULL,  -- epoch milliseconds
  end_at INTEGER,             -- epoch milliseconds; NULL while it lasts
  version INTEGER NOT NULL,   -- grows with each change: an older one that arrives late is not news
  body TEXT NOT NULL          -- JSON: src/incident.ts, without its notes
) STRICT;
CREATE INDEX incidents_newest ON incidents (start_at, id, end_at, check_key);
CREATE INDEX incidents_of_check ON incidents (check_key, start_at);

-- What operators wrote about them.
CREATE TABLE notes (
  id TEXT PRIMARY KEY,
  incident TEXT NOT NULL,     -- its id; the incident itself may arrive later
  body TEXT NOT NULL          -- JSON: Note of src/incident.ts
) STRICT;
CREATE INDEX notes_of_incident ON notes (incident);
