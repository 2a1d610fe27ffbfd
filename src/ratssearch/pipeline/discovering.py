"""A dry run: what a crawl would fetch, and how each address was found. Nothing is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ratssearch.archive import Archive, open_archive
from ratssearch.crawler.crawl import CrawlOptions, crawl_source
from ratssearch.models import Discovered, FetchedPage, Outcome, Role, Source
from ratssearch.pipeline.crawling import never
from ratssearch.pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Discovery:
    """What a crawl of one source would do."""

    source_id: str
    read: tuple[FetchedPage, ...]  # robots.txt, listings, feeds and sitemaps, as they were read; without their bodies
    found: tuple[Discovered, ...]  # release addresses that it would ask for
    new: int  # of these, never fetched before
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
    found: dict[str, Discovered] = {}
    for waiting in archive.pending(source.id, everything=everything) if archive else ():
        found[waiting.url] = waiting
    items = crawl_source(
        source,
        options=options,
        known=lambda url: None,  # nothing is kept, so an unchanged listing must come in full
        notice=lambda notice: notices.append(f"{notice.rule}: {notice.url} {notice.detail}".strip()),
        stop=stop,
    )
    for item in items:
        if isinstance(item, FetchedPage):
            read.append(replace(item, body=b""))
        elif item.role is Role.RELEASE:
            found.setdefault(item.url, item)
    new = sum(archive is None or archive.known(source.id, url) is None for url in found)
    return Discovery(source.id, tuple(read), tuple(found.values()), new, tuple(notices))


def went_well(discovery: Discovery) -> bool:
    """Whether every listing, feed and sitemap could be read."""
    return all(page.outcome is Outcome.FETCHED for page in discovery.read if page.role is not Role.ROBOTS)
