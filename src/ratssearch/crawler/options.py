"""What a run of the crawler may do: every limit with its unit and default."""

from __future__ import annotations

from dataclasses import dataclass

from ratssearch import __version__

PRODUCT = "ratssearch"


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Limits and manners of one run; what differs per site stands in models.Source."""

    user_agent: str = f"{PRODUCT}/{__version__}"  # product token first: robots.txt groups are matched by it
    contact: str = ""  # URL or mail address, sent with the User-Agent
    timeout: float = 30.0  # seconds that one fetch may take in all, redirects included, waiting for our turn not
    max_bytes: int = 3_000_000  # of a page, before and after decompression
    max_sitemap_bytes: int = 52_428_800  # of a sitemap or feed: the sitemap protocol's own limit
    max_fetches: int = 0  # pages in this run, robots.txt aside; 0 is no limit
    max_redirects: int = 5
    max_sitemaps: int = 500  # files of one run, indexes included
    max_walk: int = 300  # pages read for links where nothing else names a release
    attempts: int = 3  # of a fetch that fails for a passing reason
    backoff: float = 2.0  # seconds before the second attempt; doubles each time
    max_wait: float = 120.0  # seconds; a longer Retry-After ends the run for that host
    host_failures: int = 5  # in a row before the host is left alone for the run
    page_failures: int = 20  # pages in a row that are refused or answered by 5xx before the same
    jitter: float = 0.25  # share of the delay that is added at random
    trust_days: int = 180  # a body read this long ago is asked for whole again, in case the site's ETags lie
    discover_only: bool = False  # name the releases, fetch none of them

    @property
    def agent_line(self) -> str:
        """The User-Agent header's value."""
        return f"{self.user_agent} (+{self.contact})" if self.contact else self.user_agent

    @property
    def agent_token(self) -> str:
        """The product token that robots.txt groups are matched by."""
        return self.user_agent.split("/", 1)[0].split(" ", 1)[0]
