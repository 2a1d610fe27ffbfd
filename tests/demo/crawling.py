"""The demo sites crawled over HTTP by the real crawler, and each page read by the real extractor and gazetteer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from ratssearch.crawler.crawl import CrawlOptions, crawl_source
from ratssearch.demo.releases import DemoRelease
from ratssearch.demo.server import ServedSites
from ratssearch.demo.sources import demo_sources
from ratssearch.demo.truth import Difference, Truth, differences, truths
from ratssearch.enrich import load_gazetteer
from ratssearch.errors import ExtractionError
from ratssearch.extract import extract
from ratssearch.models import (
    Discovered,
    ExtractedPage,
    FetchedPage,
    Role,
    Snapshot,
    Source,
    Tags,
    Validators,
)

OPTIONS = CrawlOptions(contact="https://example.org/", jitter=0.0)


@dataclass
class Crawl:
    """What one visit to all three sites brought."""

    pages: dict[str, FetchedPage] = field(default_factory=dict)  # by URL as asked
    found: dict[str, Discovered] = field(default_factory=dict)  # how a URL was first named

    def of_role(self, role: Role) -> Iterator[FetchedPage]:
        return (page for page in self.pages.values() if page.role is role)


def crawl_all(sites: ServedSites, known: Mapping[str, Validators] | None = None) -> Crawl:
    """One visit; with `known`, every URL in it is looked at again, as the pipeline does."""
    crawl = Crawl()
    for source in demo_sources(sites):
        pending = _pending(known or {}, source)
        for item in crawl_source(source, options=OPTIONS, known=(known or {}).get, pending=pending):
            if isinstance(item, FetchedPage):
                crawl.pages[item.url] = item
            else:
                crawl.found.setdefault(item.url, item)
    return crawl


def _pending(known: Iterable[str], source: Source) -> list[Discovered]:
    mine = [url for url in known if url.startswith(source.base_url)]
    return [Discovered(url, Role.RELEASE, "archive", "") for url in mine]


def validators_of(page: FetchedPage) -> Validators:
    return Validators(page.header("etag"), page.header("last-modified"), page.body_hash, page.fetched_at)


@dataclass(frozen=True)
class Reading:
    """One release page: what was written and what was read."""

    gold: DemoRelease
    truth: Truth
    page: ExtractedPage | None
    tags: Tags

    def differences(self) -> Iterator[Difference]:
        return differences(self.truth, self.page, self.tags)


def read_releases(sites: ServedSites, crawl: Crawl) -> list[Reading]:
    """The crawled page of every release of the first visit, extracted by itself and tagged. The page of a repost says
    what the first one did, on a day of its own."""
    sources = {source.id: source for source in demo_sources(sites)}
    known = truths(sites, visit=1)
    gazetteer = load_gazetteer()
    readings = []
    for gold in sites.site.releases:
        source, url = sources[gold.source_id], sites[gold.source_id] + gold.path
        truth = known.get(url) or replace(known[sites[gold.source_id] + gold.copy_of], published=gold.published)
        try:
            page = extract(_snapshot(crawl, url, source), source)
        except ExtractionError:
            readings.append(Reading(gold, truth, None, Tags()))
        else:
            readings.append(Reading(gold, truth, page, gazetteer.tag(page, country=source.country)))
    return readings


def _snapshot(crawl: Crawl, url: str, source: Source) -> Snapshot:
    fetched, found = crawl.pages[url], crawl.found.get(url)
    return Snapshot(
        url=url,
        final_url=fetched.final_url,
        source_id=source.id,
        fetched_at=fetched.fetched_at,
        content_type=fetched.header("content-type"),
        body=fetched.body,
        body_hash=fetched.body_hash,
        listing_date=found.listing_date if found else "",
        listing_title=found.listing_title if found else "",
    )
