"""docs/archive.md names what there is."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

from ratssearch.archive import Archive

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "archive.md"


def test_every_table_is_described(archive: Archive, path: Path) -> None:
    """Drawn or listed by its own name; the one-row counter needs no words."""
    with closing(sqlite3.connect(path)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    words = set(re.findall(r"\w+", DOCUMENT.read_text("utf-8")))
    assert tables - words == {"change_counter"}
