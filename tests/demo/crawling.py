"""The demo sites crawled over HTTP by the real crawler, and each page read by the real extractor and gazetteer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ratssearch.crawler.crawl import CrawlOptions, crawl_source
from ratssearch.demo.releases import DemoRelease
from ratssearch.demo.server import ServedSites
from ratssearch.demo.sources import demo_sources
from ratssearch.enrich import load_gazetteer
from ratssearch.errors import ExtractionError
from ratssearch.extract import extract
from ratssearch.models import (
    Discovered,
    ExtractedPage,
    FetchedPage,
    MentionKind,
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
    """One release page: what the gold says and what was read."""

    gold: DemoRelease
    page: ExtractedPage | None
    tags: Tags
    failure: str = ""


def read_releases(sites: ServedSites, crawl: Crawl) -> list[Reading]:
    """The crawled page of every expected release, extracted and tagged."""
    sources = {source.id: source for source in demo_sources(sites)}
    gazetteer = load_gazetteer()
    readings = []
    for gold in sites.site.releases:
        source, url = sources[gold.source_id], sites[gold.source_id] + gold.path
        try:
            page = extract(_snapshot(crawl, url, source), source)
        except ExtractionError as error:
            readings.append(Reading(gold, None, Tags(), str(error)))
        else:
            readings.append(Reading(gold, page, gazetteer.tag(page, country=source.country)))
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


def faults(reading: Reading) -> Iterator[tuple[str, str]]:
    """(kind, words) for each way in which a reading falls short of the gold."""
    gold, page = reading.gold, reading.page
    if page is None:
        yield "title", f"no release was found: {reading.failure}"
        return
    yield from _body_faults(gold, page)
    yield from _fact_faults(gold, page)
    countries = set(reading.tags.values(MentionKind.COUNTRY))
    if lost := set(gold.countries) - countries:
        yield "countries found", f"{sorted(lost)} (misspelt: {gold.misspelt})"
    if strays := countries - set(gold.countries) - set(gold.towns):
        words = [mention.words for mention in reading.tags.mentions if mention.entity in strays]
        yield "countries true", f"{sorted(strays)} from {words}"
    if missing := set(gold.organisations) - set(reading.tags.values(MentionKind.ORGANISATION)):
        yield "organisations found", str(sorted(missing))


def _body_faults(gold: DemoRelease, page: ExtractedPage) -> Iterator[tuple[str, str]]:
    # A dateline is a field of its own; whether it also stays in the first paragraph is the extractor's choice.
    first = page.paragraphs[0].removeprefix(gold.dateline) if page.paragraphs else ""
    paragraphs = (first, *page.paragraphs[1:])
    if paragraphs[0] != gold.paragraphs[0]:
        yield "body start", paragraphs[0]
    if paragraphs[-1] != gold.paragraphs[-1]:
        yield "body end", paragraphs[-1]
    if strays := [p for p in paragraphs[1:-1] if p not in gold.paragraphs]:
        yield "body middle", f"strays: {strays}"
    if lost := [p for p in gold.paragraphs[1:-1] if p not in paragraphs]:
        yield "body middle", f"lost: {lost}"


def _fact_faults(gold: DemoRelease, page: ExtractedPage) -> Iterator[tuple[str, str]]:
    if page.title != gold.title:
        yield "title", page.title
    if page.language != gold.language:
        yield "language", page.language
    published = page.published.first if page.published else None
    if published != gold.published:
        yield "published", f"{page.published} instead of {gold.published}"
    if page.signature != gold.signature:
        yield "signature", f"{page.signature!r} instead of {gold.signature!r}"
    if gold.dateline and page.dateline.rstrip(" —") != gold.dateline.rstrip(" —"):
        yield "dateline", page.dateline
    spans = {(event.first, event.last) for event in page.events}
    wanted = {(day, day) for day in gold.other_days} | ({gold.event} if gold.event else set())
    if missed := wanted - spans:
        yield "events found", f"{sorted(missed)} not in {sorted(spans)}"
    if strays := spans - wanted:
        yield "events true", str(sorted(strays))
