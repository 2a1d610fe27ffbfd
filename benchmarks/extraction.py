"""Extraction speed: pages a second of ours, with the site's learnt templates and each page alone, beside trafilatura's.

Ours is the whole of extract(): body, title, dates, language, and the account of what was removed. All run in this
process on one core; the best of a few rounds counts, taken in turn. Memory is that of the process that reads pages.
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
    ways: dict[str, Callable[[Snapshot], object]] = {
        "by template": lambda page: extract(page, NOBODY, templates=templates),
        "alone": lambda page: extract(page, NOBODY),
        "trafilatura": lambda page: trafilatura.extract(page.body),
    }
    learnt, alone, theirs = _in_turn(pages, list(ways.values()), rounds)
    rates = ", ".join(f"{name} {rate:.0f}" for name, rate in zip(ways, (learnt, alone, theirs), strict=True))
    print(f"\nExtraction of {len(pages)} pages, one core, pages/s: {rates}")
    yield "extract.pages_per_second", learnt
    yield "extract.vs_trafilatura.speed", learnt / theirs
    yield "extract.alone.pages_per_second", alone
    yield "extract.alone.vs_trafilatura.speed", alone / theirs
    yield "extract.worker_mib", _worker_memory(pages)


def _pages(gold: Path) -> Iterator[Snapshot]:
    for archive in sorted((gold / "sites").glob("*.tar*")):
        root = next((path.parent for path in unpacked(archive).glob(f"*/{_LISTINGS}")), None)
        if root is not None:
            yield from (snapshot(page.body, f"http://localhost{page.path}") for page in gold_pages(root))


def _in_turn(pages: Sequence[Snapshot], ways: Sequence[Callable[[Snapshot], object]], rounds: int) -> tuple[float, ...]:
    """Pages per second of processor time of each way: its best round."""
    best = [0.0] * len(ways)
    for _ in range(rounds):
        for number, work in enumerate(ways):
            start = time.process_time()
            for page in pages:
                work(page)
            best[number] = max(best[number], len(pages) / (time.process_time() - start))
    return tuple(best)


def _worker_memory(pages: Sequence[Snapshot]) -> float:
    """The most memory (MiB) that a worker held while it read all pages."""
    worker = Worker()
    try:
        for page in pages:
            worker.extract(page, NOBODY)
        return worker.peak_memory() / 2**20
    finally:
        worker.close()
