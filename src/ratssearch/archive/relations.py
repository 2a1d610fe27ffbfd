"""What releases have to do with each other: siblings in other languages, copies, and texts kept under two addresses."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import date, datetime

from ratssearch.archive import changes
from ratssearch.archive.rows import storable, to_time
from ratssearch.archive.values import Result
from ratssearch.models import Relation, RelationKind


def of_release(connection: sqlite3.Connection, release_id: str) -> tuple[Relation, ...]:
    """Relations of a release, by kind and by the other's place in the archive."""
    rows = connection.execute(
        "SELECT o.id, l.kind, l.how, l.evidence, l.score FROM relation l JOIN release r ON r.key = l.release"
        " JOIN release o ON o.key = l.other WHERE r.id = ? AND o.current IS NOT NULL ORDER BY l.kind, l.other",
        (release_id,),
    )
    return tuple(
        Relation(other, RelationKind(kind), how, evidence, score) for other, kind, how, evidence, score in rows
    )


def replace(connection: sqlite3.Connection, release_id: str, found: Sequence[Relation]) -> bool:
    """Make `found` all the relations of a release, and their mirror images those of the others; says whether any
    changed. A release that is not there, on either side, has none."""
    key = _key(connection, release_id)
    if key is None:
        return False
    wanted: dict[tuple[int, str], Relation] = {}
    for relation in found:
        other_key = _key(connection, relation.other)
        if other_key is not None and other_key != key:
            wanted[other_key, relation.kind.value] = relation
    rows = connection.execute("SELECT other, kind, how, evidence, score FROM relation WHERE release = ?", (key,))
    before: dict[tuple[int, str], tuple[str, str, float]] = {
        (other, kind): (how, evidence, score) for other, kind, how, evidence, score in rows
    }
    after = {place: (entry.how, storable(entry.evidence), entry.score) for place, entry in wanted.items()}
    for other, kind in before.keys() - after.keys():
        connection.execute(
            "DELETE FROM relation WHERE kind = :kind AND (release = :a AND other = :b OR release = :b AND other = :a)",
            {"kind": kind, "a": key, "b": other},
        )
    for (other, kind), values in after.items():
        if before.get((other, kind)) != values:
            connection.executemany(
                "INSERT OR REPLACE INTO relation (release, other, kind, how, evidence, score)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [(key, other, kind, *values), (other, key, kind, *values)],
            )
    if before != after:
        others: set[int] = {other for other, _ in before.keys() ^ after.keys()}
        for touched in {key, *others}:
            changes.mark(connection, touched)  # what is shown of them is out of date
    return before != after


def keep_fingerprint(connection: sqlite3.Connection, release_id: str, signature: bytes) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO fingerprint (release, signature) SELECT key, ? FROM release WHERE id = ?",
        (signature, release_id),
    )


def fingerprints(connection: sqlite3.Connection) -> tuple[tuple[str, bytes], ...]:
    """(id, signature) of every release that has one, in the order they were first kept."""
    rows = connection.execute(
        "SELECT r.id, f.signature FROM fingerprint f JOIN release r ON r.key = f.release"
        " WHERE r.current IS NOT NULL ORDER BY r.key"
    )
    return tuple((str(release_id), bytes(signature)) for release_id, signature in rows)


def published_on(connection: sqlite3.Connection, source_id: str, day: date) -> tuple[tuple[str, str], ...]:
    """(id, language) of a source's releases that were published on a day, in the order they were first kept."""
    rows = connection.execute(
        # The day comes first: few releases share one, and a source has many.
        "SELECT r.id, json_extract(e.page, '$.language') FROM edition e CROSS JOIN release r"
        " ON r.key = e.release AND r.current = e.key WHERE e.published = ? AND r.source = ? ORDER BY r.key",
        (day.isoformat(), source_id),
    )
    return tuple((str(release_id), str(language)) for release_id, language in rows)


def merge(connection: sqlite3.Connection, first: str, second: str, evidence: str, at: datetime) -> bool:
    """Make the second release an address of the first, which must be the older. The second's id leads to the first
    from now on; its pages stay, as echoes of the first. False if either is not there any more."""
    into, gone = _key(connection, first), _key(connection, second)
    if into is None or gone is None or into == gone:
        return False
    connection.execute(
        "UPDATE fetch SET result = ? WHERE result NOT IN ('', ?, ?) AND url IN (SELECT u.key FROM url u"
        " JOIN address a ON a.source = u.source AND a.url = u.url WHERE a.release = ?)",
        (Result.ALIAS.value, Result.PENDING.value, Result.NONE.value, gone),
    )
    connection.execute("UPDATE address SET release = ?, how = 'same-text' WHERE release = ?", (into, gone))
    connection.execute("UPDATE merged SET release = ? WHERE release = ?", (into, gone))
    connection.execute("DELETE FROM relation WHERE release = ? OR other = ?", (gone, gone))
    connection.execute("DELETE FROM fingerprint WHERE release = ?", (gone,))
    connection.execute("UPDATE release SET current = NULL WHERE key = ?", (gone,))
    connection.execute("DELETE FROM edition WHERE release = ?", (gone,))
    connection.execute("DELETE FROM release WHERE key = ?", (gone,))
    connection.execute(
        "INSERT OR REPLACE INTO merged (id, release, evidence, at, change) VALUES (?, ?, ?, ?, ?)",
        (second, into, storable(evidence), to_time(at), changes.next_number(connection)),
    )
    changes.mark(connection, into)
    return True


def merged_into(connection: sqlite3.Connection, release_id: str) -> str | None:
    """The id of the release that took in the one of this id."""
    row = connection.execute(
        "SELECT r.id FROM merged m JOIN release r ON r.key = m.release WHERE m.id = ?", (release_id,)
    ).fetchone()
    return None if row is None else str(row[0])


def _key(connection: sqlite3.Connection, release_id: str) -> int | None:
    row = connection.execute("SELECT key FROM release WHERE id = ?", (release_id,)).fetchone()
    return None if row is None else int(row[0])
