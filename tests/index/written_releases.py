"""Releases with a title and text of the test's own, in an index of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from ratssearch.index.engine import PlainVocabulary, Vocabulary
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import ExtractedPage, Release, Tags

_SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def index_of(folder: Path, texts: Iterable[tuple[str, str]], vocabulary: Vocabulary | None = None) -> WhooshEngine:
    """An engine over releases r0, r1, ... of these titles and texts."""
    engine = WhooshEngine(folder, vocabulary or PlainVocabulary())
    with engine.writer() as writer:
        for number, (title, text) in enumerate(texts):
            page = ExtractedPage(title, (text,), "en", None)
            url = f"https://made-up.example/{number}"
            writer.add(Release(f"r{number}", "north", url, (), _SEEN, _SEEN, None, 0, 1, page, Tags()))
        writer.commit()
    return engine
