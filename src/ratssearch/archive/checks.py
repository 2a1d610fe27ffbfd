"""Is the archive file sound? Everything that SQLite can say of it, and every body against its hash."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from ratssearch.archive import bodies
from ratssearch.errors import ArchiveError

_SHOWN = 20


def problems(connection: sqlite3.Connection) -> Iterator[str]:
    """Sentences on what is wrong with the structure of the file; none for a sound one."""
    for (line,) in connection.execute(f"PRAGMA integrity_check({_SHOWN})"):
        if line != "ok":
            yield f"SQLite says: {line}."
    for table, row, parent, _ in connection.execute("PRAGMA foreign_key_check").fetchmany(_SHOWN):
        yield f"Row {row} of {table} names a row of {parent} that is not there."
    for (release_id,) in connection.execute(
        "SELECT id FROM release WHERE NOT EXISTS (SELECT 1 FROM address WHERE address.release = release.key) LIMIT ?",
        (_SHOWN,),
    ):
        yield f"Release {release_id} has no address."


def damaged_bodies(connection: sqlite3.Connection, after: int, limit: int) -> tuple[int, tuple[str, ...]]:
    """Hashes of damaged bodies among the next `limit`, and the place of the last one looked at (0: there were none)."""
    found: list[str] = []
    place = 0
    rows = connection.execute("SELECT key, hash FROM body WHERE key > ? ORDER BY key LIMIT ?", (after, limit))
    for key, digest in rows.fetchall():
        place = int(key)
        try:
            bodies.load(connection, place)
        except ArchiveError:
            found.append(str(digest))
    return place, tuple(found)
