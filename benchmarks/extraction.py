"""Extraction speed: pages a second of ours with the site's learnt templates beside trafilatura's, on the same pages.

Ours is the whole of extract(): body, title, dates, language, and the account of what was removed. Both run in this
process on one core; the better of a few rounds counts, taken in turn. Memory is that of the process that reads pages.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import trafilatura

from benchmarks.quality.gold_sets import NOBODY, snapshot, unpacked
from benchmarks.quality.sites_extract import gold_pages
from ratssearch.extract import EXTRACTOR_VERSION, extract, learn, outline
from ratssearch.models import Snapshot
from ratssearch.pipeline.worker import Worker

_LISTINGS = "briefing-room"


def measure(gold: Path | None, *, rounds: int) -> Iterator[tuple[str, float]]:
    """Yield (figure name, value); nothing where no site is at hand."""
    pages = [] if gold is None else list(_pages(gold))
    if not pages:
        print("\nExtraction: no sites/*.tar.xz in the gold folder")
        return
    templates = learn([outline(page, NOBODY) for page in pages], EXTRACTOR_VERSION)
    mine, theirs = _in_turn(
        pages,
        lambda page: extract(page, NOBODY, templates=templates),
        lambda page: trafilatura.extract(page.body),
        rounds,
    )
    print(f"\nExtraction of {len(pages)} pages, one core: ours {mine:.0f} pages/s, trafilatura {theirs:.0f} pages/s")
    yield "extract.pages_per_second", mine
    yield "extract.vs_trafilatura.speed", mine / theirs
    yield "extract.worker_mib", _worker_memory(pages)


def _pages(gold: Path) -> Iterator[Snapshot]:
    for archive in sorted((gold / "sites").glob("*.tar*")):
        root = next((path.parent for path in unpacked(archive).glob(f"*/{_LISTINGS}")), None)
        if root is not None:
            yield from (snapshot(page.body, f"http://localhost{page.path}") for page in gold_pages(root))


def _in_turn(
    pages: Sequence[Snapshot], one: Callable[[Snapshot], object], other: Callable[[Snapshot], object], rounds: int
) -> tuple[float, float]:
    """Pages per second of processor time of each: its best round."""
    best = [0.0, 0.0]
    for _ in range(rounds):
        for number, work in enumerate((one, other)):
            start = time.process_time()
            for page in pages:
                work(page)
            best[number] = max(best[number], len(pages) / (time.process_time() - start))
    return best[0], best[1]


def _worker_memory(pages: Sequence[Snapshot]) -> float:
    """The most memory (MiB) that a worker held while it read all pages."""
    worker = Worker()
    try:
        for page in pages:
            worker.extract(page, NOBODY)
        return worker.peak_memory() / 2**20
    finally:
        worker.close()
