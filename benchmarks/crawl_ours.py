"""Our side of the crawl figures, in a process of its own so that its memory is its own.

    python -m benchmarks.crawl_ours fetch|path|again|all BASE_URL FOLDER

fetch: crawl and keep raw bodies, read nothing. path: everything from fetch to index. again: the run after it. all: the
same, looking at every known release. Prints one JSON object: pages, seconds, peak memory in MiB of the crawl and of its
largest reading process, and memory in MiB after each tenth of the pages.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from ratssearch.archive import open_archive
from ratssearch.crawler.crawl import CrawlOptions, crawl_source
from ratssearch.models import Discovered, FetchedPage, Source
from ratssearch.pipeline import Progress, Step, Workspace, crawl


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


def fetch(base: str, folder: Path) -> int:
    """Fetch everything and keep it as a crawl does: fetches durable, bodies packed, the frontier brought up to date."""
    pages = 0
    found: list[Discovered] = []
    with open_archive(folder / "archive.sqlite") as archive:
        run = archive.start_run("bench")
        for item in crawl_source(
            source_at(base), options=CrawlOptions(), known=lambda url: archive.known("bench", url)
        ):
            if isinstance(item, FetchedPage):
                archive.keep_fetch("bench", item, run=run, found=found)
                found = []
                pages += 1
            else:
                found.append(item)
    return pages


def whole(base: str, folder: Path, everything: bool, marks: list[float]) -> int:
    """Crawl, and note the memory now and then."""

    def listen(progress: Progress) -> None:
        if progress.step is Step.FETCH and progress.done == 500 * (len(marks) + 1):
            marks.append(_resident())

    report = crawl(Workspace(folder), [source_at(base)], everything=everything, listener=listen)
    (only,) = report.sources
    if only.problem or only.counters.failed:
        raise SystemExit(f"the crawl did not end well: {only}")
    return only.counters.fetches


def _resident() -> float:
    """MiB in memory now."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    kind, base, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    marks: list[float] = []
    start, used = time.perf_counter(), _processor()
    pages = fetch(base, folder) if kind == "fetch" else whole(base, folder, kind == "all", marks)
    figures = {
        "pages": pages,
        "seconds": time.perf_counter() - start,
        "processor": _processor() - used,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "reader_memory": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
        "marks": [round(mark, 1) for mark in marks],
    }
    print(json.dumps(figures))


def _processor() -> float:
    """Processor seconds of this process and of those it has waited for."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


if __name__ == "__main__":
    main()
