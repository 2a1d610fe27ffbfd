"""What was learnt of each site: one row per source, replaced whole."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from ratssearch.archive import packing
from ratssearch.archive.rows import to_time
from ratssearch.errors import ArchiveError
from ratssearch.models import SiteTemplates


def get(connection: sqlite3.Connection, source_id: str) -> SiteTemplates:
    """What was learnt of a source last; an empty value, of revision 0, if nothing was."""
    row = connection.execute("SELECT revision, model FROM site_templates WHERE source = ?", (source_id,)).fetchone()
    if row is None:
        return SiteTemplates()
    try:
        return packing.unpack(SiteTemplates, row[1])
    except ArchiveError:
        # Another version wrote it. It is derived: the next learning replaces it, under a higher number.
        return SiteTemplates(revision=int(row[0]))


def put(connection: sqlite3.Connection, source_id: str, learnt: SiteTemplates, at: datetime) -> None:
    connection.execute(
        "INSERT INTO site_templates (source, revision, learnt_at, model) VALUES (?, ?, ?, ?) ON CONFLICT (source)"
        " DO UPDATE SET revision = excluded.revision, learnt_at = excluded.learnt_at, model = excluded.model",
        (source_id, learnt.revision, to_time(at), packing.pack(learnt)),
    )


def newest_pages(connection: sqlite3.Connection, source_id: str, limit: int) -> tuple[int, ...]:
    """Fetches that the current editions of a source's newest releases were read from, newest release first."""
    rows = connection.execute(
        "SELECT e.fetch FROM release r JOIN edition e ON e.key = r.current WHERE r.source = ?"
        " ORDER BY r.key DESC LIMIT ?",
        (source_id, limit),
    )
    return tuple(int(key) for (key,) in rows)


def release_ids(connection: sqlite3.Connection, source_id: str) -> tuple[str, ...]:
    """Ids of all releases of a source, in the order they were first kept."""
    rows = connection.execute("SELECT id FROM release WHERE source = ? ORDER BY key", (source_id,))
    return tuple(str(release_id) for (release_id,) in rows)


def stale(connection: sqlite3.Connection, source_id: str, extractor: str, current: str) -> tuple[str, ...]:
    """Ids of a source's releases that this version of the extractor read, by another revision of the templates."""
    rows = connection.execute(
        "SELECT r.id FROM release r JOIN edition e ON e.key = r.current WHERE r.source = ? AND e.extractor <> ?"
        " AND (e.extractor = ? OR e.extractor LIKE ? || '.%') ORDER BY r.key",
        (source_id, current, extractor, extractor),
    )
    return tuple(str(release_id) for (release_id,) in rows)


def heads(connection: sqlite3.Connection, source_id: str, limit: int) -> tuple[tuple[str, str, str], ...]:
    """(id, title, beginning of the first paragraph) of a source's newest releases, newest first."""
    rows = connection.execute(
        "SELECT r.id, CAST(json_extract(e.page, '$.title') AS BLOB),"
        " CAST(substr(json_extract(e.page, '$.paragraphs[0]'), 1, 300) AS BLOB)"
        " FROM release r JOIN edition e ON e.key = r.current WHERE r.source = ? ORDER BY r.key DESC LIMIT ?",
        (source_id, limit),
    )
    return tuple((str(key), _text(title), _text(lead)) for key, title, lead in rows)


def _text(stored: bytes | None) -> str:
    return (stored or b"").decode("utf-8", "replace")
