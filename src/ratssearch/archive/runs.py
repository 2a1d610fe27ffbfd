"""Crawl runs and what they did. The counters come from the fetch log, so a killed run loses none of them."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from datetime import datetime, timedelta

from ratssearch.archive import packing
from ratssearch.archive.rows import from_time, from_time_or_none, storable, to_time
from ratssearch.archive.values import Counters, LastRequest, OutcomeCount, Run, RunState
from ratssearch.errors import ArchiveError
from ratssearch.models import Role, Source

# robots.txt is left out: that a site has none is no failure.
_COUNT = """
SELECT coalesce(sum(result = 'new'), 0),
       coalesce(sum(result IN ('edited', 'metadata')), 0),
       coalesce(sum(role = 'release' AND ((outcome = 'unchanged' AND result = '') OR result IN ('same', 'alias'))), 0),
       coalesce(sum(role <> 'robots' AND (outcome NOT IN ('fetched', 'unchanged') OR result = 'none')), 0),
       count(*)
FROM fetch WHERE run = ?
"""


def start(connection: sqlite3.Connection, source_id: str, at: datetime, profile: Source | None) -> int:
    """Begin a run of a source; one that still counts as running was killed, since the caller holds the lock."""
    rows = connection.execute(
        "SELECT key FROM run WHERE source = ? AND state = ?", (source_id, RunState.RUNNING.value)
    ).fetchall()
    for (key,) in rows:
        (last,) = connection.execute("SELECT max(fetched_at) FROM fetch WHERE run = ?", (key,)).fetchone()
        end(connection, key, RunState.INTERRUPTED, "The process was killed.", from_time(last) if last else at)
    cursor = connection.execute(
        "INSERT INTO run (source, started, state, profile) VALUES (?, ?, ?, ?)",
        (source_id, to_time(at), RunState.RUNNING.value, packing.pack(profile) if profile else ""),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def profiles(connection: sqlite3.Connection) -> tuple[Source, ...]:
    """The profile of each source's last run that has one this version can read."""
    rows = connection.execute("SELECT source, profile FROM run WHERE profile <> '' ORDER BY key")
    found: dict[str, Source] = {}
    for source_id, text in rows:
        with suppress(ArchiveError):  # another version wrote it, with fields that this one lacks
            found[source_id] = packing.unpack(Source, text)
    return tuple(found.values())


def end(connection: sqlite3.Connection, key: int, state: RunState, detail: str, at: datetime) -> None:
    done = counters(connection, key)
    connection.execute(
        "UPDATE run SET ended = ?, state = ?, detail = ?, found = ?, new = ?, edited = ?, unchanged = ?, failed = ?,"
        " fetches = ? WHERE key = ?",
        (
            to_time(at),
            state.value,
            storable(detail),
            done.found,
            done.new,
            done.edited,
            done.unchanged,
            done.failed,
            done.fetches,
            key,
        ),
    )


def note_fault(connection: sqlite3.Connection, source_id: str, words: str) -> None:
    """Say of a source's last run that something failed after it ended; the first such word stays."""
    connection.execute(
        "UPDATE run SET detail = ? WHERE detail = '' AND key = (SELECT max(key) FROM run WHERE source = ?)",
        (storable(words), source_id),
    )


def counters(connection: sqlite3.Connection, key: int) -> Counters:
    """Counted from the fetch log; `found` is right until another run of the source begins."""
    (found,) = connection.execute(
        "SELECT count(*) FROM (SELECT url.key FROM url JOIN run ON run.key = :run AND run.source = url.source"
        " WHERE url.role = 'release' AND url.found_run = run.key"
        " UNION SELECT url FROM fetch WHERE run = :run AND role = 'release')",
        {"run": key},
    ).fetchone()
    return Counters(found, *connection.execute(_COUNT, (key,)).fetchone())


def outcomes(connection: sqlite3.Connection, key: int) -> tuple[OutcomeCount, ...]:
    """Every end that fetches of a run came to, most frequent first; pages without a release by the extractor's word."""
    rows = connection.execute(
        "SELECT role, CASE WHEN result = 'none' THEN refusal ELSE outcome END AS name, count(*) AS number"
        " FROM fetch WHERE run = ? GROUP BY role, name ORDER BY number DESC, role, name",
        (key,),
    )
    return tuple(OutcomeCount(Role(role), name, number) for role, name, number in rows)


def latest(connection: sqlite3.Connection, source_id: str, limit: int) -> tuple[Run, ...]:
    """Runs of a source, newest first."""
    rows = connection.execute(
        "SELECT key, source, started, ended, state, detail, found, new, edited, unchanged, failed, fetches FROM run"
        " WHERE source = ? ORDER BY key DESC LIMIT ?",
        (source_id, limit),
    ).fetchall()
    return tuple(
        Run(
            key=row[0],
            source_id=row[1],
            started=from_time(row[2]),
            ended=from_time_or_none(row[3]),
            state=RunState(row[4]),
            detail=row[5],
            counters=counters(connection, row[0]) if row[4] == RunState.RUNNING else Counters(*row[6:]),
        )
        for row in rows
    )


def last_requests(connection: sqlite3.Connection) -> tuple[LastRequest, ...]:
    """The last fetch of every source that was ever crawled."""
    found = []
    for source, newest in connection.execute("SELECT source, max(key) FROM run GROUP BY source").fetchall():
        (state,) = connection.execute("SELECT state FROM run WHERE key = ?", (newest,)).fetchone()
        row = connection.execute(
            "SELECT u.url, f.fetched_at, f.elapsed FROM run r JOIN fetch f ON f.run = r.key JOIN url u ON u.key = f.url"
            " WHERE r.source = ? ORDER BY r.key DESC, f.key DESC LIMIT 1",
            (source,),
        ).fetchone()
        url, ended = (row[0], from_time(row[1]) + timedelta(seconds=row[2])) if row else ("", None)
        found.append(LastRequest(source, url, ended, killed=state == RunState.RUNNING))
    return tuple(found)
