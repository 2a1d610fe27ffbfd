"""What the archive holds of each source, and which of its addresses fail."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ratssearch.archive.rows import from_time, from_time_or_none
from ratssearch.archive.values import Contents, FailingUrl, Totals
from ratssearch.models import Role

_TOTALS = """
SELECT count(*), coalesce(sum((SELECT count(*) FROM edition WHERE edition.release = release.key)), 0),
       coalesce(sum(absent_since IS NOT NULL), 0), min(first_seen), max(first_seen)
FROM release WHERE source = ? AND current IS NOT NULL
"""

_FAILING = """
SELECT u.url, u.role, u.failures, f.outcome, f.refusal, f.detail, f.fetched_at, u.good_at
FROM url u JOIN fetch f ON f.key = u.last_fetch
WHERE u.source = ? AND u.failures > 0 AND u.role <> 'robots'
ORDER BY u.failures DESC, u.key LIMIT ?
"""


def sources(connection: sqlite3.Connection) -> tuple[str, ...]:
    """Every source that was ever crawled or imported into this archive."""
    rows = connection.execute("SELECT source FROM run UNION SELECT source FROM release ORDER BY source")
    return tuple(row[0] for row in rows)


def totals(connection: sqlite3.Connection, source_id: str) -> Totals:
    releases, editions, absent, first, last = connection.execute(_TOTALS, (source_id,)).fetchone()
    addresses, waiting, visit = connection.execute(
        "SELECT count(*), coalesce(sum(last_fetch IS NULL), 0), min(next_visit) FROM url"
        " WHERE source = ? AND role = 'release'",
        (source_id,),
    ).fetchone()
    return Totals(
        source_id=source_id,
        releases=releases,
        editions=editions,
        absent=absent,
        addresses=addresses,
        waiting=waiting,
        first_seen=from_time_or_none(first),
        last_new=from_time_or_none(last),
        next_visit=from_time_or_none(visit),
    )


def contents(connection: sqlite3.Connection, source_id: str) -> Contents:
    """How many releases a source has, how many titles the newest 200 of them bear, and whether any has a day."""
    (releases,) = connection.execute(
        "SELECT count(*) FROM release WHERE source = ? AND current IS NOT NULL", (source_id,)
    ).fetchone()
    (titles,) = connection.execute(
        "SELECT count(DISTINCT title) FROM (SELECT json_extract(e.page, '$.title') AS title"
        " FROM release r JOIN edition e ON e.key = r.current WHERE r.source = ? ORDER BY r.key DESC LIMIT 200)",
        (source_id,),
    ).fetchone()
    (dated,) = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM release r JOIN edition e ON e.key = r.current"
        " WHERE r.source = ? AND e.published IS NOT NULL AND e.published <> '')",
        (source_id,),
    ).fetchone()
    return Contents(int(releases), int(titles), bool(dated))


def arrivals(connection: sqlite3.Connection, source_id: str, limit: int) -> tuple[datetime, ...]:
    """The publication days (else first sights) of a source's latest releases, latest first."""
    rows = connection.execute(
        "SELECT coalesce(e.published || 'T00:00:00.000000Z', r.first_seen) AS arrived FROM release r"
        " JOIN edition e ON e.key = r.current WHERE r.source = ? ORDER BY arrived DESC LIMIT ?",
        (source_id, limit),
    )
    return tuple(from_time(row[0]) for row in rows)


def failing(connection: sqlite3.Connection, source_id: str, limit: int) -> tuple[FailingUrl, ...]:
    """Addresses whose last look failed, the longest failing first."""
    return tuple(
        FailingUrl(
            url=url,
            role=Role(role),
            failures=failures,
            last_reason=f"{refusal or outcome}: {detail}" if detail else str(refusal or outcome),
            last_at=from_time(at),
            last_good=from_time_or_none(good),
        )
        for url, role, failures, outcome, refusal, detail, at, good in connection.execute(_FAILING, (source_id, limit))
    )


def count_failing(connection: sqlite3.Connection, source_id: str) -> int:
    row = connection.execute(
        "SELECT count(*) FROM url WHERE source = ? AND failures > 0 AND role <> 'robots'", (source_id,)
    ).fetchone()
    return int(row[0])
