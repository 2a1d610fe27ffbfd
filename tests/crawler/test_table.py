"""The table in the documentation is the one that the cases give."""

from __future__ import annotations

from .table import PATH, table


def test_the_document_is_current() -> None:
    """docs/hostile-server.md says what the cases say; `python -m tests.crawler.table` writes it anew."""
    assert PATH.read_text("utf-8") == table()
