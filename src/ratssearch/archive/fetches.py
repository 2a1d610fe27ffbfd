"""The fetch log: every look at every address is a row, whatever its end; and what it says of the address."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from http import HTTPStatus

from ratssearch.archive import bodies, frontier, looks, removal, visits
from ratssearch.archive.rows import from_time_or_none, storable, to_time
from ratssearch.archive.values import KeptFetch, KeptPage, Result
from ratssearch.models import FetchedPage, Outcome, Role, Snapshot

GOOD = (Outcome.FETCHED, Outcome.UNCHANGED)

_SNAPSHOT = """
SELECT f.key, u.url, f.final_url, u.source, f.fetched_at, f.headers, f.body, b.hash, u.listing_date, u.listing_title
FROM fetch f JOIN url u ON u.key = f.url JOIN body b ON b.key = f.body
"""


def keep(
    connection: sqlite3.Connection,
    source_id: str,
    page: FetchedPage,
    run: int | None,
    *,
    origin: str = "",
    digest: str = "",
) -> KeptFetch:
    """Log one fetch and bring its address, and the release that lives there, up to date.

    `origin` names the file that an imported look came from: such a look may be older than what is known, and then it
    says nothing of how things stand now.
    """
    url = frontier.key_of(connection, source_id, page)
    taken_down = any(frontier.is_forgotten(connection, source_id, address) for address in (page.url, page.final_url))
    if taken_down:
        page = replace(page, body=b"", headers=(), detail="")
    body = None if taken_down else _body_of(connection, url, page)
    pending = page.outcome is Outcome.FETCHED and page.role is Role.RELEASE and not taken_down
    refusal = removal.REFUSAL if taken_down else _refusal_of_unchanged(connection, url, page)
    result = Result.PENDING.value if pending else Result.NONE.value if refusal else ""
    cursor = connection.execute(
        "INSERT INTO fetch (run, url, role, fetched_at, outcome, result, refusal, status, final_url, headers, body,"
        " elapsed, attempts, robots_agent, detail, origin, digest)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run,
            url,
            page.role.value,
            to_time(page.fetched_at),
            page.outcome.value,
            result,
            refusal,
            page.status,
            storable(page.final_url),
            storable(json.dumps(page.headers, ensure_ascii=False, separators=(",", ":"))),
            body,
            page.elapsed,
            page.attempts,
            storable(page.robots_agent),
            storable(page.detail),
            storable(origin),
            storable(digest),
        ),
    )
    assert cursor.lastrowid is not None
    if taken_down:
        connection.execute("UPDATE url SET last_fetch = ? WHERE key = ?", (cursor.lastrowid, url))
        return KeptFetch(cursor.lastrowid, pending)
    if origin and was_seen_later(connection, cursor.lastrowid):
        return KeptFetch(cursor.lastrowid, pending)
    _update_address(connection, url, page, body, cursor.lastrowid, refused=bool(refusal))
    if page.outcome is Outcome.UNCHANGED:
        if not looks.unchanged(connection, url, page.fetched_at):
            alias = Result.ALIAS.value
            connection.execute("UPDATE fetch SET result = ? WHERE key = ?", (alias, cursor.lastrowid))
    elif page.outcome is not Outcome.FETCHED:
        looks.failed(connection, url, page.outcome, page.fetched_at)
    if page.role is Role.RELEASE and not pending:
        visits.plan(connection, url, page.fetched_at)
    return KeptFetch(cursor.lastrowid, pending)


def was_seen_later(connection: sqlite3.Connection, fetch: int) -> bool:
    """Whether the address of a fetch was also looked at after it, by time and not by the order of the log."""
    row = connection.execute(
        "SELECT 1 FROM fetch f JOIN fetch g ON g.url = f.url AND g.fetched_at > f.fetched_at WHERE f.key = ? LIMIT 1",
        (fetch,),
    ).fetchone()
    return row is not None


def _body_of(connection: sqlite3.Connection, url: int, page: FetchedPage) -> int | None:
    """The key of the page's body; an unchanged page has that of the last good fetch."""
    if page.outcome is Outcome.FETCHED:
        return bodies.keep(connection, page.body)
    if page.outcome is Outcome.UNCHANGED:
        row = connection.execute("SELECT body FROM url WHERE key = ?", (url,)).fetchone()
        return None if row[0] is None else int(row[0])
    return None


def _refusal_of_unchanged(connection: sqlite3.Connection, url: int, page: FetchedPage) -> str:
    """The extractor's word for the page as it was, if it held no release then and so holds none now."""
    if page.outcome is not Outcome.UNCHANGED or page.role is not Role.RELEASE:
        return ""
    row = connection.execute(
        "SELECT f.refusal FROM fetch f JOIN url u ON u.key = f.url AND u.body = f.body"
        " WHERE u.key = ? AND u.holds_release = 0 AND f.outcome = 'fetched' ORDER BY f.key DESC LIMIT 1",
        (url,),
    ).fetchone()
    return "" if row is None else str(row[0])


def _update_address(
    connection: sqlite3.Connection, url: int, page: FetchedPage, body: int | None, fetch: int, *, refused: bool
) -> None:
    if page.outcome not in GOOD:
        connection.execute("UPDATE url SET last_fetch = ?, failures = failures + 1 WHERE key = ?", (fetch, url))
        return
    connection.execute(
        "UPDATE url SET last_fetch = ?, good_at = ?, failures = CASE WHEN ? THEN failures + 1"
        " WHEN ? THEN failures ELSE 0 END WHERE key = ?",
        (fetch, to_time(page.fetched_at), refused, page.role is Role.RELEASE and page.outcome is Outcome.FETCHED, url),
    )
    etag, last_modified = storable(page.header("etag")), storable(page.header("last-modified"))
    if page.outcome is Outcome.FETCHED:
        connection.execute(
            "UPDATE url SET etag = ?, last_modified = ?, body = ?, body_at = ?, holds_release = 0 WHERE key = ?",
            (etag, last_modified, body, to_time(page.fetched_at), url),
        )
    else:  # a 304 repeats only the validators that it wants to renew
        connection.execute(
            "UPDATE url SET etag = coalesce(nullif(?, ''), etag),"
            " last_modified = coalesce(nullif(?, ''), last_modified) WHERE key = ?",
            (etag, last_modified, url),
        )
        if page.status != HTTPStatus.NOT_MODIFIED:  # the body came, and was the same
            connection.execute("UPDATE url SET body_at = ? WHERE key = ?", (to_time(page.fetched_at), url))


def misread(connection: sqlite3.Connection, fetch: int, refusal: str, detail: str) -> None:
    """Say that the page of a fetch could not be read for links, under which name and why."""
    connection.execute(
        "UPDATE fetch SET result = ?, refusal = ?, detail = ? WHERE key = ?",
        (Result.NONE.value, refusal, storable(detail), fetch),
    )
    connection.execute(
        "UPDATE url SET failures = failures + 1 WHERE key = (SELECT url FROM fetch WHERE key = ?)", (fetch,)
    )


def pending(connection: sqlite3.Connection) -> tuple[tuple[int, str], ...]:
    """Fetches of release pages that wait for extraction, oldest first, each with its source."""
    return tuple(
        connection.execute(
            "SELECT f.key, u.source FROM fetch f JOIN url u ON u.key = f.url WHERE f.result = 'pending' ORDER BY f.key"
        )
    )


def pending_page(connection: sqlite3.Connection, fetch: int) -> KeptPage | None:
    """A waiting page; None if it was dealt with meanwhile."""
    row = connection.execute(f"{_SNAPSHOT} WHERE f.key = ? AND f.result = 'pending'", (fetch,)).fetchone()
    return None if row is None else KeptPage(fetch, _snapshot(connection, row))


def snapshot(connection: sqlite3.Connection, fetch: int) -> Snapshot | None:
    """The raw page of a fetch that brought one."""
    row = connection.execute(f"{_SNAPSHOT} WHERE f.key = ?", (fetch,)).fetchone()
    return None if row is None else _snapshot(connection, row)


def _snapshot(connection: sqlite3.Connection, row: tuple[str, ...]) -> Snapshot:
    _, url, final_url, source, fetched_at, headers, body, digest, listing_date, listing_title = row
    content_type = next((value for name, value in json.loads(headers) if name == "content-type"), "")
    moment = from_time_or_none(fetched_at)
    assert moment is not None
    content = bodies.load(connection, int(body))
    return Snapshot(url, final_url, source, moment, content_type, content, digest, listing_date, listing_title)
