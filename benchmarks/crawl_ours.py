"""Our side of the crawl figures, in a process of its own so that its memory is its own.

    python -m benchmarks.crawl_ours fetch|path|again|all BASE_URL[,BASE_URL...] FOLDER

fetch: crawl and keep raw bodies, read nothing. path: everything from fetch to index. again: the run after it. all: the
same, looking at every known release. Several addresses are several hosts, crawled at the same time (fetch alone).
Prints one JSON object: pages, seconds, processor seconds of all processes, peak memory in MiB of the first one.
"""

from __future__ import annotations

import functools
import json
import resource
import sys
import time
from dataclasses import replace
from pathlib import Path

from benchmarks.processes import peak
from ratssearch.archive import Archive, open_archive
from ratssearch.crawler.crawl import CrawlOptions, crawl_source
from ratssearch.crawler.pace import Hosts
from ratssearch.models import Discovered, FetchedPage, Source
from ratssearch.pipeline import Workspace, crawl
from ratssearch.pipeline.lanes import Lanes


def source_at(base: str) -> Source:
    return Source(
        id="bench",
        organisation="bench",
        name="A made-up body",
        base_url=f"{base}/",
        listings=(f"{base}/news",),
        releases=(r"/news/\d+",),
        languages=("en",),
        delay=0.0,
        allow_private=True,
        max_pages=1_000_000,
    )


def fetch(bases: list[str], folder: Path) -> int:
    """Fetch everything and keep it as a crawl does: fetches durable, bodies packed, the frontier brought up to date."""
    fetched: list[int] = []
    hosts = Hosts()
    sources = [replace(source_at(base), id=f"bench{number}") for number, base in enumerate(bases)]
    with open_archive(folder / "archive.sqlite") as archive:
        lanes = Lanes(sources, len(sources), lambda source: fetched.append(_fetch_one(archive, source, hosts)))
        lanes.start()
        while not lanes.ended():
            time.sleep(0.005)
        if lanes.error is not None:
            raise lanes.error
    return sum(fetched)


def _fetch_one(archive: Archive, source: Source, hosts: Hosts) -> int:
    pages = 0
    found: list[Discovered] = []
    run = archive.start_run(source.id)
    known = functools.partial(archive.known, source.id)
    for item in crawl_source(source, options=CrawlOptions(), known=known, hosts=hosts):
        if isinstance(item, FetchedPage):
            archive.keep_fetch(source.id, item, run=run, found=found)
            found = []
            pages += 1
        else:
            found.append(item)
    return pages


def whole(base: str, folder: Path, everything: bool) -> int:
    """Crawl as `ratssearch crawl` does."""
    report = crawl(Workspace(folder), [source_at(base)], everything=everything)
    (only,) = report.sources
    if only.problem or only.counters.failed:
        raise SystemExit(f"the crawl did not end well: {only}")
    return only.counters.fetches


def main() -> None:
    kind, bases, folder = sys.argv[1], sys.argv[2].split(","), Path(sys.argv[3])
    start, used = time.perf_counter(), _processor()
    pages = fetch(bases, folder) if kind == "fetch" else whole(bases[0], folder, kind == "all")
    figures = {
        "pages": pages,
        "seconds": time.perf_counter() - start,
        "processor": _processor() - used,
        "memory": peak(),
    }
    print(json.dumps(figures))


def _processor() -> float:
    """Processor seconds of this process and of those it has waited for."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


if __name__ == "__main__":
    main()
