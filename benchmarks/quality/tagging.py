"""Speed of all tagging on one core, over newswire stories cut to releases of 130 words; time and memory of loading."""

from __future__ import annotations

import math
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.frame import Figure, each
from benchmarks.quality.newswire import stories
from ratssearch.enrich import load_gazetteer
from ratssearch.models import ExtractedPage

WORDS = 130
RELEASES = 2_000
_LOADING = """
import os, time
from ratssearch.enrich import load_gazetteer
from ratssearch.models import ExtractedPage
def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 2**20
start, before = time.process_time(), resident()
gazetteer = load_gazetteer()
for text in ("Kenya", "\u041a\u0435\u043d\u0438\u044f", "\u80af\u5c3c\u4e9a"):
    gazetteer.tag(ExtractedPage("", (text,), "und", None))
print(time.process_time() - start, resident() - before)
"""


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
    yield from each(_loading(), _speed(gold / "entities" / "reuters"))


def _speed(folder: Path) -> Iterator[Figure]:
    gazetteer = load_gazetteer()
    pages = releases(folder)
    for page in pages[:100]:
        gazetteer.tag(page)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()  # the machine may be shared
        for page in pages:
            gazetteer.tag(page)
        best = min(best, time.process_time() - start)
    yield Figure("tagging.releases_per_second", len(pages) / best if pages else math.nan)


def _loading() -> Iterator[Figure]:
    loads = [_load() for _ in range(3)]
    yield Figure("tagging.build_seconds", min(seconds for seconds, _ in loads))
    yield Figure("tagging.memory_mb", max(megabytes for _, megabytes in loads))


def _load() -> tuple[float, float]:
    """CPU seconds and megabytes that a fresh process needs to be ready to tag in all three languages."""
    done = subprocess.run([sys.executable, "-c", _LOADING], capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    return seconds, megabytes
