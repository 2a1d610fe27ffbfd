-- Looks that other programs took, sites that moved, and quick lists of what was edited or is gone.

ALTER TABLE fetch ADD COLUMN origin TEXT NOT NULL DEFAULT '';  -- name of the file that an imported look came from; empty: our own crawl
ALTER TABLE fetch ADD COLUMN digest TEXT NOT NULL DEFAULT '';  -- payload digest as the imported record names it

-- A site that moved: an address under `old` is the same page as the one under `new` with the same rest.
CREATE TABLE move (
    key    INTEGER PRIMARY KEY,
    source TEXT NOT NULL,
    old    TEXT NOT NULL,
    new    TEXT NOT NULL,
    at     TEXT NOT NULL,
    UNIQUE (source, old, new)
) STRICT;

CREATE INDEX edition_further ON edition (release) WHERE number > 1;
CREATE INDEX release_absent ON release (absent_since) WHERE absent_since IS NOT NULL;
CREATE INDEX forgotten_release ON forgotten (release_id);
