"""layouts.*: made-up release sites, each with a layout drawn at random, whose every title, day and text is known
(layout_sites), crawled over HTTP by the command line.

    python -m benchmarks.quality.layouts [--sites N] [--seed N] [--first N] [--only N,N] [--alone] [--show]

found: releases of the listings that the archive holds. titles, dates: right ones, of all and of those that have a day.
dates_wrong: days that are not the page's. exact: bodies right to the letter and digit; exact_alone: the same pages read
alone. head, tail: first or last line foreign. lost: a paragraph is missing. sites_exact: sites with every body exact.
template_worse: sites with more than one exact body fewer than the same pages read alone. reindexed: releases that
`reindex --from extract` changes right after the crawl.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from benchmarks.quality.frame import Figure
from benchmarks.quality.layout_sites import Judgement, Site, judge, make_site, served
from benchmarks.quality.layout_sites.direct import read_alone, read_learnt
from benchmarks.quality.layout_sites.report import axis_table, page_report
from ratssearch.archive import open_archive
from ratssearch.models import ExtractedPage
from ratssearch.pipeline import Workspace

SITES = 200
SEED = 13
_BATCH = 25  # sites of one crawl
_CHANGED = re.compile(r"([\d,]+) came out differently")

_SOURCE = """
[[source]]
id = "site{number}"
name = "Site {number}"
base_url = "{base}/"
listings = ["{listing}"]
releases = ['{pattern}']
languages = ["{language}"]
delay = 0
allow_private = true
"""


@dataclass(frozen=True, slots=True)
class Crawled:
    """A site as the archive holds it after a crawl. pages: in order of site.truths, None where one is not there."""

    site: Site
    pages: tuple[ExtractedPage | None, ...]

    def judged(self) -> list[Judgement]:
        return [judge(page, truth) for page, truth in zip(self.pages, self.site.truths, strict=True)]


def measure(gold: Path) -> Iterator[Figure]:
    """All figures; needs nothing of the gold folder."""
    sites = [make_site(SEED, number) for number in range(SITES)]
    crawled, changed = crawl_all(sites)
    yield from figures(crawled, changed)


def figures(crawled: Sequence[Crawled], changed: int) -> Iterator[Figure]:
    """The figures of sites that were crawled; changed: releases that a reindex changed."""
    with ProcessPoolExecutor() as pool:
        alone = list(pool.map(_exact_alone, [one.site for one in crawled], chunksize=4))
    judged = [one.judged() for one in crawled]
    pages = [found for site in judged for found in site]
    truths = [truth for one in crawled for truth in one.site.truths]
    dated = [found for found, truth in zip(pages, truths, strict=True) if truth.release.day is not None]
    exact = [sum(found.exact for found in site) for site in judged]
    yield Figure("layouts.found", sum(page is not None for one in crawled for page in one.pages) / len(pages))
    yield Figure("layouts.titles", sum(found.title for found in pages) / len(pages))
    yield Figure("layouts.dates", sum(found.day_right for found in dated) / max(1, len(dated)))
    yield Figure("layouts.dates_wrong", sum(found.day_wrong for found in pages) / len(pages))
    yield Figure("layouts.exact", sum(exact) / len(pages))
    yield Figure("layouts.exact_alone", sum(alone) / len(pages))
    yield Figure("layouts.head", sum(found.head for found in pages) / len(pages))
    yield Figure("layouts.tail", sum(found.tail for found in pages) / len(pages))
    yield Figure("layouts.lost", sum(bool(found.lost) for found in pages) / len(pages))
    yield Figure("layouts.sites_exact", sum(map(_all_exact, judged)) / len(crawled))
    yield Figure("layouts.template_worse", sum(by + 1 < single for by, single in zip(exact, alone, strict=True)))
    yield Figure("layouts.reindexed", changed)


def _all_exact(judged: Sequence[Judgement]) -> bool:
    return all(found.exact for found in judged)


def _exact_alone(site: Site) -> int:
    return sum(judge(page, truth).exact for page, truth in zip(read_alone(site), site.truths, strict=True))


# ---------------------------------------------------------------- crawling


def crawl_all(sites: Sequence[Site]) -> tuple[list[Crawled], int]:
    """Crawl all sites, some at a time; returns them, and how many releases a reindex changed."""
    batches = [sites[start : start + _BATCH] for start in range(0, len(sites), _BATCH)]
    with ThreadPoolExecutor(max_workers=2) as pool:
        done = list(pool.map(crawl_sites, batches))
    return [one for crawled, _ in done for one in crawled], sum(changed for _, changed in done)


def crawl_sites(sites: Sequence[Site]) -> tuple[list[Crawled], int]:
    """Serve sites, crawl them with `ratssearch crawl`, reindex; raises CalledProcessError where a command fails."""
    with tempfile.TemporaryDirectory() as folder, served(sites) as bases:
        config = Path(folder) / "ratssearch.toml"
        config.write_text("".join(_profile(site, base) for site, base in zip(sites, bases, strict=True)), "utf-8")
        data = Path(folder) / "data"
        # Named one by one, or the profiles that come with the program are crawled as well.
        _ratssearch(config, data, "crawl", *(word for site in sites for word in ("--source", f"site{site.number}")))
        with open_archive(Workspace(data).archive, read_only=True) as archive:
            read = {address: release.page for release in archive.releases() for address in release.addresses}
        answer = _ratssearch(config, data, "reindex", "--from", "extract")
    changed = _CHANGED.search(answer)
    if changed is None:
        raise ValueError(f"reindex said nothing of what changed: {answer!r}")
    crawled = [
        Crawled(site, tuple(read.get(base + truth.release.path) for truth in site.truths))
        for site, base in zip(sites, bases, strict=True)
    ]
    return crawled, int(changed[1].replace(",", ""))


def _profile(site: Site, base: str) -> str:
    return _SOURCE.format(
        number=site.number,
        base=base,
        listing=site.listing,
        pattern=site.pattern,
        language=site.layout["language"],
    )


def _ratssearch(config: Path, data: Path, *arguments: str) -> str:
    program = (sys.executable, "-m", "ratssearch", "--config", str(config), "--data-dir", str(data), "--quiet")
    done = subprocess.run((*program, *arguments), capture_output=True, text=True, check=False, env=os.environ)
    # 3: some page could not be brought in, which the figures count.
    if done.returncode not in (0, 3):
        raise subprocess.CalledProcessError(done.returncode, arguments, done.stdout, done.stderr)
    return done.stdout


# ---------------------------------------------------------------- for developers


def main() -> None:
    parser = argparse.ArgumentParser(description="Layouts drawn at random: figures, failing pages, failing axes.")
    parser.add_argument("--sites", type=int, default=40, help="how many sites (default: 40)")
    parser.add_argument("--seed", type=int, default=7, help="another seed is another set of sites (default: 7)")
    parser.add_argument("--only", default="", metavar="N,N", help="only the sites of these numbers")
    parser.add_argument("--first", type=int, default=2, help="failing pages shown of each site (default: 2)")
    parser.add_argument("--alone", action="store_true", help="read pages directly, alone and learnt; no crawl")
    parser.add_argument("--show", action="store_true", help="print what is wrong on failing pages")
    parser.add_argument("--save", type=Path, metavar="DIR", help="write the pages there as files, to look at")
    options = parser.parse_args()
    numbers = [int(number) for number in options.only.split(",") if number] or range(options.sites)
    sites = [make_site(options.seed, number) for number in numbers]
    if options.save:
        _save(sites, options.save)
    if options.alone:
        with ProcessPoolExecutor(max_workers=2) as pool:
            _print(
                "alone",
                [Crawled(*pair) for pair in zip(sites, pool.map(_alone, sites, chunksize=2), strict=True)],
                options,
            )
            _print(
                "learnt",
                [Crawled(*pair) for pair in zip(sites, pool.map(_learnt, sites, chunksize=2), strict=True)],
                options,
            )
        return
    crawled, changed = crawl_all(sites)
    _print("crawled", crawled, options)
    for figure in figures(crawled, changed):
        print(f"{figure.name:<24}{figure.value:>9.4f}")


def _alone(site: Site) -> tuple[ExtractedPage | None, ...]:
    return tuple(read_alone(site))


def _learnt(site: Site) -> tuple[ExtractedPage | None, ...]:
    return tuple(read_learnt(site))


def _print(name: str, crawled: Sequence[Crawled], options: argparse.Namespace) -> None:
    judged = [(one.site, one.judged()) for one in crawled]
    print(f"\n######## {name}")
    if options.show:
        for one in crawled:
            print("\n".join(page_report(one.site, one.pages, first=options.first)))
    print("\n".join(axis_table(judged)))
    pages = [found for _, site in judged for found in site]
    right = sum(found.exact for found in pages) / len(pages)
    whole = sum(_all_exact(site) for _, site in judged)
    print(f"{name}: exact {right:.4f}, {whole} of {len(judged)} sites whole")


def _save(sites: Sequence[Site], folder: Path) -> None:
    for site in sites:
        for number, truth in enumerate(site.truths):
            place = folder / f"{site.number}-{number}.html"
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(site.pages[truth.release.path])


if __name__ == "__main__":
    main()
