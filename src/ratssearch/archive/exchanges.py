"""The fetch log as other archives keep it: what was asked, what came, and which earlier answer it repeats."""

from __future__ import annotations

import json
import sqlite3

from ratssearch.archive import bodies, removal
from ratssearch.archive.rows import from_time
from ratssearch.archive.values import Exchange, Original
from ratssearch.models import Outcome, Role

_EXCHANGES = """
SELECT f.key, u.source, u.url, f.final_url, f.role, f.outcome, f.status, f.headers, f.fetched_at, f.body, f.detail,
       u.via, u.found_on, u.listing_date, u.listing_title, f.origin
FROM fetch f JOIN url u ON u.key = f.url
WHERE f.key > :key AND f.key <= :last AND (:source IS NULL OR u.source = :source) AND f.refusal <> :forgotten
ORDER BY f.key LIMIT :limit
"""

_ORIGINAL = """
SELECT f.key, f.final_url, u.url, f.fetched_at FROM fetch f JOIN url u ON u.key = f.url
WHERE f.body = :body AND f.key < :key AND f.outcome = 'fetched' AND (:source IS NULL OR u.source = :source)
ORDER BY f.key LIMIT 1
"""


def last_key(connection: sqlite3.Connection) -> int:
    (key,) = connection.execute("SELECT coalesce(max(key), 0) FROM fetch").fetchone()
    return int(key)


def batch_after(
    connection: sqlite3.Connection, key: int, last: int, source_id: str | None, limit: int
) -> tuple[Exchange, ...]:
    """The next fetches in the order of the log, without those of releases that were taken down."""
    values = {"key": key, "last": last, "source": source_id, "limit": limit, "forgotten": removal.REFUSAL}
    rows = connection.execute(_EXCHANGES, values).fetchall()
    return tuple(_exchange(connection, row, source_id) for row in rows)


def _exchange(connection: sqlite3.Connection, row: tuple[str, ...], source_id: str | None) -> Exchange:
    key, source, url, final_url, role, outcome, status, headers, fetched_at, body_key, *rest = row
    detail, via, found_on, listing_date, listing_title, origin = rest
    original = None if body_key is None else _original(connection, int(key), int(body_key), source_id)
    body = bodies.load(connection, int(body_key)) if body_key is not None else None
    return Exchange(
        key=int(key),
        source_id=source,
        url=url,
        final_url=final_url or url,
        role=Role(role),
        outcome=Outcome(outcome),
        status=int(status),
        headers=tuple((str(name), str(value)) for name, value in json.loads(headers)),
        fetched_at=from_time(fetched_at),
        body=body,
        original=original,
        detail=detail,
        via=via,
        found_on=found_on,
        listing_date=listing_date,
        listing_title=listing_title,
        origin=origin,
    )


def _original(connection: sqlite3.Connection, key: int, body: int, source_id: str | None) -> Original | None:
    """The first fetch that brought these bytes, if it was an earlier one."""
    row = connection.execute(_ORIGINAL, {"body": body, "key": key, "source": source_id}).fetchone()
    return None if row is None else Original(int(row[0]), row[1] or row[2], from_time(row[3]))
