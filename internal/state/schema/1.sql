-- Times are nanoseconds since 1970 in UTC, 0 for never. Bodies are packed (see pack.go).

CREATE TABLE contents ( -- zones as they were applied, each once
  id   INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE, -- SHA-256 of the body before it is packed
  body BLOB NOT NULL
) STRICT;

CREATE TABLE zones (
  provider TEXT NOT NULL,
  origin   TEXT NOT NULL,
  -- what was last applied
  content       INTEGER REFERENCES contents (id),
  base_revision TEXT NOT NULL DEFAULT '',
  base_at       INTEGER NOT NULL DEFAULT 0,
  -- what was last found; status is empty when nothing was
  file     TEXT NOT NULL DEFAULT '',
  revision TEXT NOT NULL DEFAULT '',
  status   TEXT NOT NULL DEFAULT '',
  message  TEXT NOT NULL DEFAULT '',
  hash     TEXT NOT NULL DEFAULT '',
  checked  INTEGER NOT NULL DEFAULT 0,
  applied  INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (provider, origin)
) STRICT;
CREATE INDEX zones_by_content ON zones (content);

CREATE TABLE runs (
  id       INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
  started  INTEGER NOT NULL,
  seconds  REAL NOT NULL,
  revision TEXT NOT NULL,
  cause    TEXT NOT NULL, -- what triggered it
  zones    TEXT NOT NULL, -- origins, one a line
  created  INTEGER NOT NULL,
  updated  INTEGER NOT NULL,
  deleted  INTEGER NOT NULL,
  result   TEXT NOT NULL CHECK (result IN ('running', 'done', 'held', 'partly', 'error', 'interrupted'))
) STRICT;
CREATE INDEX runs_by_start ON runs (started);

CREATE TABLE changes ( -- what became of changes, many of one zone in a row
  id       INTEGER PRIMARY KEY,
  run      INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  provider TEXT NOT NULL,
  origin   TEXT NOT NULL,
  body     BLOB NOT NULL
) STRICT;
CREATE INDEX changes_by_run ON changes (run);

CREATE TABLE batches ( -- the journal: written before a batch is sent, settled afterwards
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  run      INTEGER NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
  provider TEXT NOT NULL,
  origin   TEXT NOT NULL,
  body     BLOB NOT NULL,
  job      TEXT NOT NULL DEFAULT '',
  started  INTEGER NOT NULL,
  ended    INTEGER NOT NULL DEFAULT 0,
  outcome  TEXT NOT NULL DEFAULT '' CHECK (outcome IN ('', 'done', 'not-done', 'unknown', 'settled'))
) STRICT;
CREATE INDEX batches_by_run ON batches (run);
CREATE INDEX batches_unsettled ON batches (id) WHERE outcome IN ('', 'unknown');

CREATE TABLE holds ( -- plans that wait for a person
  provider TEXT NOT NULL,
  origin   TEXT NOT NULL,
  hash     TEXT NOT NULL,
  reason   TEXT NOT NULL,
  deletes  INTEGER NOT NULL,
  since    INTEGER NOT NULL,
  released INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (provider, origin)
) STRICT;
