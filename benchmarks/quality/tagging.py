"""Speed of all tagging on one core, over newswire stories cut or joined to releases of 130 words."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.frame import Figure
from benchmarks.quality.newswire import stories
from ratssearch.enrich import load_gazetteer
from ratssearch.models import ExtractedPage

WORDS = 130
RELEASES = 2_000


def releases(folder: Path) -> list[ExtractedPage]:
    """Pages of 130 words with title, dateline and the paragraphs of the original."""
    pages: list[ExtractedPage] = []
    for story in stories(folder):
        page, taken = story.page, 0
        paragraphs: list[str] = []
        for paragraph in page.paragraphs:
            words = paragraph.split(" ")[: WORDS - taken]
            taken += len(words)
            if words:
                paragraphs.append(" ".join(words))
        if taken == WORDS:
            pages.append(ExtractedPage(page.title, tuple(paragraphs), "en", None, dateline=page.dateline))
        if len(pages) == RELEASES:
            break
    return pages


def measure(gold: Path) -> Iterator[Figure]:
    gazetteer = load_gazetteer()
    pages = releases(gold / "entities" / "reuters")
    for page in pages[:100]:
        gazetteer.tag(page)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()  # the machine may be shared
        for page in pages:
            gazetteer.tag(page)
        best = min(best, time.process_time() - start)
    yield Figure("tagging.releases_per_second", len(pages) / best)
