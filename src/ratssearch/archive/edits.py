"""What happened to releases after they were first seen: edits of text or facts, and pages that vanished."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from ratssearch.archive.rows import from_time
from ratssearch.archive.values import EditEvent, EditKind

# An edition counts as an edit of the one that was first seen before it, whatever their numbers: an import may bring
# an earlier wording after a later one. Only releases with more than one edition are looked at.
_EVENTS = """
SELECT at, kind, id, source, number, before FROM (
    SELECT e.first_seen AS at, CASE WHEN e.content_hash = p.content_hash THEN 'metadata' ELSE 'text' END AS kind,
           r.id AS id, r.source AS source, e.number AS number, p.number AS before
    FROM edition e JOIN release r ON r.key = e.release
    JOIN edition p ON p.key = (
        SELECT q.key FROM edition q WHERE q.release = e.release
        AND (q.first_seen < e.first_seen OR (q.first_seen = e.first_seen AND q.number < e.number))
        ORDER BY q.first_seen DESC, q.number DESC LIMIT 1)
    WHERE e.release IN (SELECT release FROM edition INDEXED BY edition_further WHERE number > 1)
    AND r.current IS NOT NULL
    UNION ALL
    SELECT r.absent_since, 'vanished', r.id, r.source, e.number, 0
    FROM release r JOIN edition e ON e.key = r.current WHERE r.absent_since IS NOT NULL
)
"""


def events(
    connection: sqlite3.Connection, sources: Sequence[str], kinds: Sequence[str], offset: int, limit: int
) -> tuple[EditEvent, ...]:
    """Events, latest first; no sources or no kinds means all of them."""
    where, values = _where(sources, kinds)
    rows = connection.execute(
        f"{_EVENTS}{where} ORDER BY at DESC, id, number DESC LIMIT ? OFFSET ?", (*values, limit, offset)
    )
    return tuple(
        EditEvent(from_time(at), EditKind(kind), release_id, source, number, before)
        for at, kind, release_id, source, number, before in rows
    )


def count(connection: sqlite3.Connection, sources: Sequence[str], kinds: Sequence[str]) -> int:
    where, values = _where(sources, kinds)
    (number,) = connection.execute(f"SELECT count(*) FROM ({_EVENTS}{where})", values).fetchone()  # noqa: S608
    return int(number)


def _where(sources: Sequence[str], kinds: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    parts = [
        f"{column} IN ({', '.join('?' * len(chosen))})"
        for column, chosen in (("source", sources), ("kind", kinds))
        if chosen
    ]
    return (f" WHERE {' AND '.join(parts)}" if parts else ""), (*sources, *kinds)
