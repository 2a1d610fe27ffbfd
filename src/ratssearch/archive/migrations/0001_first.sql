-- The archive as first laid. Times are UTC text of one fixed width (2026-05-09T23:30:47.000000Z), so that they sort.

-- Raw responses after decompression, each kept once.
CREATE TABLE body (
    key     INTEGER PRIMARY KEY,
    hash    TEXT NOT NULL UNIQUE,           -- SHA-256 hex of the bytes
    size    INTEGER NOT NULL,
    packing TEXT NOT NULL,                  -- zlib or plain
    data    BLOB NOT NULL
) STRICT;

-- One crawl of one source.
CREATE TABLE run (
    key       INTEGER PRIMARY KEY,
    source    TEXT NOT NULL,
    started   TEXT NOT NULL,
    ended     TEXT,
    state     TEXT NOT NULL,                -- running, done, limited, stopped, failed, interrupted
    detail    TEXT NOT NULL DEFAULT '',
    found     INTEGER NOT NULL DEFAULT 0,   -- the counters are filled in when the run ends;
    new       INTEGER NOT NULL DEFAULT 0,   -- until then they are counted from fetch
    edited    INTEGER NOT NULL DEFAULT 0,
    unchanged INTEGER NOT NULL DEFAULT 0,
    failed    INTEGER NOT NULL DEFAULT 0,
    fetches   INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX run_source ON run (source, key);

-- The frontier: every address ever met, what for, and where it stands.
CREATE TABLE url (
    key           INTEGER PRIMARY KEY,
    source        TEXT NOT NULL,
    url           TEXT NOT NULL,
    role          TEXT NOT NULL,
    via           TEXT NOT NULL,
    found_on      TEXT NOT NULL,
    found_at      TEXT NOT NULL,
    found_run     INTEGER REFERENCES run (key),             -- the latest run that met it
    listing_date  TEXT NOT NULL DEFAULT '',                 -- the first that a listing or feed gave
    listing_title TEXT NOT NULL DEFAULT '',
    lastmod       TEXT NOT NULL DEFAULT '',                 -- the latest that a sitemap gave
    good_at       TEXT,                                     -- of the last good fetch, 304 included
    etag          TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    body          INTEGER REFERENCES body (key),            -- of the last good fetch
    body_at       TEXT,                                     -- when a body last came over the wire
    holds_release INTEGER NOT NULL DEFAULT 0,               -- a release was read from that body
    canonical     TEXT NOT NULL DEFAULT '',                 -- the address that body claims as its own
    last_fetch    INTEGER REFERENCES fetch (key),
    failures      INTEGER NOT NULL DEFAULT 0,               -- in a row
    next_visit    TEXT,                                     -- null: only when a page names it again
    UNIQUE (source, url)
) STRICT;
CREATE INDEX url_visit ON url (source, role, next_visit);
CREATE INDEX url_failing ON url (source, failures) WHERE failures > 0;
CREATE INDEX url_canonical ON url (source, canonical) WHERE canonical <> '';

-- The fetch log: every look at every address and how it ended.
CREATE TABLE fetch (
    key          INTEGER PRIMARY KEY,
    run          INTEGER REFERENCES run (key),
    url          INTEGER NOT NULL REFERENCES url (key),
    role         TEXT NOT NULL,
    fetched_at   TEXT NOT NULL,
    outcome      TEXT NOT NULL,             -- models.Outcome
    result       TEXT NOT NULL DEFAULT '',  -- of a release page: pending, new, edited, metadata, same, alias, none
    refusal      TEXT NOT NULL DEFAULT '',  -- the extractor's word for a page that holds none
    status       INTEGER NOT NULL,
    final_url    TEXT NOT NULL,
    headers      TEXT NOT NULL,             -- JSON pairs
    body         INTEGER REFERENCES body (key),
    elapsed      REAL NOT NULL,
    attempts     INTEGER NOT NULL,
    robots_agent TEXT NOT NULL,
    detail       TEXT NOT NULL
) STRICT;
CREATE INDEX fetch_url ON fetch (url, key);
CREATE INDEX fetch_run ON fetch (run, role, outcome, result);
CREATE INDEX fetch_body ON fetch (body);
CREATE INDEX fetch_pending ON fetch (key) WHERE result = 'pending';

CREATE TABLE release (
    key          INTEGER PRIMARY KEY,
    id           TEXT NOT NULL UNIQUE,
    source       TEXT NOT NULL,
    first_seen   TEXT NOT NULL,
    last_seen    TEXT NOT NULL,
    absent_since TEXT,
    failed_looks INTEGER NOT NULL DEFAULT 0,
    seen_at      INTEGER NOT NULL REFERENCES url (key),     -- where it was last seen
    current      INTEGER REFERENCES edition (key) DEFERRABLE INITIALLY DEFERRED,
    change       INTEGER NOT NULL                           -- the number of its latest change; see index_cursor
) STRICT;
CREATE INDEX release_change ON release (change);
CREATE INDEX release_source ON release (source, key);
CREATE INDEX release_seen_at ON release (seen_at);

-- Every address a release was seen at, first first.
CREATE TABLE address (
    key     INTEGER PRIMARY KEY,
    release INTEGER NOT NULL REFERENCES release (key),
    source  TEXT NOT NULL,
    url     TEXT NOT NULL,
    how     TEXT NOT NULL,                  -- first, redirect, canonical, moved
    since   TEXT NOT NULL,
    UNIQUE (source, url)
) STRICT;
CREATE INDEX address_release ON address (release, key);

-- Each distinct content of a release. Page and tags are derived: `ratssearch reindex` makes them anew from the bodies.
CREATE TABLE edition (
    key          INTEGER PRIMARY KEY,
    release      INTEGER NOT NULL REFERENCES release (key),
    number       INTEGER NOT NULL,
    content_hash TEXT NOT NULL,             -- of title and body text
    facts_hash   TEXT NOT NULL,             -- of publication date, dateline and signature
    first_seen   TEXT NOT NULL,
    last_seen    TEXT NOT NULL,
    fetch        INTEGER NOT NULL REFERENCES fetch (key),   -- the bytes it was read from
    published    TEXT,                      -- first day of the publication date
    extractor    TEXT NOT NULL,
    gazetteer    TEXT NOT NULL,
    page         TEXT NOT NULL,             -- JSON of models.ExtractedPage
    tags         TEXT NOT NULL,             -- JSON of models.Tags
    UNIQUE (release, number),
    UNIQUE (release, content_hash, facts_hash)
) STRICT;
CREATE INDEX edition_fetch ON edition (fetch);
CREATE INDEX edition_content ON edition (content_hash);

-- Releases that the operator took down for good: never fetched again.
CREATE TABLE forgotten (
    source     TEXT NOT NULL,
    url        TEXT NOT NULL,
    release_id TEXT NOT NULL,
    reason     TEXT NOT NULL,
    at         TEXT NOT NULL,
    change     INTEGER NOT NULL,
    PRIMARY KEY (source, url)
) STRICT;
CREATE INDEX forgotten_change ON forgotten (change);

-- How far each index has followed the changes: those above `change` are still to be indexed.
CREATE TABLE index_cursor (
    name       TEXT PRIMARY KEY,
    change     INTEGER NOT NULL,
    generation TEXT NOT NULL,
    at         TEXT NOT NULL
) STRICT;

-- The number of the latest change; one row.
CREATE TABLE change_counter (value INTEGER NOT NULL) STRICT;
INSERT INTO change_counter VALUES (0);
