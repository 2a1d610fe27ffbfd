"""When to look at a release again: soon while it is young or was just edited, ever more seldom as it stays the same."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

from ratssearch.archive.rows import from_time, to_time
from ratssearch.models import Outcome

SOONEST = timedelta(hours=6)
LATEST = timedelta(days=60)
_SHARE_OF_AGE = 4  # a page that has been quiet for four days is looked at again after one

# First wait after a failed look, doubled with each further one, and the longest.
_AFTER_FAILURE = {
    Outcome.GONE: (timedelta(days=30), timedelta(days=360)),
    Outcome.MISSING: (timedelta(days=1), timedelta(days=60)),
    Outcome.REDIRECTED: (timedelta(days=1), timedelta(days=60)),
    Outcome.ROBOTS: (timedelta(days=7), timedelta(days=60)),
    Outcome.FORBIDDEN_ADDRESS: (timedelta(days=7), timedelta(days=60)),
    Outcome.TOO_LARGE: (timedelta(days=7), timedelta(days=60)),
    Outcome.WRONG_TYPE: (timedelta(days=7), timedelta(days=60)),
}
_OTHERWISE = (timedelta(hours=1), timedelta(days=7))  # timeouts and the like pass


def after_good_look(at: datetime, quiet_since: datetime) -> datetime:
    """`quiet_since` is when the page last changed: its latest edit that we saw, else its publication."""
    quiet = max(at - quiet_since, timedelta(0))
    return at + min(max(quiet / _SHARE_OF_AGE, SOONEST), LATEST)


def after_failed_look(at: datetime, outcome: Outcome, failures: int) -> datetime:
    """`failures` counts looks that failed in a row, this one included."""
    first, longest = _AFTER_FAILURE.get(outcome, _OTHERWISE)
    return at + min(first * _doubled(failures), longest)


def after_no_release(at: datetime, failures: int) -> datetime:
    """A page that holds no release may be mended, or may never have been one."""
    return at + min(timedelta(days=1) * _doubled(failures), LATEST)


def _doubled(failures: int) -> int:
    return 1 << min(max(failures - 1, 0), 20)


def plan(connection: sqlite3.Connection, url: int, at: datetime) -> None:
    """Set the next visit of a release's address after a look at it."""
    failures, holds_release, outcome = connection.execute(
        "SELECT u.failures, u.holds_release, f.outcome FROM url u JOIN fetch f ON f.key = u.last_fetch WHERE u.key = ?",
        (url,),
    ).fetchone()
    if outcome not in (Outcome.FETCHED, Outcome.UNCHANGED):
        moment = after_failed_look(at, Outcome(outcome), failures)
    elif not holds_release:
        moment = after_no_release(at, failures)
    else:
        moment = after_good_look(at, _quiet_since(connection, url, at))
    connection.execute("UPDATE url SET next_visit = ? WHERE key = ?", (to_time(moment), url))


def _quiet_since(connection: sqlite3.Connection, url: int, at: datetime) -> datetime:
    row = connection.execute(
        "SELECT e.number, e.first_seen, e.published FROM url u JOIN address a ON a.source = u.source AND a.url = u.url"
        " JOIN release r ON r.key = a.release JOIN edition e ON e.key = r.current WHERE u.key = ?",
        (url,),
    ).fetchone()
    if row is None:
        return at
    number, first_seen, published = row
    if number > 1 or published is None:
        return from_time(first_seen)
    return datetime.fromisoformat(published).replace(tzinfo=UTC)
