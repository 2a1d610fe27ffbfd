"""Named hostile sites: what a whole crawl makes of each."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ratssearch.models import Outcome, Role, Source

from . import site_builders as builders
from .helpers import source_for
from .server import Server, listing, release

Counts = Mapping[tuple[Role, Outcome], int]


@dataclass(frozen=True)
class SiteCase:
    """One site. `releases` are the targets that must be fetched as releases, or how many of them there are."""

    name: str
    does: str  # completes "the site ..."
    ends: str  # what becomes of it, for the table
    build: Callable[[Server], Source]
    releases: tuple[str, ...] | int
    rules: frozenset[str] = frozenset()  # notices that must be given
    outcomes: Counts = field(default_factory=dict)  # counts that must be met exactly
    most_requests: int = 50
    never: tuple[str, ...] = ()  # targets that must not be asked for
    options: Mapping[str, Any] = field(default_factory=dict)


_BOTH = ("/news/1", "/news/2")
_FIRST = ("/news/1",)
_LISTING_REFUSED: Counts = {(Role.LISTING, Outcome.ROBOTS): 1}

SITES = (
    SiteCase("robots-404", "has no robots.txt", "crawled", builders.robots_status(404), _BOTH),
    SiteCase(
        "robots-403", "forbids its robots.txt", "crawled (RFC 9309: 4xx allows)", builders.robots_status(403), _BOTH
    ),
    SiteCase(
        "robots-500",
        "fails at robots.txt",
        "nothing is fetched",
        builders.robots_status(500),
        (),
        frozenset({"host:closed"}),
        _LISTING_REFUSED,
        never=("/list",),
    ),
    SiteCase(
        "robots-429",
        "answers robots.txt with 429",
        "nothing is fetched",
        builders.robots_status(429),
        (),
        frozenset({"host:closed"}),
        _LISTING_REFUSED,
        never=("/list",),
    ),
    SiteCase(
        "robots-silent",
        "never answers for robots.txt",
        "nothing is fetched",
        builders.robots_silent,
        (),
        frozenset({"host:closed"}),
        {(Role.LISTING, Outcome.TIMEOUT): 1},
        never=("/list",),
        options={"timeout": 0.3},
    ),
    SiteCase(
        "robots-disallow",
        "disallows a release",
        "that one is `refused_by_robots`",
        builders.robots("User-agent: *\nDisallow: /news/2"),
        _FIRST,
        outcomes={(Role.RELEASE, Outcome.ROBOTS): 1},
        never=("/news/2",),
    ),
    SiteCase(
        "robots-group",
        "disallows all but us",
        "crawled",
        builders.robots("User-agent: *\nDisallow: /\n\nUser-agent: RATSsearch\nAllow: /\n"),
        _BOTH,
    ),
    SiteCase(
        "robots-longest",
        "allows inside what it disallows",
        "the longest match rules",
        builders.robots("User-agent: *\nDisallow: /news/\nAllow: /news/1$\n"),
        _FIRST,
        never=("/news/2",),
    ),
    SiteCase(
        "robots-bom",
        "begins robots.txt with a byte order mark",
        "obeyed",
        builders.robots(b"\xef\xbb\xbfUser-agent: *\nDisallow: /news/2\n"),
        _FIRST,
        never=("/news/2",),
    ),
    SiteCase(
        "robots-garbage",
        "sends random bytes as robots.txt",
        "crawled",
        builders.robots(bytes(range(256)) * 20),
        _BOTH,
    ),
    SiteCase(
        "robots-html",
        "answers robots.txt with a page",
        "crawled",
        builders.robots(release(), content_type="text/html"),
        _BOTH,
    ),
    SiteCase(
        "robots-gzip",
        "compresses robots.txt",
        "obeyed",
        builders.robots(gzip.compress(b"User-agent: *\nDisallow: /news/2\n"), content_encoding="gzip"),
        _FIRST,
        never=("/news/2",),
    ),
    SiteCase(
        "robots-1mb-early",
        "sends 1 MB of robots.txt, the rule first",
        "obeyed",
        builders.robots("User-agent: *\nDisallow: /news/2\n" + builders.PADDING),
        _FIRST,
        never=("/news/2",),
    ),
    SiteCase(
        "robots-1mb-late",
        "sends 600 KB of robots.txt, the rule last",
        "what stands beyond 500 KiB is not read",
        builders.robots("User-agent: *\nAllow: /\n" + builders.PADDING + "Disallow: /news/2\n"),
        _BOTH,
    ),
    SiteCase(
        "robots-5-redirects",
        "redirects robots.txt five times",
        "obeyed",
        builders.robots_redirects(5),
        _FIRST,
        never=("/news/2",),
    ),
    SiteCase(
        "robots-6-redirects",
        "redirects robots.txt six times",
        "crawled (as if there were none)",
        builders.robots_redirects(6),
        _BOTH,
    ),
    SiteCase(
        "endless-pagination",
        "has a next page for ever",
        "`limit:pages` after max_pages",
        builders.endless_pages,
        7,
        frozenset({"limit:pages"}),
    ),
    SiteCase(
        "repeating-pagination",
        "answers every ?page= with the first page",
        "two more looks, then the listing ends",
        builders.repeating_pages,
        _BOTH,
        outcomes={(Role.LISTING, Outcome.FETCHED): 3},
        most_requests=6,
    ),
    SiteCase(
        "infinite-calendar",
        "links a next month for ever",
        "`trap:calendar`, months are not followed",
        builders.calendar,
        _FIRST,
        frozenset({"trap:calendar"}),
        most_requests=5,
        never=("/calendar/202601",),
    ),
    SiteCase(
        "maze",
        "links two new pages on every page",
        "`limit:walk`",
        builders.maze,
        _FIRST,
        frozenset({"limit:walk"}),
        most_requests=33,
        options={"max_walk": 30},
    ),
    SiteCase(
        "facets",
        "links 200 query strings of one page",
        "`trap:query-variants` after 20",
        builders.facet_walk,
        _FIRST,
        frozenset({"trap:query-variants"}),
        most_requests=25,
    ),
    SiteCase(
        "sitemap-60000", "lists 60,000 addresses, 10 of them releases", "the 10 are fetched", builders.large_sitemap, 10
    ),
    SiteCase(
        "sitemap-bomb",
        "sends a .gz sitemap of 60 MB of spaces",
        "`sitemap:unreadable`",
        builders.sitemap(
            lambda server: gzip.compress(b"<urlset>" + b" " * 60_000_000, 5), content_type="application/gzip"
        ),
        (),
        frozenset({"sitemap:unreadable"}),
    ),
    SiteCase(
        "sitemap-laughs",
        "nests entities in a sitemap",
        "nothing is expanded",
        builders.sitemap(builders.laughs),
        0,
    ),
    SiteCase(
        "sitemap-entities",
        "names files and addresses as entities",
        "neither is read; the plain address is fetched",
        builders.sitemap(builders.outside_entity),
        _FIRST,
        never=("/secret",),
    ),
    SiteCase(
        "sitemap-html",
        "answers the sitemap with a page",
        "`sitemap:unreadable`",
        builders.sitemap(lambda server: release(), content_type="text/html"),
        (),
        frozenset({"sitemap:unreadable"}),
    ),
    SiteCase(
        "sitemap-cut",
        "breaks off in the middle of a sitemap",
        "what came is fetched; `sitemap:unreadable` says that it was damaged",
        builders.sitemap(lambda server: builders.urlset([f"{server.base}/news/1", f"{server.base}/news/2"])[:-50]),
        _BOTH,
        frozenset({"sitemap:unreadable"}),
    ),
    SiteCase(
        "sitemap-circle",
        "has an index that names itself",
        "read once",
        builders.sitemap(builders.index_circle),
        (),
        outcomes={(Role.SITEMAP, Outcome.FETCHED): 1},
    ),
    SiteCase(
        "sitemap-endless",
        "has an index that names a new index for ever",
        "`limit:sitemaps`",
        builders.index_endless,
        (),
        frozenset({"limit:sitemaps"}),
        most_requests=12,
        options={"max_sitemaps": 10},
    ),
    SiteCase(
        "garbage-links",
        "links scripts, mail, broken and foreign addresses",
        "only its own two releases are fetched",
        builders.garbage,
        _BOTH,
    ),
    SiteCase(
        "no-releases",
        "has a listing without releases",
        "`listing:no-release-links`",
        builders.with_listing("<!doctype html><p>Nothing.</p>"),
        (),
        frozenset({"listing:no-release-links"}),
    ),
    SiteCase(
        "address-variants",
        "links one release by 11 spellings",
        "fetched once",
        builders.variants,
        _FIRST,
        most_requests=3,
    ),
    SiteCase(
        "repeated-path",
        "adds a folder to itself at every link",
        "`trap:repeated-path`",
        lambda server: source_for(
            server,
            listings=builders.with_listing(listing("/a/a/a/news", "/news/1"))(server).listings,
            releases=(r".*/news/?\d*",),
        ),
        _FIRST,
        frozenset({"trap:repeated-path"}),
    ),
    SiteCase(
        "host-dies",
        "stops answering in the middle of a crawl",
        "left alone after 5 failures, the rest stays pending",
        builders.host_dies,
        3,
        frozenset({"host:left-alone"}),
        {(Role.RELEASE, Outcome.UNREACHABLE): 5},
        most_requests=20,
    ),
    SiteCase(
        "all-forbidden",
        "answers 403 to every release",
        "left alone after 20",
        builders.all_forbidden,
        (),
        frozenset({"host:left-alone"}),
        {(Role.RELEASE, Outcome.BLOCKED): 20},
    ),
    SiteCase(
        "come-back-tomorrow",
        "answers 429 with Retry-After of a day",
        "left alone at once",
        builders.come_back_tomorrow,
        (),
        frozenset({"host:left-alone"}),
        {(Role.RELEASE, Outcome.BLOCKED): 1},
        most_requests=3,
    ),
)
