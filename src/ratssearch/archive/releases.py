"""Releases as they are read: with their current edition, their history, their addresses."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ratssearch.archive import packing
from ratssearch.archive.rows import from_time, from_time_or_none
from ratssearch.models import Edition, ExtractedPage, Release, Tags

_RELEASE = """
SELECT r.key, r.id, r.source, u.url, r.first_seen, r.last_seen, r.absent_since, r.failed_looks,
       (SELECT count(*) FROM edition n WHERE n.release = r.key), e.page, e.tags
FROM release r JOIN url u ON u.key = r.seen_at JOIN edition e ON e.key = r.current
"""

# As bytes: a lone surrogate, which the JSON may hold, is no text to SQLite's reader.
_ENDS = """
SELECT CAST(substr(json_extract(e.page, '$.paragraphs[0]'), 1, 300) AS BLOB),
       CAST(substr(json_extract(e.page, '$.paragraphs[#-1]'), 1, 300) AS BLOB)
FROM release r JOIN edition e ON e.key = r.current WHERE r.source = ? ORDER BY r.key DESC LIMIT ?
"""

_EDITION = """
SELECT e.number, e.content_hash, e.first_seen, e.last_seen, b.hash, e.page, e.tags
FROM edition e JOIN release r ON r.key = e.release JOIN fetch f ON f.key = e.fetch LEFT JOIN body b ON b.key = f.body
"""


def get(connection: sqlite3.Connection, release_id: str) -> Release | None:
    row = connection.execute(f"{_RELEASE} WHERE r.id = ?", (release_id,)).fetchone()
    return None if row is None else _release(connection, row)


def batch_after(
    connection: sqlite3.Connection, key: int, source_id: str | None, limit: int
) -> tuple[int, tuple[Release, ...]]:
    """Up to `limit` releases after a place in the archive, and the place of the last."""
    where = "r.key > ?" if source_id is None else "r.key > ? AND r.source = ?"
    values = (key,) if source_id is None else (key, source_id)
    rows = connection.execute(f"{_RELEASE} WHERE {where} ORDER BY r.key LIMIT ?", (*values, limit)).fetchall()
    last = rows[-1][0] if rows else key
    return last, tuple(_release(connection, row) for row in rows)


def count(connection: sqlite3.Connection, source_id: str | None = None) -> int:
    """Releases that have a content: those that belong in an index."""
    if source_id is None:
        row = connection.execute("SELECT count(*) FROM release WHERE current IS NOT NULL").fetchone()
    else:
        row = connection.execute(
            "SELECT count(*) FROM release WHERE current IS NOT NULL AND source = ?", (source_id,)
        ).fetchone()
    return int(row[0])


def stamps(connection: sqlite3.Connection, offset: int, limit: int) -> tuple[tuple[str, datetime], ...]:
    """(id, when its present content was first seen) in the order releases were kept."""
    rows = connection.execute(
        "SELECT r.id, e.first_seen FROM release r JOIN edition e ON e.key = r.current ORDER BY r.key LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return tuple((release_id, from_time(first_seen)) for release_id, first_seen in rows)


def newest_ends(connection: sqlite3.Connection, source_id: str, limit: int) -> tuple[tuple[str, str], ...]:
    """The first and the last paragraph of the bodies of a source's newest releases, newest first; of long
    ones the first 300 characters."""
    rows = connection.execute(_ENDS, (source_id, limit))
    return tuple((_text(first), _text(last)) for first, last in rows)


def _text(stored: bytes | None) -> str:
    return (stored or b"").decode("utf-8", "replace")


def editions(connection: sqlite3.Connection, release_id: str) -> tuple[Edition, ...]:
    rows = connection.execute(f"{_EDITION} WHERE r.id = ? ORDER BY e.number", (release_id,))
    return tuple(
        Edition(
            number,
            content_hash,
            from_time(first_seen),
            from_time(last_seen),
            body_hash or "",
            packing.unpack(ExtractedPage, page),
            packing.unpack(Tags, tags),
        )
        for number, content_hash, first_seen, last_seen, body_hash, page, tags in rows
    )


def edition_fetch(connection: sqlite3.Connection, release_id: str, number: int | None) -> int | None:
    """The fetch that an edition (None: the current one) was read from."""
    row = connection.execute(
        "SELECT e.fetch FROM edition e JOIN release r ON r.key = e.release WHERE r.id = ?"
        " AND (e.number = ? OR (? IS NULL AND e.key = r.current))",
        (release_id, number, number),
    ).fetchone()
    return None if row is None else int(row[0])


def find(connection: sqlite3.Connection, url: str) -> tuple[str, ...]:
    """Ids of the releases seen at an address (one per source that covers it)."""
    rows = connection.execute(
        "SELECT r.id FROM address a JOIN release r ON r.key = a.release WHERE a.url = ? ORDER BY r.key", (url,)
    )
    return tuple(row[0] for row in rows)


def _release(connection: sqlite3.Connection, row: tuple[str, ...]) -> Release:
    key, release_id, source, url, first_seen, last_seen, absent_since, failed_looks, edition_count, page, tags = row
    addresses = connection.execute("SELECT url FROM address WHERE release = ? ORDER BY key", (key,))
    return Release(
        id=release_id,
        source_id=source,
        url=url,
        addresses=tuple(address for (address,) in addresses),
        first_seen=from_time(first_seen),
        last_seen=from_time(last_seen),
        absent_since=from_time_or_none(absent_since),
        failed_looks=int(failed_looks),
        edition_count=int(edition_count),
        page=packing.unpack(ExtractedPage, page),
        tags=packing.unpack(Tags, tags),
    )
