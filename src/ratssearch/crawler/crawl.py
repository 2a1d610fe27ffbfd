"""One source from end to end: what to look at, in which order, and when to stop.

robots.txt -> what was left pending -> sitemaps -> feeds -> listings, page by page -> (a walk, where the profile
names none of these) -> releases. Each URL is fetched at most once in a run.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count

from ratssearch.crawler.feeds import read_feed
from ratssearch.crawler.isolation import Item, read_apart
from ratssearch.crawler.listing import MAX_LINKS, Link, Listing, read_listing
from ratssearch.crawler.notices import Listener, Notice, log_notice
from ratssearch.crawler.options import CrawlOptions
from ratssearch.crawler.pace import SYSTEM_CLOCK, Clock, Hosts, Stopped
from ratssearch.crawler.polite import PoliteFetcher
from ratssearch.crawler.robots import Rules, kept_delay
from ratssearch.crawler.sitemap import read_sitemap
from ratssearch.crawler.traps import WalkTraps, may_be_page, trap
from ratssearch.models import Discovered, FetchedPage, Outcome, Role, Source, Validators
from ratssearch.urls import canonical, normal

__all__ = ["CrawlOptions", "crawl_source", "fetch_one"]

_BARREN_PAGES = 2  # pages of a listing in a row that bring nothing new before it ends


def _never() -> bool:
    return False


def crawl_source(
    source: Source,
    *,
    options: CrawlOptions,
    known: Callable[[str], Validators | None],
    pending: Iterable[Discovered] = (),
    stop: Callable[[], bool] = _never,
    stored: Callable[[str], bytes | None] | None = None,
    wanted: Callable[[str, bool], bool] = lambda url, shown: True,
    notice: Listener = log_notice,
    last_request: datetime | None = None,
    clock: Clock = SYSTEM_CLOCK,
    hosts: Hosts | None = None,
) -> Iterator[Item]:
    """Everything found and fetched in one run over source, lazily: links of a page are read after it was taken.

    known         what is known of a URL's last good fetch, for conditional requests
    pending       releases that an earlier run left, or that are due; fetched before anything else
    stop          asked between fetches and while waiting; True ends the run, and what is left stays pending
    stored        a kept body by its SHA-256 hex; with it, listings, sitemaps and feeds are asked for conditionally
                  too, and an unchanged one is read from store
    wanted        asked for each release that a page links to, just before its fetch; False leaves it out of this
                  run (not due, taken down). With its address it gets whether the site shows it in front: on the
                  first page of a listing, in a feed, on the page where a walk begins
    last_request  when an earlier run last asked this host for anything: the delay runs from there
    notice        hears of everything left out on purpose
    hosts         what crawls that are at work at the same time have in common

    Never raises for what the network does, nor for what a page holds: see Misread.
    """
    run = _Run(source, options, known, stop, stored, wanted, notice, clock, hosts)
    if last_request is not None:
        run.fetcher.asked_before(last_request, run.earlier_delay())
    try:
        yield from run.items(tuple(pending))
    except Stopped:
        notice(Notice("run:stopped", source.base_url, "The rest stays pending."))
    except _LimitReached:
        notice(Notice("run:limit", source.base_url, f"{options.max_fetches} pages fetched; the rest stays pending."))
    finally:
        run.fetcher.close()


def fetch_one(
    url: str,
    *,
    source: Source,
    options: CrawlOptions,
    role: Role = Role.RELEASE,
    clock: Clock = SYSTEM_CLOCK,
) -> FetchedPage:
    """Fetch one page under all rules of a crawl (robots.txt, scope, limits, second attempts)."""
    target = canonical(url)
    if not target:
        return FetchedPage(url, role, Outcome.UNREACHABLE, clock.now(), detail="This is no address of a web page.")
    fetcher = PoliteFetcher(source, options, clock, _never)
    try:
        return fetcher.get(target, role)
    finally:
        fetcher.close()


class _LimitReached(Exception):
    """The run has fetched as many pages as it may."""


class _Run:
    """The state of one run: what was seen, what waits, how much was fetched."""

    def __init__(
        self,
        source: Source,
        options: CrawlOptions,
        known: Callable[[str], Validators | None],
        stop: Callable[[], bool],
        stored: Callable[[str], bytes | None] | None,
        wanted: Callable[[str, bool], bool],
        notice: Listener,
        clock: Clock,
        hosts: Hosts | None,
    ) -> None:
        self.fetcher = PoliteFetcher(source, options, clock, stop, hosts)
        self._scope = self.fetcher.scope
        self._source = source
        self._options = options
        self._known = known
        self._stop = stop
        self._stored = stored
        self._wanted = wanted
        self._notice = notice
        self._clock = clock
        self._trust = timedelta(days=options.trust_days)
        self._announced: set[str] = set()  # URLs yielded as Discovered
        self._asked: set[str] = set()  # URLs whose fetch was yielded
        self._waiting: deque[Discovered] = deque()  # releases to fetch
        self._shown: set[str] = set()  # releases that the site shows in front
        self._fetched = 0

    def items(self, pending: tuple[Discovered, ...]) -> Iterator[Item]:
        rules = self.fetcher.rules(normal(self._source.base_url))
        yield from self.fetcher.robots_pages()
        if rules.closed is not None:
            yield from self._refused_at_the_door(rules)
            return
        if not self._options.discover_only:
            yield from self._take_up(pending)
        sitemaps = self._sitemap_entries(rules)
        listings = self._entries(self._source.listings, Role.LISTING)
        feeds = self._entries(self._source.feeds, Role.FEED)
        yield from self._read_sitemaps(sitemaps)
        for entry in feeds:
            yield from self._read_feed(entry)
        for entry in listings:
            yield from self._read_listing(entry)
        if not (sitemaps or feeds or listings):
            yield from self._walk()
        yield from self._releases()

    def earlier_delay(self) -> float:
        """The Crawl-delay of the robots.txt that an earlier run read, in seconds; 0 where none is kept."""
        url = normal("/robots.txt", self._source.base_url)
        known = self._known(url)
        body = self._stored(known.body_hash) if known is not None and self._stored is not None else None
        return kept_delay(body, self._options.agent_token) if body else 0.0

    # ------------------------------------------------------------ fetching

    def _fetch(self, found: Discovered) -> Iterator[Item]:
        """Yield found's fetch, of a page that is not read for links."""
        yield from self._read(found, lambda page: iter(()))

    def _read(self, found: Discovered, parse: Callable[[FetchedPage], Iterator[Item]]) -> Iterator[Item]:
        """Yield found's fetch, and once the caller took it, what parse makes of a page with a body."""
        if found.url in self._asked:
            return
        why = self.fetcher.closed(found.url)
        if why:
            self._notice(Notice("host:left-alone", found.url, why))
            return
        if self._stop():
            raise Stopped
        if self._options.max_fetches and self._fetched >= self._options.max_fetches:
            raise _LimitReached
        validators = self._validators(found)
        page = self.fetcher.get(found.url, found.role, validators)
        self._asked.add(found.url)
        self._fetched += 1
        yield from self.fetcher.robots_pages()
        body = page.body
        if page.outcome is Outcome.UNCHANGED:
            page = replace(page, body=b"")
        yield page
        if page.outcome is Outcome.UNCHANGED and not body and self._stored is not None:
            body = self._stored(page.body_hash) or b""
        if body:
            yield from read_apart(parse, replace(page, body=body))

    def _validators(self, found: Discovered) -> Validators | None:
        """A 304 brings no body: what is read for links is asked for conditionally only if we keep its body."""
        known = self._known(found.url)
        if known is None:
            return None
        comparable = Validators(body_hash=known.body_hash)
        if known.body_read_at is not None and self._clock.now() - known.body_read_at > self._trust:
            return comparable
        if found.role is Role.RELEASE:
            return known
        kept = self._stored is not None and known.body_hash and self._stored(known.body_hash) is not None
        return known if kept else comparable

    def _announce(self, found: Discovered) -> Iterator[Item]:
        if found.url not in self._announced:
            self._announced.add(found.url)
            yield found

    def _found_release(self, link: Link, via: str, found_on: str, *, shown: bool = False) -> Iterator[Item]:
        """Announce a link to a release and queue it; says why not when a rule is against it."""
        if shown:
            self._shown.add(link.url)
        if link.url in self._announced or not self._scope.is_release(link.url):
            return
        named = trap(link.url)
        if named:
            self._announced.add(link.url)
            self._notice(Notice(named, link.url, f"Linked from {found_on}."))
            return
        found = Discovered(link.url, Role.RELEASE, via, found_on, link.date, link.words)
        self._waiting.append(found)
        yield from self._announce(found)

    # ------------------------------------------------------------ the steps

    def _refused_at_the_door(self, rules: Rules) -> Iterator[Item]:
        """Nothing may be fetched: say so for each address of the profile, and leave all else pending."""
        for role, urls in (
            (Role.SITEMAP, self._source.sitemaps),
            (Role.FEED, self._source.feeds),
            (Role.LISTING, self._source.listings),
        ):
            for entry in self._entries(urls, role):
                yield from self._announce(entry)
                yield from self._fetch(entry)
        self._notice(Notice("host:closed", self._source.base_url, f"robots.txt cannot be read: {rules.why}"))

    def _entries(self, urls: Iterable[str], role: Role) -> tuple[Discovered, ...]:
        spelled = ((url, canonical(url)) for url in urls)
        for url, target in spelled:
            if not target:
                self._notice(Notice("profile:unreadable-address", url))
        return tuple(Discovered(target, role, "profile", "") for url in urls if (target := canonical(url)))

    def _take_up(self, pending: tuple[Discovered, ...]) -> Iterator[Item]:
        """What an earlier run left: releases are fetched at once, everything else is found again anyway."""
        for found in pending:
            if found.role is not Role.RELEASE:
                continue
            if not self._scope.is_release(found.url):
                self._notice(Notice("scope:no-longer", found.url, "The profile's patterns do not match it any more."))
                continue
            self._announced.add(found.url)
            yield from self._fetch(found)

    def _sitemap_entries(self, rules: Rules) -> tuple[Discovered, ...]:
        """The profile's sitemaps, else those that robots.txt names on the source's own host."""
        if self._source.sitemaps:
            return self._entries(self._source.sitemaps, Role.SITEMAP)
        robots = normal("/robots.txt", self._source.base_url)
        entries: dict[str, Discovered] = {}
        for line in rules.sitemaps:
            url = canonical(line, robots)
            if url and self._scope.fetchable(url):
                entries.setdefault(url, Discovered(url, Role.SITEMAP, "robots", robots))
            else:
                self._notice(Notice("scope:sitemap", line, "robots.txt names a sitemap outside the source."))
        return tuple(entries.values())

    def _read_sitemaps(self, entries: tuple[Discovered, ...]) -> Iterator[Item]:
        queue = deque(entries)
        read = 0
        while queue:
            entry = queue.popleft()
            if read >= self._options.max_sitemaps:
                self._notice(Notice("limit:sitemaps", entry.url, f"{read} sitemaps read; {len(queue) + 1} left out."))
                return
            read += 1
            yield from self._announce(entry)
            yield from self._read(entry, lambda page: self._sitemap_links(page, queue))

    def _sitemap_links(self, page: FetchedPage, queue: deque[Discovered]) -> Iterator[Item]:
        sitemap = read_sitemap(page.body, page.final_url, self._options.max_sitemap_bytes)
        if sitemap.problem:
            self._notice(Notice("sitemap:unreadable", page.url, sitemap.problem))
        for url in sitemap.sitemaps:
            if url in self._announced:
                continue
            if self._scope.fetchable(url):
                queue.append(Discovered(url, Role.SITEMAP, "sitemap", page.url))
            else:
                self._notice(Notice("scope:sitemap", url, f"{page.url} names a sitemap outside the source."))
        yield from self._links(sitemap.pages, "sitemap", page)

    def _read_feed(self, entry: Discovered) -> Iterator[Item]:
        def links(page: FetchedPage) -> Iterator[Item]:
            feed = read_feed(page.body, page.header("content-type"), page.final_url)
            if feed.problem:
                self._notice(Notice("feed:unreadable", page.url, feed.problem))
            yield from self._links(feed.pages, "feed", page)

        yield from self._announce(entry)
        yield from self._read(entry, links)

    def _links(self, links: tuple[Link, ...], via: str, page: FetchedPage) -> Iterator[Item]:
        spelled = (replace(link, url=self._scope.spelled(link.url)) for link in links)
        matching = [link for link in spelled if self._scope.is_release(link.url)]
        if not matching:
            self._notice(Notice(f"{via}:no-release-links", page.url, f"{len(links)} links, none of a release."))
        for link in matching:
            yield from self._found_release(link, via, page.url, shown=via == "feed")

    def _read_listing(self, entry: Discovered) -> Iterator[Item]:
        """A listing and the pages that follow it, until two in a row bring nothing new."""
        seen: set[str] = set()  # release links of this listing, found elsewhere before or not
        current: Listing | None = None
        barren = 0

        def links(page: FetchedPage) -> Iterator[Item]:
            nonlocal current
            current = read_listing(page.body, page.header("content-type"), page.final_url, self._scope)
            yield from self._listing_links(current, page, seen)

        for number in count(1):
            current = None
            yield from self._announce(entry)
            yield from self._read(entry, links)
            if current is None:
                return  # it failed, and that was said
            fresh = {link.url for link in current.links} - seen
            seen |= fresh
            barren = 0 if fresh else barren + 1
            following = self._following(current, entry, number, barren)
            if following is None:
                return
            entry = following

    def _following(self, listing: Listing, entry: Discovered, number: int, barren: int) -> Discovered | None:
        """The listing page to read after page `number`, or None with a notice where a rule ends it."""
        url = listing.next
        if not url or url in self._asked or barren >= _BARREN_PAGES:
            return None
        named = trap(url)
        if not named and number < self._source.max_pages:
            return Discovered(url, Role.LISTING, "pagination", entry.url)
        words = f"The page after {entry.url}." if named else f"{number} pages of this listing read (max_pages)."
        self._notice(Notice(named or "limit:pages", url, words))
        return None

    def _listing_links(self, listing: Listing, page: FetchedPage, seen: set[str]) -> Iterator[Item]:
        if listing.cut:
            self._notice(Notice("limit:links", page.url, f"More than {MAX_LINKS} links; the rest was not looked at."))
        if not listing.links and not seen:
            self._notice(Notice("listing:no-release-links", page.url, "Nothing on it matches the release patterns."))
        for link in listing.links:
            yield from self._found_release(link, "listing", page.url, shown=not seen)

    def _walk(self) -> Iterator[Item]:
        """The last resort: follow links at home, breadth first and bounded, to find releases."""
        traps = WalkTraps()
        start = canonical(self._source.base_url)
        queue = deque((Discovered(start, Role.LISTING, "walk", ""),))
        met = {start}
        pages = 0

        def links(page: FetchedPage) -> Iterator[Item]:
            listing = read_listing(page.body, page.header("content-type"), page.final_url, self._scope)
            for link in listing.links:
                yield from self._found_release(link, "walk", page.url, shown=page.url == start)
            for url in listing.others:
                if url in met or not may_be_page(url):
                    continue
                met.add(url)
                named = traps.trap(url)
                if named:
                    self._notice(Notice(named, url, f"Linked from {page.url}."))
                else:
                    queue.append(Discovered(url, Role.LISTING, "walk", page.url))

        while queue:
            if pages >= self._options.max_walk:
                self._notice(Notice("limit:walk", queue[0].url, f"{pages} pages walked; {len(queue)} left out."))
                return
            entry = queue.popleft()
            pages += 1
            yield from self._announce(entry)
            yield from self._read(entry, links)

    def _releases(self) -> Iterator[Item]:
        while self._waiting:
            found = self._waiting.popleft()
            if self._wanted(found.url, found.url in self._shown) and not self._options.discover_only:
                yield from self._fetch(found)
