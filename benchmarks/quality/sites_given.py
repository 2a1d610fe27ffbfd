"""sites.NAME: real sites as they stood, crawled over HTTP by the profile that a newcomer would write, against gold.

    python -m benchmarks.quality.sites_given [NAME ...] [--show] [--quick]

`found`: the share of the gold releases that a kept listing links to; all other figures are shares of those found.
`titles`, `dates` and `dates_wrong` (of those the gold dates), `exact`, `first` and `last` (paragraph right),
`head_foreign` and `tail_foreign` (first or last line of no release): sites_compare.py. `reindexed`: how many releases
`reindex --from extract` changes right after the crawl. `trafilatura_first` and so on are trafilatura's on the same
pages. `sites.all` counts all pages of all sites alike.

--show prints what is wrong on each page and by which rule; --quick reads the files without a crawl, each page alone
and by the templates learnt from all of them.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import trafilatura

from benchmarks.quality.file_server import served
from benchmarks.quality.frame import DAMAGED, Figure, SetAbsent, share
from benchmarks.quality.gold_sets import SEEN
from benchmarks.quality.sites_compare import (
    GoldRelease,
    GoldSite,
    compare,
    gold_sites,
    is_foreign,
    letters,
    path_of,
)
from benchmarks.stamp import REPOSITORY
from ratssearch.archive import open_archive
from ratssearch.errors import ExtractionError
from ratssearch.extract import EXTRACTOR_VERSION, extract, learn, outline
from ratssearch.models import ExtractedPage, Snapshot, Source, Template
from ratssearch.pipeline import Stage, Workspace, crawl, reindex

_EMPTY = ExtractedPage("", (), "und", None)


@dataclass(slots=True)
class Counts:
    """Pages counted, and of how many each thing is so; `dated` is how many the gold gives a day."""

    pages: int = 0
    dated: int = 0
    linked: int = 0
    found: int = 0
    reindexed: int = 0
    so: dict[str, int] = field(default_factory=dict)

    def note(self, name: str, so: bool) -> None:
        self.so[name] = self.so.get(name, 0) + so

    def add(self, other: Counts) -> None:
        """Take in another site's pages."""
        for name in ("pages", "dated", "linked", "found", "reindexed"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, number in other.so.items():
            self.so[name] = self.so.get(name, 0) + number

    def figures(self, name: str) -> Iterator[Figure]:
        """The figures under sites.NAME."""
        if self.linked:
            yield Figure(f"sites.{name}.found", self.found / self.linked)
            yield Figure(f"sites.{name}.reindexed", self.reindexed)
        for key, number in self.so.items():
            of = self.dated if key in ("dates", "dates_wrong") else self.pages
            yield Figure(f"sites.{name}.{key}", share(number, of))


@dataclass(frozen=True, slots=True)
class Crawled:
    """What a crawl brought: pages by their path (each address of a release), and what reading them again changed."""

    pages: Mapping[str, ExtractedPage]
    reindexed: int


def measure(gold: Path) -> Iterator[Figure]:
    """Figures of every sites/NAME with profile.toml, gold.jsonl and html.tar.xz, and of all together."""
    total = Counts()
    absent: list[str] = []
    for site in gold_sites(gold):
        try:
            counts = site_counts(site, crawled(site))
        except DAMAGED as error:
            absent.append(f"sites/{site.name}: {type(error).__name__}: {error}")
            continue
        total.add(counts)
        yield from counts.figures(site.name)
    if absent:
        yield from total.figures("all")
        raise SetAbsent("; ".join(absent))
    if not total.pages:
        raise SetAbsent("no sites/NAME with profile.toml, gold.jsonl and html.tar.xz")
    yield from total.figures("all")


def crawled(site: GoldSite) -> Crawled:
    """The site's releases after one crawl over HTTP with its profile."""
    with served(site.root) as base, tempfile.TemporaryDirectory() as folder:
        source = site.source(base)
        workspace = Workspace(Path(folder))
        crawl(workspace, [source])
        with open_archive(workspace.archive, read_only=True) as archive:
            pages = {path_of(address): release.page for release in archive.releases() for address in release.addresses}
        report = reindex(workspace, [source], stage=Stage.EXTRACT)
    return Crawled(pages, report.changed + report.recovered)


def site_counts(site: GoldSite, found: Crawled) -> Counts:
    """The counts of one crawled site."""
    linked = [release for release in site.releases if release.path in site.linked]
    counts = read_counts(
        site, {release.path: found.pages[release.path] for release in linked if release.path in found.pages}
    )
    counts.linked, counts.found, counts.reindexed = len(linked), counts.pages, found.reindexed
    for release in linked:
        if release.path in found.pages:
            text = trafilatura.extract(site.page(release.path), include_comments=False) or ""
            _note_body(counts, release, text.splitlines(), "trafilatura_")
    return counts


def read_counts(site: GoldSite, pages: Mapping[str, ExtractedPage]) -> Counts:
    """The counts of pages however they were read, by path; gold releases that are not among them do not count."""
    counts = Counts()
    for release in site.releases:
        page = pages.get(release.path)
        if page is None:
            continue
        counts.pages += 1
        counts.note("titles", letters(page.title) == letters(release.title))
        if release.date:
            counts.dated += 1
            counts.note("dates", day_of(page) == release.date)
            counts.note("dates_wrong", is_wrong_day(page, release.date))
        _note_body(counts, release, page.paragraphs, "")
    return counts


def _note_body(counts: Counts, release: GoldRelease, lines: Sequence[str], prefix: str) -> None:
    agreement = compare(release, lines)
    for name in ("exact", "first", "last", "head_foreign", "tail_foreign"):
        counts.note(f"{prefix}{name}", getattr(agreement, name))


def day_of(page: ExtractedPage) -> str:
    """The day as ISO; empty where there is none or only a month or a year."""
    published = page.published
    return published.first.isoformat() if published and published.first == published.last else ""


def is_wrong_day(page: ExtractedPage, day: str) -> bool:
    """Whether the page has a date, and the day is not in it."""
    published = page.published
    return published is not None and not published.first.isoformat() <= day <= published.last.isoformat()


def read_alone(site: GoldSite) -> dict[str, ExtractedPage]:
    """Every gold page read from its file by itself."""
    return _read(site, ())


def read_by_template(site: GoldSite) -> dict[str, ExtractedPage]:
    """Every gold page read from its file by the templates learnt from all of them."""
    source = site.source("http://127.0.0.1:80")
    outlines = [outline(_snapshot(site, source, release), source) for release in site.releases]
    return _read(site, learn(outlines, EXTRACTOR_VERSION))


def _read(site: GoldSite, templates: Sequence[Template]) -> dict[str, ExtractedPage]:
    source = site.source("http://127.0.0.1:80")
    pages = {}
    for release in site.releases:
        try:
            page = extract(_snapshot(site, source, release), source, templates=templates)
        except ExtractionError:
            page = _EMPTY
        pages[release.path] = page
    return pages


def _snapshot(site: GoldSite, source: Source, release: GoldRelease) -> Snapshot:
    url = f"http://127.0.0.1:80{quote(release.path)}"
    return Snapshot(url, url, source.id, SEEN, "text/html", site.page(release.path), "")


def main() -> None:
    """Print figures, and with --show what is wrong, page by page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.quality.sites_given", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("names", nargs="*", metavar="NAME", help="folder names of the sites (default: all)")
    parser.add_argument("--show", action="store_true", help="print every page that is not exact, and why")
    parser.add_argument("--quick", action="store_true", help="read the files, alone and by template, without a crawl")
    options = parser.parse_args()
    gold = Path(os.environ.get("RATSSEARCH_GOLD") or REPOSITORY.parent / "shared" / "data")
    total: dict[str, Counts] = {}
    for site in gold_sites(gold):
        if options.names and site.name not in options.names:
            continue
        for way, counts, pages in _ways(site, quick=options.quick):
            if options.show:
                print(f"\n==== {site.name} {way}")
                _show(site, pages)
            total.setdefault(way, Counts()).add(counts)
            _print_figures(f"{site.name} {way}", counts)
    for way, counts in total.items():
        _print_figures(f"all {way}", counts)


def _ways(site: GoldSite, *, quick: bool) -> Iterator[tuple[str, Counts, Mapping[str, ExtractedPage]]]:
    if not quick:
        found = crawled(site)
        yield "crawled", site_counts(site, found), found.pages
        return
    for way, pages in (("alone", read_alone(site)), ("template", read_by_template(site))):
        yield way, read_counts(site, pages), pages


def _print_figures(title: str, counts: Counts) -> None:
    print(f"{title}: {counts.pages} pages of {counts.linked} linked, {counts.dated} dated")
    print("  " + "  ".join(f"{figure.name.rsplit('.', 1)[1]} {figure.value:.3f}" for figure in counts.figures("-")))


def _show(site: GoldSite, pages: Mapping[str, ExtractedPage]) -> None:
    for release in site.releases:
        page = pages.get(release.path)
        if page is None:
            reached = "" if release.path in site.linked else " (no kept listing links to it)"
            print(f"\n--- {release.path}: not found{reached}")
            continue
        wrong = [*_wrong_facts(release, page), *_wrong_lines(release, page)]
        if wrong:
            print(f"\n--- {release.path} [{page.rung}]", *wrong, sep="\n    ")


def _wrong_facts(release: GoldRelease, page: ExtractedPage) -> Iterator[str]:
    if letters(page.title) != letters(release.title):
        yield f"title   {page.title!r}, not {release.title!r}"
    if release.date and day_of(page) != release.date:
        published = page.published
        said = f"{published.first} ({published.basis}: {published.evidence!r})" if published else "none"
        yield f"date    {said}, not {release.date}"


def _wrong_lines(release: GoldRelease, page: ExtractedPage) -> Iterator[str]:
    agreement = compare(release, page.paragraphs)
    if agreement.exact:
        return
    marks = [name for name in ("first", "last") if not getattr(agreement, name)]
    yield f"body    not exact{''.join(f', {name} paragraph wrong' for name in marks)}"
    for number, line in enumerate(page.paragraphs):
        if letters(line) and is_foreign(release, line):
            yield f"foreign {number + 1}/{len(page.paragraphs)} {line[:150]!r}"
    kept = letters("".join(page.paragraphs))
    for number, line in enumerate(release.body):
        if letters(line) not in kept:
            rules = {block.rule for block in page.removed if letters(line) in letters(block.text)}
            yield f"lost    {number + 1}/{len(release.body)} {line[:150]!r} {' '.join(sorted(rules)) or '(no rule)'}"


if __name__ == "__main__":
    main()
