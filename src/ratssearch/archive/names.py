"""Spellings of the names that were discovered in the editions; triggers keep them (migrations/0004)."""

from __future__ import annotations

import sqlite3

from ratssearch.archive.values import DiscoveredName


def every(connection: sqlite3.Connection) -> tuple[DiscoveredName, ...]:
    """All spellings with the number of editions that show each, in order of kind and key."""
    rows = connection.execute("SELECT kind, entity, label, editions FROM name ORDER BY kind, entity, label")
    return tuple(DiscoveredName(*row) for row in rows)
