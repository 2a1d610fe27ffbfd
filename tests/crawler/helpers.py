"""Short ways to say what the crawler's tests need."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from ratssearch.crawler.crawl import CrawlOptions, crawl_source, fetch_one
from ratssearch.crawler.notices import Notice
from ratssearch.crawler.pace import Clock
from ratssearch.models import Discovered, FetchedPage, Outcome, Role, Source, Validators

from .server import Server


class FastClock(Clock):
    """Real time, except that sleeping costs nothing: it only moves the clock forward."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self._ahead = 0.0

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead)

    def monotonic(self) -> float:
        return time.monotonic() + self._ahead

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._ahead += seconds


def source_for(server: Server, **changes: Any) -> Source:
    """A profile of the server's site: releases at /news/NUMBER, loopback allowed, no delay. Paths become URLs."""
    values: dict[str, Any] = {"releases": (r"/news/\d+/?",), "delay": 0.0, "allow_private": True} | changes
    for key in ("listings", "sitemaps", "feeds"):
        urls = values.get(key, ())
        values[key] = tuple(server.base + url if url.startswith("/") else url for url in urls)
    return Source("made_up", "made-up", "A made-up body", values.pop("base_url", server.base + "/"), **values)


def options_for(**changes: Any) -> CrawlOptions:
    return CrawlOptions(**({"timeout": 5.0, "max_bytes": 100_000} | changes))


@dataclass
class Crawled:
    """Everything one run yielded."""

    items: list[Discovered | FetchedPage] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    clock: FastClock = field(default_factory=FastClock)

    @property
    def found(self) -> list[Discovered]:
        return [item for item in self.items if isinstance(item, Discovered)]

    @property
    def pages(self) -> list[FetchedPage]:
        return [item for item in self.items if isinstance(item, FetchedPage)]

    @property
    def rules(self) -> set[str]:
        return {notice.rule for notice in self.notices}

    def paths(self, role: Role, outcome: Outcome | None = None) -> list[str]:
        """Targets fetched in that role (and with that outcome), in order."""
        chosen = (page for page in self.pages if page.role is role and outcome in (None, page.outcome))
        return ["/" + page.url.split("/", 3)[3] for page in chosen]


def crawl(source: Source, options: CrawlOptions | None = None, **more: Any) -> Crawled:
    """Run to the end with a clock that does not really sleep."""
    result = Crawled()
    known: Callable[[str], Validators | None] = more.pop("known", lambda url: None)
    run = crawl_source(
        source,
        options=options or options_for(),
        known=known,
        notice=result.notices.append,
        clock=result.clock,
        **more,
    )
    result.items.extend(run)
    return result


def fetch(server: Server, target: str = "/news/1", *, role: Role = Role.RELEASE, **changes: Any) -> FetchedPage:
    """Fetch one page of the server; changes are CrawlOptions' fields."""
    options = options_for(**changes)
    return fetch_one(server.base + target, source=source_for(server), options=options, role=role, clock=FastClock())


def remember(pages: list[FetchedPage]) -> Callable[[str], Validators | None]:
    """What an archive would know after these pages."""
    known = {
        page.url: Validators(page.header("etag"), page.header("last-modified"), page.body_hash, page.fetched_at)
        for page in pages
        if page.outcome is Outcome.FETCHED
    }
    return known.get
