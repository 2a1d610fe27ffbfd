"""What an import asks of the archive: was this look kept before, and which body does a record refer to."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ratssearch.archive.rows import to_time

# Addresses at which the same release was seen count as one: a redirected fetch stands under the address asked for.
_BODIES = """
SELECT b.hash FROM url u JOIN fetch f ON f.url = u.key JOIN body b ON b.key = f.body
WHERE u.source = :source AND u.url IN (
    SELECT :url UNION SELECT other.url FROM address a JOIN address other ON other.release = a.release
    WHERE a.source = :source AND a.url = :url)
"""


def has_look(
    connection: sqlite3.Connection, source_id: str, url: str, at: datetime | None, body_hash: str | None
) -> bool:
    """Whether a fetch of an address is kept: at this moment, with this body ("": without one); None leaves either
    open."""
    row = connection.execute(
        "SELECT 1 FROM url u JOIN fetch f ON f.url = u.key LEFT JOIN body b ON b.key = f.body"
        " WHERE u.source = ? AND u.url = ? AND (? IS NULL OR f.fetched_at = ?)"
        " AND (? IS NULL OR coalesce(b.hash, '') = ?) LIMIT 1",
        (source_id, url, at and to_time(at), at and to_time(at), body_hash, body_hash),
    ).fetchone()
    return row is not None


def find_original(
    connection: sqlite3.Connection, source_id: str, url: str, *, at: datetime | None = None, digest: str = ""
) -> str:
    """SHA-256 of the body that came from an address at a moment, or under a payload digest; empty if none is kept."""
    if at is not None:
        row = connection.execute(
            f"{_BODIES} AND f.fetched_at = :at ORDER BY f.key DESC LIMIT 1",
            {"source": source_id, "url": url, "at": to_time(at)},
        ).fetchone()
    else:
        row = connection.execute(
            f"{_BODIES} AND f.digest = :digest AND :digest <> '' ORDER BY f.key DESC LIMIT 1",
            {"source": source_id, "url": url, "digest": digest},
        ).fetchone()
    return "" if row is None else str(row[0])
