"""demo.exact: share of the demo's releases that are kept equal, in every field, to what their pages were written from.

Both visits are crawled over HTTP through the pipeline, as `ratssearch demo` does. demo.titles, .dates, .signatures,
.countries, .organisations: shares equal in that field; demo.heads and demo.tails: first and last paragraph;
demo.reindexed: releases that `reindex --from extract` changes right after the crawl.

    python -m benchmarks.quality.demo_truth [--show N] [--seed N]

prints what differs, by field, and title, day, first and last line of N releases drawn at random beside the truth.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.quality.frame import Figure
from ratssearch.archive import open_archive
from ratssearch.demo.server import serve_demo_site
from ratssearch.demo.sources import demo_sources
from ratssearch.demo.truth import Difference, Truth, by_address, differences, report, side_by_side, truths
from ratssearch.models import Release, Tags
from ratssearch.pipeline import Stage, Workspace, crawl, reindex

_SHARES = {
    "titles": "title",
    "dates": "published",
    "signatures": "signature",
    "countries": "countries",
    "organisations": "organisations",
}


@dataclass(frozen=True, slots=True)
class DemoCrawl:
    """What the demo's pages were written from, and what an archive holds after both visits."""

    truths: Mapping[str, Truth]  # by address
    kept: Mapping[str, Release]  # by every address
    releases: int  # in the archive
    reindexed: int  # of them changed by a reindex right after

    def differences(self, url: str) -> list[Difference]:
        release = self.kept.get(url)
        return list(
            differences(self.truths[url], release.page if release else None, release.tags if release else Tags())
        )


def measure(gold: Path) -> Iterator[Figure]:
    """The figures; no gold set is needed, since the demo knows what it wrote."""
    del gold
    demo = crawl_demo()
    found = {url: demo.differences(url) for url in demo.truths}
    total = max(len(demo.truths), demo.releases)  # a page kept twice is a fault too
    yield Figure("demo.exact", sum(not held for held in found.values()) / total)
    for name, field in _SHARES.items():
        wrong = sum(entry.field == field for held in found.values() for entry in held)
        yield Figure(f"demo.{name}", (len(demo.truths) - wrong) / total)
    yield Figure("demo.heads", _paragraphs_right(demo, lambda paragraphs: paragraphs[:1]) / total)
    yield Figure("demo.tails", _paragraphs_right(demo, lambda paragraphs: paragraphs[-1:]) / total)
    yield Figure("demo.reindexed", demo.reindexed)


def crawl_demo() -> DemoCrawl:
    """Crawl the demo on both visits into a folder of its own, read the archive, and reindex it."""
    with tempfile.TemporaryDirectory() as folder, serve_demo_site() as sites:
        workspace, sources = Workspace(Path(folder)), demo_sources(sites)
        for visit in (1, 2):
            sites.set_visit(visit)
            crawl(workspace, sources, everything=visit > 1)
        with open_archive(workspace.archive, read_only=True) as archive:
            releases = list(archive.releases())
        changed = reindex(workspace, (), stage=Stage.EXTRACT).changed  # as an operator, who has no profiles of it
        return DemoCrawl(truths(sites), by_address(releases), len(releases), changed)


def _paragraphs_right(demo: DemoCrawl, part: Callable[[tuple[str, ...]], tuple[str, ...]]) -> int:
    """How many releases have this part of their paragraphs as it was written."""
    return sum(
        url in demo.kept and part(demo.kept[url].page.paragraphs) == part(truth.paragraphs)
        for url, truth in demo.truths.items()
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.demo_truth", description="The demo by eye.")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="releases to show beside the truth")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="which ones")
    options = parser.parse_args()
    demo = crawl_demo()
    found = [entry for url in demo.truths for entry in demo.differences(url)]
    print(report(found) or f"All {len(demo.truths)} releases are as they were written.")
    urls = sorted(demo.truths, key=lambda url: urlsplit(url).path)  # the ports are others in every run
    for url in random.Random(options.seed).sample(urls, min(options.show, len(urls))):
        release = demo.kept.get(url)
        print(f"\n{side_by_side(demo.truths[url], release.page if release else None)}")
    print(f"\nA reindex right after the crawl changes {demo.reindexed} of {demo.releases} releases.")
    return 1 if found or demo.reindexed else 0


if __name__ == "__main__":
    sys.exit(main())
