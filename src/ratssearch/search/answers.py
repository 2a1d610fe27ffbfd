"""What the search service answers: frozen values made of the stages' own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ratssearch.models import Edition, Hit, Release, Results, SearchRequest


@dataclass(frozen=True, slots=True)
class Relief:
    """One thing to leave out of a search that found nothing, and how many releases there would then be."""

    parameter: str  # "country", "exclude_country" ..., "date", "q", "match" (any of the words), "filters" (all of them)
    values: tuple[str, ...]  # of a facet; empty for the rest
    total: int


@dataclass(frozen=True, slots=True)
class Answer:
    """A search and what it found."""

    request: SearchRequest
    results: Results
    words: str  # the query text in words; empty if there is none
    description: str  # the whole search in words, filters and dates included
    warnings: tuple[str, ...] = ()
    advice: tuple[Relief, ...] = ()  # only if nothing was found; most helpful first


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release with what stands around it."""

    release: Release
    publisher: str  # the source's name
    editions: tuple[Edition, ...]  # oldest first
    related: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Stamp:
    """A release and when its text last changed."""

    id: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How one source stands. Times are UTC."""

    id: str
    name: str
    url: str  # empty for a source that only the archive knows
    state: str  # "healthy", "partial", "failing" or "never" (crawled)
    reason: str = ""  # why not healthy, in words
    releases: int = 0
    absent: int = 0  # releases gone from their address at the last look
    waiting: int = 0  # release addresses known and not fetched yet
    newest: date | None = None  # latest publication day
    last_crawl: datetime | None = None
    last_success: datetime | None = None
    next_due: datetime | None = None
    next_run: datetime | None = None
    next_run_planned: bool = False  # by `crawl --every`; else expected by the rhythm of the last runs
    overdue: bool = False
    counts: tuple[tuple[str, int], ...] = ()  # of the last run: found, new, edited, unchanged, failed
    recent_yield: str = "unknown"  # new releases of late against what is usual: normal, low, high, fixed
    outcomes: tuple[tuple[str, int], ...] = ()  # of the last run, most frequent first
    failing: tuple[tuple[str, int, str], ...] = ()  # (address, failures in a row, last reason), longest failing first
    failing_count: int = 0

    @property
    def healthy(self) -> bool:
        return self.state == "healthy"


@dataclass(frozen=True, slots=True)
class Freshness:
    """How new what can be found is."""

    releases: int
    generation: str  # of the index; empty if there is none
    newest: date | None
    last_crawl: datetime | None
    healthy: int
    sources: int


@dataclass(frozen=True, slots=True)
class Status:
    freshness: Freshness
    sources: tuple[SourceHealth, ...]
    problem: str = ""  # why nothing can be searched, in words
