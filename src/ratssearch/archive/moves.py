"""A site that moved: old addresses stay those of the same releases, and new ones are known before they are seen."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ratssearch.archive import changes
from ratssearch.archive.rows import from_time, to_time
from ratssearch.archive.values import Move, Moved


def counterparts(connection: sqlite3.Connection, source_id: str, url: str) -> tuple[str, ...]:
    """Addresses that a declared move makes the same as this one, in either direction."""
    rows = connection.execute("SELECT old, new FROM move WHERE source = ? ORDER BY key", (source_id,)).fetchall()
    found: list[str] = []
    for old, new in rows:
        found += [to + url[len(base) :] for base, to in ((old, new), (new, old)) if url.startswith(base)]
    return tuple(dict.fromkeys(address for address in found if address != url))


def declared(connection: sqlite3.Connection) -> tuple[Move, ...]:
    rows = connection.execute("SELECT source, old, new, at FROM move ORDER BY key")
    return tuple(Move(source, old, new, from_time(at)) for source, old, new, at in rows)


def declare(connection: sqlite3.Connection, source_id: str, old: str, new: str, at: datetime) -> Moved:
    """Say that what stood under `old` stands under `new`, both ending in a slash. Saying it twice changes nothing.

    Addresses that other releases hold already are left alone and counted: two releases are not melted into one.
    """
    connection.execute(
        "INSERT INTO move (source, old, new, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (source_id, old, new, to_time(at)),
    )
    released = addresses = taken = 0
    for release, url in _addresses_under(connection, source_id, old):
        target = new + url[len(old) :]
        holder = connection.execute(
            "SELECT release FROM address WHERE source = ? AND url = ?", (source_id, target)
        ).fetchone()
        if holder is not None and holder[0] != release:
            taken += 1
            continue
        addresses += holder is None
        released += _follow(connection, release, source_id, url, target, at)
    _move_forgotten(connection, source_id, old, new)
    return Moved(released, addresses, taken)


def _addresses_under(connection: sqlite3.Connection, source_id: str, base: str) -> list[tuple[int, str]]:
    rows = connection.execute(
        "SELECT release, url FROM address WHERE source = ? AND substr(url, 1, ?) = ? ORDER BY key",
        (source_id, len(base), base),
    )
    return [(int(release), str(url)) for release, url in rows]


def _follow(connection: sqlite3.Connection, release: int, source_id: str, url: str, target: str, at: datetime) -> bool:
    """Give the release its new address; if it was last seen at the old one, look for it at the new one from now on.
    Says whether it did so."""
    connection.execute(
        "INSERT INTO address (release, source, url, how, since) VALUES (?, ?, ?, 'moved', ?) ON CONFLICT DO NOTHING",
        (release, source_id, target, to_time(at)),
    )
    changes.mark(connection, release)
    row = connection.execute(
        "SELECT u.key, u.listing_date, u.listing_title, u.key = r.seen_at FROM url u JOIN release r ON r.key = ?"
        " WHERE u.source = ? AND u.url = ?",
        (release, source_id, url),
    ).fetchone()
    if row is None:
        return False
    old_key, listing_date, listing_title, seen_here = row
    connection.execute("UPDATE url SET next_visit = NULL, failures = 0 WHERE key = ?", (old_key,))
    (new_key,) = connection.execute(
        "INSERT INTO url (source, url, role, via, found_on, found_at, listing_date, listing_title, next_visit)"
        " VALUES (:source, :url, 'release', 'moved', :old, :at, :date, :title, :at)"
        " ON CONFLICT (source, url) DO UPDATE SET next_visit = coalesce(next_visit, excluded.next_visit),"
        " listing_date = CASE WHEN listing_date = '' THEN excluded.listing_date ELSE listing_date END,"
        " listing_title = CASE WHEN listing_title = '' THEN excluded.listing_title ELSE listing_title END"
        " RETURNING key",
        {
            "source": source_id,
            "url": target,
            "old": url,
            "at": to_time(at),
            "date": listing_date,
            "title": listing_title,
        },
    ).fetchone()
    if seen_here:
        connection.execute("UPDATE release SET seen_at = ? WHERE key = ?", (new_key, release))
    return bool(seen_here)


def _move_forgotten(connection: sqlite3.Connection, source_id: str, old: str, new: str) -> None:
    """What was taken down stays so at its new address."""
    connection.execute(
        "INSERT INTO forgotten (source, url, release_id, reason, at, change)"
        " SELECT source, :new || substr(url, :length + 1), release_id, reason, at, change FROM forgotten"
        " WHERE source = :source AND substr(url, 1, :length) = :old ON CONFLICT DO NOTHING",
        {"source": source_id, "old": old, "new": new, "length": len(old)},
    )
