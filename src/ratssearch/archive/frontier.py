"""The frontier: every address that was ever met, how it was found, and which are to be fetched next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from ratssearch.archive import moves
from ratssearch.archive.rows import from_time_or_none, storable, to_time
from ratssearch.archive.values import Why
from ratssearch.models import Discovered, FetchedPage, Role, Validators

# A later meeting keeps how the address was first found. A listing's date is the first one given, which stands
# nearest to publication; a sitemap's <lastmod> speaks of edits and is kept apart.
_MEET = """
INSERT INTO url (source, url, role, via, found_on, found_at, found_run, listing_date, listing_title, lastmod)
VALUES (:source, :url, :role, :via, :found_on, :at, :run, :listing_date, :listing_title, :lastmod)
ON CONFLICT (source, url) DO UPDATE SET
    found_run = coalesce(:run, found_run),
    role = CASE WHEN role = 'release' THEN role ELSE excluded.role END,
    listing_date = CASE WHEN listing_date = '' THEN excluded.listing_date ELSE listing_date END,
    listing_title = CASE WHEN listing_title = '' THEN excluded.listing_title ELSE listing_title END,
    lastmod = CASE WHEN excluded.lastmod = '' THEN lastmod ELSE excluded.lastmod END
"""

_PENDING = """
SELECT url, role, CASE WHEN last_fetch IS NULL THEN via ELSE 'archive' END, found_on, listing_date, listing_title
FROM url
WHERE source = ? AND role = 'release'
  AND (last_fetch IS NULL OR (next_visit IS NOT NULL AND (next_visit <= ? OR ?)))
  AND NOT EXISTS (SELECT 1 FROM forgotten WHERE forgotten.source = url.source AND forgotten.url = url.url)
ORDER BY last_fetch IS NOT NULL, next_visit, key
"""


def meet(
    connection: sqlite3.Connection, source_id: str, items: Iterable[Discovered], run: int | None, at: datetime
) -> None:
    """Keep addresses that pages pointed at; those of before are kept as they were first found."""
    connection.executemany(
        _MEET,
        (
            {
                "source": source_id,
                "url": storable(item.url),
                "role": item.role.value,
                "via": item.via,
                "found_on": storable(item.found_on),
                "at": to_time(at),
                "run": None if item.via == "archive" else run,
                "listing_date": "" if item.via == "sitemap" else storable(item.listing_date),
                "listing_title": storable(item.listing_title),
                "lastmod": storable(item.listing_date) if item.via == "sitemap" else "",
            }
            for item in items
        ),
    )


def key_of(connection: sqlite3.Connection, source_id: str, page: FetchedPage) -> int:
    """The key of the page's address; one that nothing pointed at (robots.txt) is met now."""
    row = connection.execute("SELECT key FROM url WHERE source = ? AND url = ?", (source_id, page.url)).fetchone()
    if row is None:
        item = Discovered(page.url, page.role, "profile", "")
        meet(connection, source_id, [item], None, page.fetched_at)
        row = connection.execute(
            "SELECT key FROM url WHERE source = ? AND url = ?", (source_id, storable(page.url))
        ).fetchone()
    return int(row[0])


def known(connection: sqlite3.Connection, source_id: str, url: str) -> Validators | None:
    """What the last good fetch of an address left; None if there was none."""
    row = connection.execute(
        "SELECT u.etag, u.last_modified, b.hash, u.good_at, u.body_at FROM url u JOIN body b ON b.key = u.body"
        " WHERE u.source = ? AND u.url = ?",
        (source_id, url),
    ).fetchone()
    if row is None:
        return None
    etag, last_modified, body_hash, good_at, body_at = row
    return Validators(etag, last_modified, body_hash, from_time_or_none(good_at), from_time_or_none(body_at))


def pending(connection: sqlite3.Connection, source_id: str, now: datetime, everything: bool) -> tuple[Discovered, ...]:
    """Release addresses to fetch: never fetched ones first, then those whose next visit is due (or all)."""
    rows = connection.execute(_PENDING, (source_id, to_time(now), everything))
    return tuple(Discovered(row[0], Role(row[1]), *row[2:]) for row in rows)


def is_forgotten(connection: sqlite3.Connection, source_id: str, url: str) -> bool:
    addresses = (url, *moves.counterparts(connection, source_id, url))
    marks = ", ".join("?" * len(addresses))
    row = connection.execute(
        f"SELECT 1 FROM forgotten WHERE source = ? AND url IN ({marks})",  # noqa: S608  # question marks alone
        (source_id, *addresses),
    ).fetchone()
    return row is not None


def why_due(connection: sqlite3.Connection, source_id: str, url: str, now: datetime, lastmod: str) -> Why | None:
    """Why a release's address that a page names is to be fetched, if it is; `lastmod` is what a sitemap says of it
    now, else what the last one said counts."""
    row = connection.execute(
        "SELECT last_fetch, next_visit, good_at, lastmod FROM url WHERE source = ? AND url = ?", (source_id, url)
    ).fetchone()
    if row is None or row[0] is None:
        return Why.NEW
    _, next_visit, good_at, kept_lastmod = row
    if next_visit is None or next_visit <= to_time(now):
        return Why.DUE
    changed = _moment_of(lastmod or kept_lastmod)
    return Why.CHANGED if good_at is not None and changed is not None and good_at < to_time(changed) else None


def _moment_of(lastmod: str) -> datetime | None:
    """A sitemap's <lastmod>, a bare day as its end; None where it is neither a day nor a moment."""
    try:
        if len(lastmod) == len("2026-05-09"):
            return datetime.combine(date.fromisoformat(lastmod), time.max, UTC)
        moment = datetime.fromisoformat(lastmod)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
