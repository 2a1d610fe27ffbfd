"""A dry run: what a crawl would fetch, and how each address was found. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ratssearch.archive import Archive, Why, open_archive
from ratssearch.crawler.crawl import CrawlOptions, crawl_source
from ratssearch.models import Discovered, FetchedPage, Misread, Outcome, Role, Source
from ratssearch.pipeline.crawling import never
from ratssearch.pipeline.workspace import Workspace

_SHOWN = "shown in front"
_ALL = "all are looked at"


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a crawl of one source would do."""

    source_id: str
    read: tuple[FetchedPage, ...]  # robots.txt, listings, feeds and sitemaps, as they were read; without their bodies
    found: tuple[Discovered, ...]  # release addresses that it would ask for
    reasons: tuple[str, ...]  # why, for each of them
    new: int  # of these, never fetched before
    known: int  # release addresses that the site names and that are not due
    notices: tuple[str, ...]  # what it would leave out, and by which rule


def discover(
    workspace: Workspace,
    sources: Sequence[Source],
    *,
    options: CrawlOptions | None = None,
    everything: bool = False,
    stop: Callable[[], bool] = never,
) -> tuple[Discovery, ...]:
    """Read listings, feeds and sitemaps as a crawl would, and name the releases instead of fetching them."""
    options = replace(options or CrawlOptions(), discover_only=True)
    if not workspace.archive.exists():
        return tuple(_discover(None, source, options, everything, stop) for source in sources)
    with open_archive(workspace.archive, read_only=True) as archive:
        return tuple(_discover(archive, source, options, everything, stop) for source in sources)


def _discover(
    archive: Archive | None, source: Source, options: CrawlOptions, everything: bool, stop: Callable[[], bool]
) -> Discovery:
    notices: list[str] = []
    read: list[FetchedPage] = []
    met: dict[str, Discovered] = {}
    chosen: dict[str, str] = {}  # address -> why it would be fetched
    named: set[str] = set()
    for waiting in archive.pending(source.id, everything=everything) if archive else ():
        met[waiting.url] = waiting
        chosen[waiting.url] = _why(archive, source, waiting, shown=False, everything=True)

    def wanted(url: str, shown: bool) -> bool:
        named.add(url)
        why = _why(archive, source, met[url], shown=shown, everything=everything)
        if why:
            chosen.setdefault(url, why)
        return bool(why)

    items = crawl_source(
        source,
        options=options,
        known=lambda url: None,  # nothing is kept, so an unchanged listing must come in full
        wanted=wanted,
        notice=lambda notice: notices.append(f"{notice.rule}: {notice.url} {notice.detail}".strip()),
        stop=stop,
    )
    for item in items:
        if isinstance(item, FetchedPage):
            read.append(replace(item, body=b""))
        elif isinstance(item, Misread):
            read[-1] = misread(read[-1], item)
        elif item.role is Role.RELEASE:
            met.setdefault(item.url, item)
    return Discovery(
        source_id=source.id,
        read=tuple(read),
        found=tuple(met[url] for url in chosen),
        reasons=tuple(chosen.values()),
        new=sum(why == Why.NEW for why in chosen.values()),
        known=len(named - chosen.keys()),
        notices=tuple(notices),
    )


def misread(page: FetchedPage, why: Misread) -> FetchedPage:
    """The page that was read last, with the end that its reading came to."""
    return replace(page, outcome=Outcome.INTERNAL_ERROR, detail=why.detail)


def _why(archive: Archive | None, source: Source, found: Discovered, *, shown: bool, everything: bool) -> str:
    """Why a crawl would fetch a release, in words; empty if it would not."""
    if archive is None:
        return Why.NEW
    if archive.is_forgotten(source.id, found.url):
        return ""
    lastmod = found.listing_date if found.via == "sitemap" else ""
    why = archive.why_due(source.id, found.url, lastmod)
    return why or (_SHOWN if shown else _ALL if everything else "")


def went_well(discovery: Discovery) -> bool:
    """Whether every listing, feed and sitemap could be read."""
    return all(page.outcome is Outcome.FETCHED for page in discovery.read if page.role is not Role.ROBOTS)
