"""Read the listings, feeds and sitemaps of a WARC file as a crawl reads them: they name releases and give dates.

They are read before any release, since what stands beside a link may be the only thing that says when a release was
published.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

from ratssearch.archive import Archive
from ratssearch.crawler.feeds import read_feed
from ratssearch.crawler.listing import Link, read_listing
from ratssearch.crawler.options import CrawlOptions
from ratssearch.crawler.robots import rules_of
from ratssearch.crawler.sitemap import read_sitemap
from ratssearch.crawler.traps import may_be_page, trap
from ratssearch.models import Discovered, FetchedPage, Outcome, Role, Source
from ratssearch.pipeline.imports.candidates import Candidate, Unusable, page_of
from ratssearch.pipeline.imports.placing import Placer, entries_of
from ratssearch.pipeline.imports.report import Tally
from ratssearch.urls import normal

# In the order of a crawl: what is met first gives an address its date.
_ORDER = (Role.ROBOTS, Role.SITEMAP, Role.FEED, Role.LISTING)
_log = logging.getLogger(__name__)

_READINGS = 3  # of all files for one role: pages of a listing may stand in them in any order


class ListingReader:
    """Knows which addresses are worth reading for links, and learns of more while it reads."""

    def __init__(self, archive: Archive, placer: Placer, options: CrawlOptions, tally: Tally) -> None:
        self._archive = archive
        self._placer = placer
        self._options = options
        self._tally = tally
        self._wanted: dict[Role, dict[tuple[str, str], bool]] = {role: {} for role in _ORDER}  # -> was it read
        self._walked = {source.id for source in placer.sources if not _names_anything(source)}
        self._pages: dict[str, int] = {}  # listing pages of each source
        for source in placer.sources:
            for role in (Role.SITEMAP, Role.FEED, Role.LISTING):
                for url in entries_of(source, role):
                    self._want(role, source, url)
            if not source.sitemaps:
                self._want(Role.ROBOTS, source, normal("/robots.txt", source.base_url))

    def read(self, candidates: Callable[[], Iterator[Candidate]]) -> None:
        """Read everything that names releases; `candidates` gives all pages of all files, as often as it is called."""
        for role in _ORDER:
            for _ in range(_READINGS):
                before = sum(self._wanted[role].values())
                if all(self._wanted[role].values()) and not (role is Role.LISTING and self._walked):
                    break
                for candidate in candidates():
                    self._look(candidate, role)
                if sum(self._wanted[role].values()) == before:
                    break

    def has_read(self, url: str) -> bool:
        """Whether an address is that of a listing, feed or sitemap that was read, and so no page left out."""
        return any(
            wanted.get((source.id, self._placer.spelled(source, url)), False)
            for source in self._placer.sources
            for wanted in self._wanted.values()
        )

    def _want(self, role: Role, source: Source, url: str) -> None:
        self._wanted[role].setdefault((source.id, url), False)

    def _look(self, candidate: Candidate, role: Role) -> None:
        wanted = self._wanted[role]
        for source in self._placer.sources:
            url = self._placer.spelled(source, candidate.url)
            if not url:
                continue
            walked = role is Role.LISTING and source.id in self._walked and self._may_be_walked(source, url)
            if (source.id, url) in wanted or walked:
                self._take(candidate, role, source, url)

    def _may_be_walked(self, source: Source, url: str) -> bool:
        scope = self._placer.scopes[source.id]
        return scope.at_home(url) and not scope.is_release(url) and may_be_page(url)

    def _take(self, candidate: Candidate, role: Role, source: Source, url: str) -> None:
        """Keep a page that names releases, and what it names; reading it again changes nothing."""
        if candidate.at is None or candidate.revisit or candidate.status not in (0, 200):
            return
        try:
            page = page_of(replace(candidate, status=200), url, role, self._options)
        except Unusable:
            return  # the crawl's own listings fail without harm, too; its releases may stand in the file all the same
        self._wanted[role][source.id, url] = True
        try:
            found = tuple(self._found(page, source))
        except Exception:  # noqa: BLE001  # decisions/0119
            _log.exception("Reading the %s %s for links failed.", role, url)
            self._tally.skip("internal-error", url)
            return
        if self._archive.has_look(source.id, url, page.fetched_at, page.body_hash):
            return
        known = self._archive.known(source.id, url)
        if (
            known is not None
            and known.body_hash == page.body_hash
            and known.fetched_at
            and known.fetched_at <= (page.fetched_at)
        ):
            page = replace(page, outcome=Outcome.UNCHANGED, body=b"")
        self._archive.keep_import(source.id, page, origin=candidate.origin, digest=candidate.digest, found=found)
        self._tally.listings += 1

    def _found(self, page: FetchedPage, source: Source) -> Iterator[Discovered]:
        """The releases that a page names; what it names to be read for links is wanted from now on."""
        scope = self._placer.scopes[source.id]
        via, links = self._links(page, source)
        for link in links:
            url = scope.spelled(link.url)
            if scope.is_release(url) and not trap(url):
                yield Discovered(url, Role.RELEASE, via, page.url, link.date, link.words)

    def _links(self, page: FetchedPage, source: Source) -> tuple[str, tuple[Link, ...]]:
        scope = self._placer.scopes[source.id]
        if page.role is Role.ROBOTS:
            for line in rules_of(page, self._options.agent_token).sitemaps:
                self._want_at_home(Role.SITEMAP, source, normal(line, page.url))
            return "robots", ()
        if page.role is Role.SITEMAP:
            sitemap = read_sitemap(page.body, page.url, self._options.max_sitemap_bytes)
            for url in sitemap.sitemaps:
                self._want_at_home(Role.SITEMAP, source, url)
            return "sitemap", sitemap.pages
        if page.role is Role.FEED:
            return "feed", read_feed(page.body, page.header("content-type"), page.url).pages
        listing = read_listing(page.body, page.header("content-type"), page.url, scope)
        pages = self._pages[source.id] = self._pages.get(source.id, 0) + 1
        if listing.next and pages < source.max_pages * max(1, len(source.listings)) and not trap(listing.next):
            self._want(Role.LISTING, source, listing.next)
        return ("walk" if source.id in self._walked else "listing"), listing.links

    def _want_at_home(self, role: Role, source: Source, url: str) -> None:
        if url and self._placer.scopes[source.id].fetchable(url):
            self._want(role, source, url)


def _names_anything(source: Source) -> bool:
    return bool(source.listings or source.feeds or source.sitemaps)
