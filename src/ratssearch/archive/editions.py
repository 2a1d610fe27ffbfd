"""Keep what extraction made of a fetched page: a new release, an edition of a known one, or none.

Which release a page belongs to: the one that has its address; else, where the page was reached by a redirect, the
one at the redirect's end; else one whose page or this one names the other as its canonical address, if both say
the same words (a template that puts one canonical address on every page must not melt releases into one).
"""

from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import astuple, dataclass

from ratssearch.archive import changes, fetches, looks, moves, packing, visits
from ratssearch.archive.rows import from_time, storable
from ratssearch.archive.values import KeptEdition, Result
from ratssearch.models import ExtractedPage, Tags
from ratssearch.urls import release_id


def content_hash(page: ExtractedPage) -> str:
    """SHA-256 hex of title and body text: what makes an edition."""
    return _digest(page.title, page.body)


def facts_hash(page: ExtractedPage) -> str:
    """SHA-256 hex of the facts beside the text that make an edition too: date, dateline, signature."""
    date = page.published
    words = "" if date is None else f"{date.first} {date.last} {date.precision}"
    return _digest(words, page.dateline, page.signature)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class _Look:
    """A fetch of a release page, as keeping its edition needs it."""

    fetch: int
    url_key: int
    source: str
    url: str
    final_url: str
    at: str
    imported: bool
    overtaken: bool  # an imported look at an address that was looked at later, too


def keep(connection: sqlite3.Connection, fetch: int, page: ExtractedPage, tags: Tags) -> KeptEdition:
    """Keep the content of a fetched page; says what it was. Keeping it twice changes nothing."""
    look = _look(connection, fetch)
    content = content_hash(page)
    release = _release_at(connection, look, page, content)
    if release is None:
        release = _new_release(connection, look)
        result = Result.NEW
    elif _is_alias_of_living(connection, release, look):
        result = Result.ALIAS
    else:
        result = Result.SAME
    late = look.imported and _was_seen_after(connection, release, look.at)
    if result is not Result.ALIAS:
        result = _keep_content(connection, release, look, page, tags, content, result, late=late)
        if late:
            looks.seen_before(connection, release, from_time(look.at))
        else:
            looks.seen(connection, release, look.url_key, from_time(look.at))
    _note(connection, look, result, holds_release=True, canonical=page.canonical_url)
    if not look.overtaken:
        connection.execute("UPDATE url SET failures = 0 WHERE key = ?", (look.url_key,))
        visits.plan(connection, look.url_key, from_time(look.at))
    (identifier,) = connection.execute("SELECT id FROM release WHERE key = ?", (release,)).fetchone()
    return KeptEdition(result, identifier)


def refuse(connection: sqlite3.Connection, fetch: int, outcome: str, detail: str) -> None:
    """Say that a fetched page holds no release, by the extractor's word for it. A release that was there before
    keeps its editions and counts a failed look."""
    look = _look(connection, fetch)
    _note(connection, look, Result.NONE, holds_release=False)
    connection.execute("UPDATE fetch SET refusal = ?, detail = ? WHERE key = ?", (outcome, storable(detail), fetch))
    if look.overtaken:
        return
    looks.failed(connection, look.url_key, outcome, from_time(look.at), speaks_of_page=True)
    connection.execute("UPDATE url SET failures = failures + 1 WHERE key = ?", (look.url_key,))
    visits.plan(connection, look.url_key, from_time(look.at))


def _look(connection: sqlite3.Connection, fetch: int) -> _Look:
    key, url_key, source, url, final_url, at, imported = connection.execute(
        "SELECT f.key, u.key, u.source, u.url, f.final_url, f.fetched_at, f.origin <> ''"
        " FROM fetch f JOIN url u ON u.key = f.url WHERE f.key = ?",
        (fetch,),
    ).fetchone()
    overtaken = bool(imported) and fetches.was_seen_later(connection, fetch)
    return _Look(key, url_key, source, url, final_url, at, bool(imported), overtaken)


def _was_seen_after(connection: sqlite3.Connection, release: int, at: str) -> bool:
    (last_seen,) = connection.execute("SELECT last_seen FROM release WHERE key = ?", (release,)).fetchone()
    return bool(at < last_seen)


def _release_at(connection: sqlite3.Connection, look: _Look, page: ExtractedPage, content: str) -> int | None:
    known = _at_address(connection, look.source, look.url)
    if known is not None:
        return known
    if look.final_url and look.final_url != look.url:
        known = _at_address(connection, look.source, look.final_url)
        if known is not None:
            _add_address(connection, known, look.source, look.url, "redirect", look.at)
            return known
    for url in moves.counterparts(connection, look.source, look.url):
        known = _at_address(connection, look.source, url)
        if known is not None:
            _add_address(connection, known, look.source, look.url, "moved", look.at)
            return known
    known = _by_claim(connection, look, page.canonical_url, content)
    if known is not None:
        _add_address(connection, known, look.source, look.url, "canonical", look.at)
    return known


def _at_address(connection: sqlite3.Connection, source: str, url: str) -> int | None:
    row = connection.execute("SELECT release FROM address WHERE source = ? AND url = ?", (source, url)).fetchone()
    return None if row is None else int(row[0])


def _by_claim(connection: sqlite3.Connection, look: _Look, canonical: str, content: str) -> int | None:
    """A release with the same words that this page names as itself, or whose page names this address, or both a
    third address."""
    row = connection.execute(
        "SELECT a.release FROM edition e CROSS JOIN address a ON a.release = e.release"  # few editions share a hash
        " LEFT JOIN url u ON u.source = a.source AND u.url = a.url"
        " WHERE a.source = :source AND e.content_hash = :content"
        " AND ((:canonical <> '' AND (a.url = :canonical OR u.canonical = :canonical)) OR u.canonical = :url)"
        " ORDER BY a.release LIMIT 1",
        {"source": look.source, "content": content, "canonical": canonical, "url": look.url},
    ).fetchone()
    return None if row is None else int(row[0])


def _is_alias_of_living(connection: sqlite3.Connection, release: int, look: _Look) -> bool:
    """Whether the release was last seen at another address and is alive there: then this page's wording makes no
    edition, or two addresses that differ in a word would take turns as the newest."""
    seen_at, first_seen, absent_since, failed_looks = connection.execute(
        "SELECT seen_at, first_seen, absent_since, failed_looks FROM release WHERE key = ?", (release,)
    ).fetchone()
    if look.imported and look.at < first_seen:
        return False  # from before the time that we know of: part of its history, wherever it stood then
    return bool(seen_at != look.url_key and absent_since is None and failed_looks == 0)


def _new_release(connection: sqlite3.Connection, look: _Look) -> int:
    identifier = release_id(look.source, look.url)
    cursor = connection.execute(
        "INSERT INTO release (id, source, first_seen, last_seen, seen_at, change) VALUES (?, ?, ?, ?, ?, ?)",
        (identifier, look.source, look.at, look.at, look.url_key, changes.next_number(connection)),
    )
    assert cursor.lastrowid is not None
    _add_address(connection, cursor.lastrowid, look.source, look.url, "first", look.at)
    if look.final_url and look.final_url != look.url:
        _add_address(connection, cursor.lastrowid, look.source, look.final_url, "redirect", look.at)
    return cursor.lastrowid


def _add_address(connection: sqlite3.Connection, release: int, source: str, url: str, how: str, since: str) -> None:
    connection.execute(
        "INSERT INTO address (release, source, url, how, since) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (release, source, url, how, since),
    )
    changes.mark(connection, release)


def _keep_content(
    connection: sqlite3.Connection,
    release: int,
    look: _Look,
    page: ExtractedPage,
    tags: Tags,
    content: str,
    result: Result,
    *,
    late: bool,
) -> Result:
    """Make the page the release's current edition: a known one seen again, or a new one. A `late` page was seen
    before the current one, so that it becomes an edition, and not the current one."""
    facts = facts_hash(page)
    known = connection.execute(
        "SELECT key, extractor, gazetteer FROM edition WHERE release = ? AND content_hash = ? AND facts_hash = ?",
        (release, content, facts),
    ).fetchone()
    (current,) = connection.execute("SELECT current FROM release WHERE key = ?", (release,)).fetchone()
    if known is None:
        if current is not None:
            same_words = connection.execute(
                "SELECT content_hash = ? FROM edition WHERE key = ?", (content, current)
            ).fetchone()
            result = Result.METADATA if same_words[0] else Result.EDITED
        row = Row(release, _next_number(connection, release), content, facts, look.at, look.at, look.fetch)
        edition = insert(connection, row, page, tags)
    else:
        edition = int(known[0])
        _see_again(connection, edition, look, page, tags, outdated=known[1:] != (page.version, tags.version))
        if current is not None and current != edition and not late:
            result = Result.EDITED  # an earlier wording is back
    if late:
        changes.mark(connection, release)  # when it was first seen, and how many editions it has
    elif edition != current or (known is not None and known[1:] != (page.version, tags.version)):
        connection.execute("UPDATE release SET current = ? WHERE key = ?", (edition, release))
        changes.mark(connection, release)
    return result


@dataclass(frozen=True, slots=True)
class Row:
    """An edition's row, page and tags aside."""

    release: int
    number: int
    content_hash: str
    facts_hash: str
    first_seen: str
    last_seen: str
    fetch: int


def insert(connection: sqlite3.Connection, row: Row, page: ExtractedPage, tags: Tags) -> int:
    """The key of a new edition."""
    published = None if page.published is None else page.published.first.isoformat()
    cursor = connection.execute(
        "INSERT INTO edition (release, number, content_hash, facts_hash, first_seen, last_seen, fetch, published,"
        " extractor, gazetteer, page, tags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*astuple(row), published, page.version, tags.version, packing.pack(page), packing.pack(tags)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _next_number(connection: sqlite3.Connection, release: int) -> int:
    (highest,) = connection.execute("SELECT max(number) FROM edition WHERE release = ?", (release,)).fetchone()
    return int(highest or 0) + 1


def _see_again(
    connection: sqlite3.Connection, edition: int, look: _Look, page: ExtractedPage, tags: Tags, *, outdated: bool
) -> None:
    connection.execute(
        "UPDATE edition SET first_seen = min(first_seen, :at), last_seen = max(last_seen, :at) WHERE key = :key",
        {"at": look.at, "key": edition},
    )
    if outdated:  # a newer program read it: its reading replaces the older one's
        connection.execute(
            "UPDATE edition SET fetch = ?, extractor = ?, gazetteer = ?, page = ?, tags = ? WHERE key = ?",
            (look.fetch, page.version, tags.version, packing.pack(page), packing.pack(tags), edition),
        )


def _note(
    connection: sqlite3.Connection, look: _Look, result: Result, *, holds_release: bool, canonical: str = ""
) -> None:
    connection.execute("UPDATE fetch SET result = ? WHERE key = ?", (result.value, look.fetch))
    if look.overtaken:
        return
    connection.execute(
        "UPDATE url SET holds_release = ?, canonical = ? WHERE key = ?",
        (int(holds_release), storable(canonical), look.url_key),
    )
