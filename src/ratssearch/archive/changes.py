"""Which releases an index has still to be told of.

Every change of a release takes the next number. An index follows the numbers in order and keeps, here and not in
itself, how far it has come: a process killed between archive and index makes it repeat the last steps, never skip one.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ratssearch.archive.rows import to_time


def next_number(connection: sqlite3.Connection) -> int:
    (number,) = connection.execute("UPDATE change_counter SET value = value + 1 RETURNING value").fetchone()
    return int(number)


def latest(connection: sqlite3.Connection) -> int:
    (number,) = connection.execute("SELECT value FROM change_counter").fetchone()
    return int(number)


def mark(connection: sqlite3.Connection, release: int) -> None:
    """Say that what an index holds of this release is out of date."""
    connection.execute("UPDATE release SET change = ? WHERE key = ?", (next_number(connection), release))


def cursor(connection: sqlite3.Connection, index: str) -> tuple[int, str]:
    """The last change that an index has, and its generation then; (0, "") for an index not known yet."""
    row = connection.execute("SELECT change, generation FROM index_cursor WHERE name = ?", (index,)).fetchone()
    return (0, "") if row is None else (int(row[0]), str(row[1]))


def move_cursor(connection: sqlite3.Connection, index: str, change: int, generation: str, at: datetime) -> None:
    connection.execute(
        "INSERT INTO index_cursor (name, change, generation, at) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO UPDATE"
        " SET change = excluded.change, generation = excluded.generation, at = excluded.at",
        (index, change, generation, to_time(at)),
    )


def above(connection: sqlite3.Connection, change: int, limit: int) -> tuple[tuple[int, str], ...]:
    """(number, release id) of changes after `change`, in order. Of a release changed often, only the latest."""
    rows = connection.execute(
        "SELECT change, id FROM release WHERE change > ? UNION ALL"
        " SELECT max(change), release_id FROM forgotten WHERE change > ? GROUP BY release_id UNION ALL"
        " SELECT change, id FROM merged WHERE change > ? ORDER BY 1 LIMIT ?",
        (change, change, change, limit),
    )
    return tuple((int(number), str(release_id)) for number, release_id in rows)
