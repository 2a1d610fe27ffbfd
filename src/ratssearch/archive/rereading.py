"""Put a newer reading of kept pages in the place of an older one: the editions of a release made anew.

Pages and tags are derived from bodies, so a better extractor or gazetteer may rewrite them. Releases, their ids and
when they were seen are not derived: they stay. So do the numbers of editions, since people cite them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as with_changes

from ratssearch.archive import changes, editions, packing
from ratssearch.archive.rows import storable
from ratssearch.archive.values import Reading
from ratssearch.models import ExtractedPage, Tags

# Fetches at any address of a release that brought or confirmed a body; those that only echoed it elsewhere left out.
_LOOKS = """
SELECT f.key, f.body, f.fetched_at, f.outcome, f.origin
FROM release r JOIN address a ON a.release = r.key
JOIN url u ON u.source = a.source AND u.url = a.url AND u.role = 'release'
JOIN fetch f ON f.url = u.key
WHERE r.id = ? AND f.body IS NOT NULL AND f.role = 'release' AND f.result NOT IN ('alias', 'pending')
ORDER BY f.key
"""


def ids_after(connection: sqlite3.Connection, key: int, limit: int) -> tuple[tuple[int, str], ...]:
    """(place, id) of the next releases, also of those that have no content at present."""
    rows = connection.execute("SELECT key, id FROM release WHERE key > ? ORDER BY key LIMIT ?", (key, limit))
    return tuple((int(place), str(release_id)) for place, release_id in rows)


def fetches_of(connection: sqlite3.Connection, release_id: str) -> tuple[int, ...]:
    """The first fetch of each distinct body that was seen at a release's addresses, oldest first."""
    first: dict[int, int] = {}
    for key, body, _, outcome, _ in connection.execute(_LOOKS, (release_id,)):
        if outcome == "fetched":
            first.setdefault(body, key)
    return tuple(first.values())


def outdated(connection: sqlite3.Connection, fetch: int, extractor: str) -> str | None:
    """The release at a fetch's address, if its current edition was read by another version of the extractor."""
    row = connection.execute(
        "SELECT r.id FROM fetch f JOIN url u ON u.key = f.url JOIN address a ON a.source = u.source"
        " AND a.url IN (u.url, f.final_url) JOIN release r ON r.key = a.release"
        " JOIN edition e ON e.key = r.current WHERE f.key = ? AND e.extractor <> ? LIMIT 1",
        (fetch, extractor),
    ).fetchone()
    return None if row is None else str(row[0])


def wait_again(connection: sqlite3.Connection) -> int:
    """Let pages that held no release, at addresses where none is known, wait for extraction again; how many."""
    cursor = connection.execute(
        "UPDATE fetch SET result = 'pending', refusal = '' WHERE result = 'none' AND outcome = 'fetched'"
        " AND body IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM url u JOIN address a ON a.source = u.source AND a.url = u.url WHERE u.key = fetch.url)"
    )
    return cursor.rowcount


@dataclass(slots=True)
class _Content:
    """One edition in the making: every reading that says the same."""

    reading: Reading
    bodies: list[int] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    number: int = 0


def replace(connection: sqlite3.Connection, release_id: str, readings: Sequence[Reading]) -> bool:
    """Make the editions of a release from new readings of its pages; says whether anything changed."""
    (release,) = connection.execute("SELECT key FROM release WHERE id = ?", (release_id,)).fetchone()
    looks = connection.execute(_LOOKS, (release_id,)).fetchall()
    contents, newest = _contents(readings, looks)
    _number(connection, release, contents)
    before = _state(connection, release)
    _mark_pages(connection, readings)
    connection.execute("UPDATE release SET current = NULL WHERE key = ?", (release,))
    connection.execute("DELETE FROM edition WHERE release = ?", (release,))
    for (content_hash, facts_hash), content in contents.items():
        _insert(connection, release, content, content_hash, facts_hash)
    if newest is not None:
        connection.execute(
            "UPDATE release SET current = (SELECT key FROM edition WHERE release = ? AND number = ?) WHERE key = ?",
            (release, newest.number, release),
        )
    changed = before != _state(connection, release)
    if changed:
        changes.mark(connection, release)
    return changed


def replace_tags(connection: sqlite3.Connection, release_id: str, tags: Mapping[int, Tags]) -> bool:
    """Put new tags on the editions of a release, by their numbers; says whether any differ from before."""
    (release,) = connection.execute("SELECT key FROM release WHERE id = ?", (release_id,)).fetchone()
    before = _state(connection, release)
    connection.executemany(
        "UPDATE edition SET tags = ?, gazetteer = ? WHERE release = ? AND number = ?",
        ((packing.pack(found), found.version, release, number) for number, found in tags.items()),
    )
    changed = before != _state(connection, release)
    if changed:
        changes.mark(connection, release)
    return changed


def _contents(
    readings: Sequence[Reading], looks: Sequence[tuple[int, int, str, str, str]]
) -> tuple[dict[tuple[str, str], _Content], _Content | None]:
    """Every content that the readings give, and the newest: by the order of the log, but an imported look only if it
    is not older than those before it."""
    body_of = {key: body for key, body, *_ in looks}
    contents: dict[tuple[str, str], _Content] = {}
    by_body: dict[int, _Content] = {}
    for reading in readings:
        if reading.page is None or reading.fetch not in body_of:
            continue
        hashes = editions.content_hash(reading.page), editions.facts_hash(reading.page)
        content = contents.setdefault(hashes, _Content(reading))
        content.bodies.append(body_of[reading.fetch])
        by_body[body_of[reading.fetch]] = content
    newest, latest = None, ""
    for _, body, at, _, origin in looks:
        if body in by_body:
            by_body[body].seen.append(at)
            if not origin or at >= latest:
                newest = by_body[body]
            latest = max(latest, at)
    return contents, newest


def _number(connection: sqlite3.Connection, release: int, contents: Mapping[tuple[str, str], _Content]) -> None:
    """Each content keeps the number it had: by its words, else by the bytes it was read from, else a new one."""
    rows = connection.execute(
        "SELECT e.number, e.content_hash, e.facts_hash, f.body FROM edition e JOIN fetch f ON f.key = e.fetch"
        " WHERE e.release = ? ORDER BY e.number",
        (release,),
    ).fetchall()
    by_words = {(content_hash, facts_hash): number for number, content_hash, facts_hash, _ in rows}
    by_bytes = {body: number for number, _, _, body in reversed(rows)}
    taken: set[int] = set()
    for hashes, content in contents.items():
        if hashes in by_words:
            content.number = by_words[hashes]
            taken.add(content.number)
    highest = max((row[0] for row in rows), default=0)
    for content in contents.values():
        if content.number:
            continue
        numbers = [by_bytes[body] for body in content.bodies if by_bytes.get(body, 0) not in (0, *taken)]
        content.number = min(numbers, default=highest + 1)
        highest = max(highest, content.number)
        taken.add(content.number)


def _insert(
    connection: sqlite3.Connection, release: int, content: _Content, content_hash: str, facts_hash: str
) -> None:
    page, tags = content.reading.page, content.reading.tags
    assert page is not None
    editions.insert(
        connection,
        editions.Row(
            release=release,
            number=content.number,
            content_hash=content_hash,
            facts_hash=facts_hash,
            first_seen=min(content.seen),
            last_seen=max(content.seen),
            fetch=content.reading.fetch,
        ),
        page,
        tags,
    )


def _mark_pages(connection: sqlite3.Connection, readings: Sequence[Reading]) -> None:
    """Bring fetches and addresses up to date where a page is now read that was not, or the other way round."""
    for reading in readings:
        holds = reading.page is not None
        connection.execute(
            "UPDATE url SET holds_release = ? FROM fetch f WHERE f.key = ? AND url.key = f.url AND url.body = f.body",
            (int(holds), reading.fetch),
        )
        if holds:
            connection.execute(
                "UPDATE fetch SET result = 'same', refusal = '' WHERE key = ? AND result = 'none'", (reading.fetch,)
            )
        else:
            connection.execute(
                "UPDATE fetch SET result = 'none', refusal = ?, detail = ? WHERE key = ?",
                (reading.refusal, storable(reading.detail), reading.fetch),
            )


def _state(connection: sqlite3.Connection, release: int) -> list[tuple[object, ...]]:
    """All that an index and a reader see of the editions; which version read them is left out."""
    rows = connection.execute(
        "SELECT e.number, e.key = r.current, e.first_seen, e.last_seen, e.page, e.tags"
        " FROM edition e JOIN release r ON r.key = e.release WHERE r.key = ? ORDER BY e.number",
        (release,),
    ).fetchall()
    return [
        (
            *row[:4],
            with_changes(packing.unpack(ExtractedPage, row[4]), version=""),
            with_changes(packing.unpack(Tags, row[5]), version=""),
        )
        for row in rows
    ]
