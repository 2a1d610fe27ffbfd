"""Crawl figures: fetching beside Scrapy, the whole path, a second crawl, and memory as a crawl goes on.

    python -m benchmarks.crawl [--only fetch|path|again] [--pages N] [--path-pages N] [--again-pages N] [--runs N]

The site is served by a process of its own; every crawl is another one, so that memory is told apart. Both crawlers keep
every raw body; politeness is off in both.

The same concurrency: we ask a host by one connection, which is how the crawler is built and no option. So Scrapy is
given what we have, twice: one host and one request at a time, and eight hosts at once with one request at a time to
each. Scrapy's usual eight requests to one host are shown beside the first, as what politeness costs us on a fast site.
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
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.processes import Watch
from benchmarks.stamp import BUILD

HOSTS = 8
_SAMPLE = 2.0  # seconds between looks at memory

Figures = dict[str, Any]


def measure(*, pages: int, path_pages: int, again_pages: int, runs: int, only: str = "") -> Iterator[tuple[str, float]]:
    """Yield (figure name, value); prints its tables as it goes."""
    work = BUILD / "bench" / "crawl"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    if only in ("", "fetch"):
        yield from _beside_scrapy(pages, runs, work)
    if only in ("", "path"):
        yield from _whole_path(path_pages, work)
    if only in ("", "again"):
        yield from _second_crawl(again_pages, work)
    shutil.rmtree(work, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class Side:
    """One of those that are compared: how many hosts it asks, by how many requests at a time each."""

    name: str
    module: str
    hosts: int
    each: int


_OURS, _THEIRS = "benchmarks.crawl_ours", "benchmarks.crawl_scrapy"
_SIDES = (
    Side("ours", _OURS, 1, 1),
    Side("scrapy", _THEIRS, 1, 1),
    Side("ours, hosts", _OURS, HOSTS, 1),
    Side("scrapy, hosts", _THEIRS, HOSTS, 1),
    Side("scrapy, eight", _THEIRS, 1, 8),
)


def _beside_scrapy(pages: int, runs: int, work: Path) -> Iterator[tuple[str, float]]:
    peer = importlib.util.find_spec("scrapy") is not None
    if not peer:
        print("Scrapy left out: it is not installed.", file=sys.stderr)
    chosen = [side for side in _SIDES if peer or side.module == _OURS]
    sides: dict[str, list[Figures]] = {side.name: [] for side in chosen}
    with site(pages) as one, site(pages // HOSTS, hosts=HOSTS) as many:
        for number in range(runs):  # in turn, so that what else the machine does meets all of them
            for side in chosen:
                if side.each > 1 and 2 * number >= runs:
                    continue  # a side figure: half the runs will do
                folder = work / f"fetch-{number}"
                folder.mkdir()
                bases = one if side.hosts == 1 else many
                more = ("fetch",) if side.module == _OURS else (str(side.each),)
                sides[side.name].append(_run(side.module, *more, ",".join(bases), str(folder)))
                shutil.rmtree(folder)
    print(f"\nFetching {pages:,} pages and keeping them, medians of {runs}")
    for side in chosen:
        found = sides[side.name]
        least = pages // side.hosts * side.hosts
        assert all(run["pages"] >= least for run in found), f"{side.name} left pages out"
        words = f"{side.hosts} x {side.each} {_rate(found):>8.0f} pages/s {_cost(found):>8.2f} ms of processor a page"
        print(f"  {side.name:<14} {words} {_median(found, 'memory'):>8.0f} MiB")
    ours, hosts = sides["ours"], sides["ours, hosts"]
    yield "crawl.fetch.pages_per_second", _rate(ours)
    yield "crawl.fetch.hosts.pages_per_second", _rate(hosts)
    if peer:
        yield "crawl.fetch.vs_scrapy", _rate(ours) / _rate(sides["scrapy"])
        yield "crawl.fetch.hosts.vs_scrapy", _rate(hosts) / _rate(sides["scrapy, hosts"])
        yield "crawl.fetch.vs_scrapy_eight", _rate(ours) / _rate(sides["scrapy, eight"])
        yield "crawl.fetch.processor_vs_scrapy", _cost(sides["scrapy"]) / _cost(ours)
        yield "crawl.memory.vs_scrapy", _median(ours, "memory") / _median(sides["scrapy"], "memory")
        yield "crawl.memory.hosts.vs_scrapy", _median(hosts, "memory") / _median(sides["scrapy, hosts"], "memory")


def _whole_path(pages: int, work: Path) -> Iterator[tuple[str, float]]:
    with site(pages) as (base,):
        run, watch = _watched("benchmarks.crawl_ours", "path", base, str(work / "path"))
    shutil.rmtree(work / "path")
    print(f"\nFetch, archive, extract, enrich, index: {run['pages']:,} pages in {run['seconds']:.0f} s")
    print(
        f"  {run['pages'] / run['seconds']:.1f} pages/s; {1000 * run['processor'] / run['pages']:.1f} ms of processor"
    )
    yield "crawl.path.pages", float(run["pages"])
    yield "crawl.path.pages_per_second", run["pages"] / run["seconds"]
    yield "crawl.path.processor_ms", 1000 * run["processor"] / run["pages"]
    if watch.samples:
        held, processes = max(watch.samples)
        step = max(1, len(watch.samples) // 12)
        print(f"  peak {held:.0f} MiB in {processes} processes (sum of PSS), {run['memory']:.0f} in the first (RSS)")
        print(f"  MiB as it goes on: {' '.join(f'{mark:.0f}' for mark, _ in watch.samples[::step])}")
        yield "crawl.path.memory_mib", held


def _second_crawl(pages: int, work: Path) -> Iterator[tuple[str, float]]:
    with site(pages) as (base,):
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
def site(pages: int, hosts: int = 1) -> Iterator[list[str]]:
    """The base URLs of the made-up site, on so many addresses of this machine, until the block ends."""
    command = [sys.executable, "-m", "benchmarks.crawl_site", str(pages), str(hosts)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdin is not None and server.stdout is not None
        try:
            yield server.stdout.readline().split()
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


def _watched(module: str, *arguments: str) -> tuple[Figures, Watch]:
    """As _run(), and the memory of all its processes."""
    command = [sys.executable, "-m", module, *arguments]
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
        Watch(process, _SAMPLE) as watch,
    ):
        output, _ = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    figures: Figures = json.loads(output.splitlines()[-1])
    return figures, watch


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
    parser.add_argument("--path-pages", type=int, default=5000, help="of the whole path (default: 5,000)")
    parser.add_argument("--again-pages", type=int, default=2000, help="of the second crawl (default: 2,000)")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", choices=["fetch", "path", "again"], default="", help="one part of it")
    options = parser.parse_args()
    figures = dict(
        measure(
            pages=options.pages,
            path_pages=options.path_pages,
            again_pages=options.again_pages,
            runs=options.runs,
            only=options.only,
        )
    )
    print()
    for name, value in sorted(figures.items()):
        print(f"{name:<40}{value:>14.3f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
