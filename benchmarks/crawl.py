"""Crawl figures: fetching beside Scrapy, the whole path, a second crawl, and memory as a crawl goes on.

    python -m benchmarks.crawl [--pages N] [--path-pages N] [--again-pages N] [--runs N]

The site is served by a process of its own; every crawl is another one, so that memory is told apart. Both crawlers keep
every raw body; politeness is off in both. We ask one host by one connection, which is how the crawler is built; Scrapy
runs with one as well (the ratio that is pinned), and with its own eight for comparison.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import shutil
import statistics
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.stamp import BUILD

Figures = dict[str, Any]


def measure(*, pages: int, path_pages: int, again_pages: int, runs: int) -> Iterator[tuple[str, float]]:
    """Yield (figure name, value); prints its tables as it goes."""
    work = BUILD / "bench" / "crawl"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    yield from _beside_scrapy(pages, runs, work)
    yield from _whole_path(path_pages, work)
    yield from _second_crawl(again_pages, work)
    shutil.rmtree(work, ignore_errors=True)


def _beside_scrapy(pages: int, runs: int, work: Path) -> Iterator[tuple[str, float]]:
    sides: dict[str, list[Figures]] = {"ours": [], "scrapy": [], "scrapy8": []}
    peer = importlib.util.find_spec("scrapy") is not None
    if not peer:
        print("Scrapy left out: it is not installed.", file=sys.stderr)
    with site(pages) as base:
        for number in range(runs):
            folder = work / f"fetch-{number}"
            folder.mkdir()
            sides["ours"].append(_run("benchmarks.crawl_ours", "fetch", base, str(folder)))
            for name, concurrency in (("scrapy", 1), ("scrapy8", 8)) if peer else ():
                sides[name].append(_run("benchmarks.crawl_scrapy", base, str(concurrency), str(folder / name)))
            shutil.rmtree(folder)
    print(f"\nFetching {pages:,} pages and keeping them, medians of {runs}")
    for name, side in sides.items():
        if side:
            assert all(run["pages"] >= pages for run in side), f"{name} left pages out"
            words = f"{_rate(side):>8.0f} pages/s {_cost(side):>8.2f} ms of processor a page"
            print(f"  {name:<8} {words} {_median(side, 'memory'):>8.0f} MiB")
    yield "crawl.fetch.pages_per_second", _rate(sides["ours"])
    if peer:
        yield "crawl.fetch.vs_scrapy", _rate(sides["ours"]) / _rate(sides["scrapy"])
        yield "crawl.fetch.vs_scrapy_eight", _rate(sides["ours"]) / _rate(sides["scrapy8"])
        yield "crawl.fetch.processor_vs_scrapy", _cost(sides["scrapy"]) / _cost(sides["ours"])
        yield "crawl.memory.vs_scrapy", _median(sides["ours"], "memory") / _median(sides["scrapy"], "memory")


def _whole_path(pages: int, work: Path) -> Iterator[tuple[str, float]]:
    with site(pages) as base:
        run = _run("benchmarks.crawl_ours", "path", base, str(work / "path"))
    shutil.rmtree(work / "path")
    print(f"\nFetch, archive, extract, enrich, index: {run['pages']:,} pages in {run['seconds']:.0f} s")
    print(
        f"  {run['pages'] / run['seconds']:.1f} pages/s; {1000 * run['processor'] / run['pages']:.1f} ms of processor"
    )
    print(f"  peak {run['memory']:.0f} MiB, a reading process {run['reader_memory']:.0f} MiB")
    marks = run["marks"]
    step = max(1, len(marks) // 10)
    print(f"  MiB every {500 * step:,} pages: {' '.join(f'{mark:.0f}' for mark in marks[::step])}")
    yield "crawl.path.pages", float(run["pages"])
    yield "crawl.path.pages_per_second", run["pages"] / run["seconds"]
    yield "crawl.path.processor_ms", 1000 * run["processor"] / run["pages"]
    yield "crawl.path.memory_mib", run["memory"]
    yield "crawl.path.reader_memory_mib", run["reader_memory"]


def _second_crawl(pages: int, work: Path) -> Iterator[tuple[str, float]]:
    with site(pages) as base:
        print(f"\nA site of {pages:,} pages, crawled, and crawled again unchanged")
        before = counts(base)
        for kind, words in (("path", "first"), ("again", "what is due"), ("all", "everything")):
            run = _run("benchmarks.crawl_ours", kind, base, str(work / "again"))
            now = counts(base)
            requests, bodies = (now[name] - before[name] for name in ("requests", "bodies"))
            print(f"  {words:<12} {run['seconds']:>7.1f} s {requests:>7,} requests {bodies:>7,} bodies")
            yield f"crawl.again.{kind}.requests", float(requests)
            yield f"crawl.again.{kind}.bodies", float(bodies)
            yield f"crawl.again.{kind}.seconds", run["seconds"]
            before = now


@contextmanager
def site(pages: int) -> Iterator[str]:
    """The base URL of the made-up site, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.crawl_site", str(pages)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None and server.stdout is not None
        try:
            yield server.stdout.readline().strip()
        finally:
            server.stdin.close()


def counts(base: str) -> dict[str, int]:
    """What the site was asked for and what it sent, so far."""
    with urllib.request.urlopen(f"{base}/-/counts", timeout=30) as answer:
        found = json.load(answer)
    return {name: found.get(name, 0) for name in ("requests", "bodies", "connections")}


def _run(module: str, *arguments: str) -> Figures:
    done = subprocess.run([sys.executable, "-m", module, *arguments], stdout=subprocess.PIPE, text=True, check=True)
    figures: Figures = json.loads(done.stdout.splitlines()[-1])
    return figures


def _rate(side: list[Figures]) -> float:
    return statistics.median(run["pages"] / run["seconds"] for run in side)


def _cost(side: list[Figures]) -> float:
    """Milliseconds of processor a page: what is left of a comparison on a machine that others use too."""
    return statistics.median(1000 * run["processor"] / run["pages"] for run in side)


def _median(side: list[Figures], name: str) -> float:
    return statistics.median(run[name] for run in side)


def main() -> int:
    parser = argparse.ArgumentParser(description="Measure crawling side by side with Scrapy.")
    parser.add_argument("--pages", type=int, default=5000, help="of the fetching comparison (default: 5,000)")
    parser.add_argument("--path-pages", type=int, default=50_000, help="of the whole path (default: 50,000)")
    parser.add_argument("--again-pages", type=int, default=2000, help="of the second crawl (default: 2,000)")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    figures = dict(
        measure(pages=options.pages, path_pages=options.path_pages, again_pages=options.again_pages, runs=options.runs)
    )
    print()
    for name, value in sorted(figures.items()):
        print(f"{name:<40}{value:>14.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
