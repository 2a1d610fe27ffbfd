"""What a look at an address says of the release that lives there: seen again, edited, or not to be seen.

A release is never deleted by a failed look: it keeps its editions, and says since when it was gone (`absent_since`,
only by looks that speak of the page itself) and how many looks failed since it was last seen.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ratssearch.archive.rows import to_time
from ratssearch.models import Outcome

# A timeout or a refusal says something of the way there; these say something of the page.
SAYS_ABSENT = (Outcome.GONE, Outcome.MISSING, Outcome.REDIRECTED)


def seen(connection: sqlite3.Connection, release: int, url: int, at: datetime) -> None:
    """A release was seen at an address. A clock that was put back moves nothing back."""
    connection.execute(
        "UPDATE release SET last_seen = max(last_seen, ?), seen_at = ?, absent_since = NULL, failed_looks = 0"
        " WHERE key = ?",
        (to_time(at), url, release),
    )


def seen_before(connection: sqlite3.Connection, release: int, at: datetime) -> None:
    """An imported look from earlier than the last one: it says how long the release is known, nothing of now."""
    connection.execute("UPDATE release SET first_seen = min(first_seen, ?) WHERE key = ?", (to_time(at), release))


def unchanged(connection: sqlite3.Connection, url: int, at: datetime) -> bool:
    """The page at an address is as it was: its release was seen, or is still not there. False if the address is but
    an alias of a release that is alive elsewhere, so that this look says nothing of it."""
    row = connection.execute(
        "SELECT u.holds_release, a.release, r.seen_at, r.failed_looks FROM url u"
        " JOIN address a ON a.source = u.source AND a.url = u.url JOIN release r ON r.key = a.release WHERE u.key = ?",
        (url,),
    ).fetchone()
    if row is None:
        return True
    holds_release, release, seen_at, failed_looks = row
    if not holds_release:
        failed(connection, url, "no_release", at, speaks_of_page=True)
        return True
    if seen_at != url and not failed_looks:
        return False
    connection.execute(
        "UPDATE edition SET last_seen = max(last_seen, ?) WHERE key = (SELECT current FROM release WHERE key = ?)",
        (to_time(at), release),
    )
    seen(connection, release, url, at)
    return True


def failed(
    connection: sqlite3.Connection, url: int, outcome: str, at: datetime, *, speaks_of_page: bool | None = None
) -> None:
    """A look failed where the release was last seen; its other addresses do not count."""
    absent = outcome in SAYS_ABSENT if speaks_of_page is None else speaks_of_page
    connection.execute(
        "UPDATE release SET failed_looks = failed_looks + 1,"
        " absent_since = CASE WHEN ? THEN coalesce(absent_since, ?) ELSE absent_since END WHERE seen_at = ?",
        (absent, to_time(at), url),
    )
