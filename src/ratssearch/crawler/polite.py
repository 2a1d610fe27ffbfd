"""Fetching with manners: robots.txt, turns, second attempts, and leaving a failing host alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from ratssearch.crawler.fetch import Fetched, Fetcher, Refusal
from ratssearch.crawler.isolation import failed_fetch
from ratssearch.crawler.options import CrawlOptions
from ratssearch.crawler.pace import Clock, Hosts, Stopped, Turns, jittered
from ratssearch.crawler.retryafter import retry_after
from ratssearch.crawler.robots import MAX_AGE, Rules, rules_of
from ratssearch.models import FetchedPage, Outcome, Role, Source, Validators
from ratssearch.urls import Scope, canonical, normal, origin

_USUAL_PORTS = frozenset({80, 443})
_HOST_STATUS = (429, 502, 503, 504, 521, 522, 523, 524)  # these speak of the host, other 5xx of one page


class PoliteFetcher:
    """Fetches for one source. Raises only pace.Stopped, while waiting, when stop() says so."""

    def __init__(
        self,
        source: Source,
        options: CrawlOptions,
        clock: Clock,
        stop: Callable[[], bool],
        hosts: Hosts | None = None,
    ) -> None:
        self.scope = Scope.of(source)
        self._source = source
        self._options = options
        self._clock = clock
        self._stop = stop
        self._hosts = hosts or Hosts()
        self._turn: tuple[Turns, str] | None = None  # the one we hold, and for which address
        self._rules: dict[tuple[str, str, int], tuple[float, Rules]] = {}
        self._robots_pages: list[FetchedPage] = []
        ports = _USUAL_PORTS | {port for _, port in self.scope.named}
        self._fetcher = Fetcher(options, clock, allow_private=source.allow_private, ports=ports)

    def close(self) -> None:
        self._fetcher.close()

    def closed(self, url: str) -> str:
        """Why url's host is left alone for the rest of this run, or an empty string."""
        return self._host(url).closed

    def asked_before(self, moment: datetime, crawl_delay: float = 0.0) -> None:
        """Let the delay run from an earlier run's last request, the site's Crawl-delay of then included. A clock that
        was set back costs one delay at most."""
        url = normal(self._source.base_url)
        since = (self._clock.now() - moment).total_seconds()
        left = jittered(max(self._source.delay, crawl_delay), self._options.jitter) - max(0.0, since)
        if left > 0:
            self._host(url).hold(self._clock.monotonic() + left)

    def rules(self, url: str) -> Rules:
        """The robots rules of url's host, fetched when unknown or older than a day."""
        host, port = origin(url)
        key = (urlsplit(url).scheme, host, port)
        cached = self._rules.get(key)
        if cached is None or self._clock.monotonic() - cached[0] > MAX_AGE:
            page = self._attempts(normal("/robots.txt", url), Role.ROBOTS, self._admit_robots, None)
            self._robots_pages.append(page)
            cached = (self._clock.monotonic(), rules_of(page, self._options.agent_token))
            self._rules[key] = cached
        return cached[1]

    def robots_pages(self) -> Iterator[FetchedPage]:
        """The robots.txt files fetched since the last call."""
        pages, self._robots_pages = self._robots_pages, []
        yield from pages

    def get(self, url: str, role: Role, validators: Validators | None = None) -> FetchedPage:
        """Fetch url within scope and robots rules; see Fetcher.get for UNCHANGED pages with a body."""

        def admit(hop: str) -> Refusal | None:
            refusal = self._refusal(url, hop, role)
            if refusal is None:
                self._wait_turn(hop)
            return refusal

        return self._attempts(url, role, admit, validators)

    def _refusal(self, url: str, hop: str, role: Role) -> Refusal | None:
        if not self.scope.fetchable(hop):
            words = "It redirects to" if hop != url else "It is outside the source, not on the host of base_url:"
            return Refusal(Outcome.REDIRECTED, f"{words} {hop}.")
        if role is Role.RELEASE and self.scope.is_release(url) and not self._is_release(canonical(hop)):
            return Refusal(Outcome.REDIRECTED, f"It redirects to {hop}, which is no release's address.")
        rules = self.rules(hop)
        if rules.closed is not None:
            return Refusal(rules.closed, f"Not asked for, since robots.txt cannot be read: {rules.why}")
        if not rules.allows(hop):
            return Refusal(Outcome.ROBOTS, f"The site's robots.txt asks {rules.agent} not to fetch {hop}.")
        return None

    def _is_release(self, url: str) -> bool:
        """As the scope says, but whether a slash ends the path does not matter after a redirect."""
        return self.scope.is_release(url) or self.scope.is_release(url.rstrip("/")) or self.scope.is_release(f"{url}/")

    def _admit_robots(self, hop: str) -> Refusal | None:
        """A robots.txt may redirect to another host; the address check still applies, and so does waiting."""
        self._wait_turn(hop)
        return None

    def _wait_turn(self, url: str) -> None:
        self._end_turn()
        turns = self._host(url)
        turns.take(self._clock, self._stop)
        self._turn = turns, url

    def _end_turn(self) -> None:
        """The delay runs from the end of an answer: a slow site gets more rest, not less."""
        if self._turn is not None:
            (turns, url), self._turn = self._turn, None
            turns.hold(self._clock.monotonic() + self._delay(url))
            turns.give_back()

    def _delay(self, url: str) -> float:
        host, port = origin(url)
        cached = self._rules.get((urlsplit(url).scheme, host, port))
        delay = max(self._source.delay, cached[1].delay if cached else 0.0)
        return jittered(delay, self._options.jitter)

    def _host(self, url: str) -> Turns:
        return self._hosts.turns(urlsplit(url).netloc)

    def _attempts(
        self, url: str, role: Role, admit: Callable[[str], Refusal | None], validators: Validators | None
    ) -> FetchedPage:
        """Fetch, and again while it fails for a passing reason and attempts are left."""
        number = 0
        while True:
            number += 1
            try:
                fetched = self._fetcher.get(url, role, admit=admit, validators=validators)
            except Stopped:
                raise
            except Exception as error:  # noqa: BLE001  # decisions/0119
                fetched = Fetched(failed_fetch(url, role, self._clock.now(), error))
            finally:
                self._end_turn()
            page = replace(fetched.page, attempts=number, robots_agent=self._options.agent_token)
            turns = self._host(page.final_url or url)
            wait = self._second_attempt(page, fetched.passing, number, turns)
            if wait is None:
                self._count(page, turns)
                return page
            turns.hold(self._clock.monotonic() + wait)

    def _second_attempt(self, page: FetchedPage, passing: bool, number: int, turns: Turns) -> float | None:
        """Seconds until the next attempt, or None when this was the last."""
        if not page.elapsed or turns.closed:
            return None  # nothing was sent
        asked = retry_after(page.header("retry-after"), self._clock.now()) if page.status in (429, 503) else None
        if asked is not None and asked > self._options.max_wait:
            turns.closed = f"it asks us to come back in {asked:.0f} seconds"
            return None
        # A fetch that took all its time is tried once more, not twice: three would keep a run waiting for minutes.
        attempts = min(self._options.attempts, 2) if page.outcome is Outcome.TIMEOUT else self._options.attempts
        if not passing or number >= attempts:
            if asked is not None:
                turns.hold(self._clock.monotonic() + asked)
            return None
        backoff = jittered(self._options.backoff * 2 ** (number - 1), 1.0)
        return min(max(backoff, asked or 0.0), self._options.max_wait)

    def _count(self, page: FetchedPage, turns: Turns) -> None:
        """The circuit breaker: a host that fails is soon left alone, one whose pages fail one by one later."""
        if not page.elapsed:
            return
        bot_check = page.outcome is Outcome.BLOCKED and page.status == 200
        host_failed = page.outcome in (Outcome.UNREACHABLE, Outcome.TIMEOUT) or page.status in _HOST_STATUS or bot_check
        page_failed = page.status >= 500 or page.outcome is Outcome.BLOCKED
        turns.failures = turns.failures + 1 if host_failed else 0
        turns.page_failures = turns.page_failures + 1 if page_failed else 0
        if turns.failures >= self._options.host_failures:
            turns.closed = f"{turns.failures} fetches in a row failed, the last: {page.detail}"
        elif turns.page_failures >= self._options.page_failures:
            turns.closed = f"{turns.page_failures} pages in a row were refused or failed, the last: {page.detail}"
