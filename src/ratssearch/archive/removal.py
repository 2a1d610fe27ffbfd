"""Take a release down for good: its texts and bytes go, its addresses are kept so that it never comes back."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ratssearch.archive import changes, relations
from ratssearch.archive.rows import from_time, storable, to_time
from ratssearch.archive.values import Forgotten, Result

REFUSAL = "forgotten"  # under which looks at its addresses are counted, should one happen

_URLS = "SELECT u.key FROM url u JOIN address a ON a.source = u.source AND a.url = u.url WHERE a.release = ?"


def forget(connection: sqlite3.Connection, release_id: str, reason: str, at: datetime) -> bool:
    """Remove a release, its editions and the bodies that nothing else needs; False for an unknown id.

    That it was fetched, when and with which outcome, stays in the log.
    """
    release_id = relations.merged_into(connection, release_id) or release_id
    row = connection.execute("SELECT key FROM release WHERE id = ?", (release_id,)).fetchone()
    if row is None:
        return False
    (release,) = row
    urls = [key for (key,) in connection.execute(_URLS, (release,))]
    connection.execute(
        "INSERT OR REPLACE INTO forgotten (source, url, release_id, reason, at, change)"
        " SELECT source, url, ?, ?, ?, ? FROM address WHERE release = ?",
        (release_id, storable(reason), to_time(at), changes.next_number(connection), release),
    )
    connection.execute("DELETE FROM merged WHERE release = ?", (release,))
    connection.execute("DELETE FROM relation WHERE release = ? OR other = ?", (release, release))
    connection.execute("DELETE FROM fingerprint WHERE release = ?", (release,))
    connection.execute("UPDATE release SET current = NULL WHERE key = ?", (release,))
    connection.execute("DELETE FROM edition WHERE release = ?", (release,))
    connection.execute("DELETE FROM address WHERE release = ?", (release,))
    connection.execute("DELETE FROM release WHERE key = ?", (release,))
    for url in urls:
        _empty(connection, url)
    return True


def forgotten(connection: sqlite3.Connection, release_id: str | None = None) -> tuple[Forgotten, ...]:
    """What was taken down (None: everything), latest first."""
    rows = connection.execute(
        "SELECT release_id, source, url, reason, at FROM forgotten WHERE ?1 IS NULL OR release_id = ?1"
        " ORDER BY change DESC, release_id, rowid",
        (release_id,),
    )
    found: dict[str, Forgotten] = {}
    for identifier, source, url, reason, at in rows:
        before = found[identifier].addresses if identifier in found else ()
        found[identifier] = Forgotten(identifier, source, (*before, url), reason, from_time(at))
    return tuple(found.values())


def forget_again(connection: sqlite3.Connection, entry: Forgotten) -> bool:
    """Take down what an older copy of the archive holds again; says whether it held it."""
    held = {
        release_id
        for url in entry.addresses
        for (release_id,) in connection.execute(
            "SELECT r.id FROM address a JOIN release r ON r.key = a.release WHERE a.source = ? AND a.url = ?",
            (entry.source_id, url),
        )
    }
    for release_id in held:
        forget(connection, release_id, entry.reason, entry.at)
    connection.executemany(
        "INSERT INTO forgotten (source, url, release_id, reason, at, change) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (
            (entry.source_id, url, entry.release_id, entry.reason, to_time(entry.at), changes.next_number(connection))
            for url in entry.addresses
        ),
    )
    return bool(held)


def _empty(connection: sqlite3.Connection, url: int) -> None:
    """Take out of the log and the frontier what says anything of the page's content."""
    bodies = [
        key for (key,) in connection.execute("SELECT DISTINCT body FROM fetch WHERE url = ? AND body NOTNULL", (url,))
    ]
    connection.execute(
        "UPDATE fetch SET body = NULL, headers = '[]', detail = '', digest = '', result = ?, refusal = ? WHERE url = ?",
        (Result.NONE.value, REFUSAL, url),
    )
    connection.execute(
        "UPDATE url SET body = NULL, body_at = NULL, etag = '', last_modified = '', canonical = '', listing_title = '',"
        " listing_date = '', good_at = NULL, holds_release = 0, failures = 0, next_visit = NULL WHERE key = ?",
        (url,),
    )
    for body in bodies:
        connection.execute(
            "DELETE FROM body WHERE key = :body AND NOT EXISTS (SELECT 1 FROM fetch WHERE body = :body)"
            " AND NOT EXISTS (SELECT 1 FROM url WHERE body = :body)",
            {"body": body},
        )
