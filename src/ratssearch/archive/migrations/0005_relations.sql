-- What releases have to do with each other. All of it is derived: `ratssearch reindex` makes it anew.

-- MinHash of a release's current text, to find texts that are nearly the same.
CREATE TABLE fingerprint (
    release   INTEGER PRIMARY KEY REFERENCES release (key) ON DELETE CASCADE,
    signature BLOB NOT NULL
) STRICT;

-- A release and another that says the same: in another language, or as a copy at another source. Kept both ways.
CREATE TABLE relation (
    release  INTEGER NOT NULL REFERENCES release (key) ON DELETE CASCADE,
    other    INTEGER NOT NULL REFERENCES release (key) ON DELETE CASCADE,
    kind     TEXT NOT NULL,                 -- sibling, copy
    how      TEXT NOT NULL,                 -- hreflang, address, facts; text
    evidence TEXT NOT NULL,                 -- in words
    score    REAL NOT NULL,                 -- 0 to 1
    PRIMARY KEY (release, other, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_other ON relation (other);

-- Releases that were found to be the same text at another address of one source: their ids lead to the first one.
CREATE TABLE merged (
    id       TEXT PRIMARY KEY,
    release  INTEGER NOT NULL REFERENCES release (key) ON DELETE CASCADE,
    evidence TEXT NOT NULL,
    at       TEXT NOT NULL,
    change   INTEGER NOT NULL
) STRICT;
CREATE INDEX merged_release ON merged (release);
CREATE INDEX merged_change ON merged (change);

CREATE INDEX edition_published ON edition (published);
