"""What the search service answers: frozen values made of the stages' own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ratssearch.models import Edition, Hit, Relation, Release, Results, SearchRequest
from ratssearch.search.differences import Difference


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
    siblings: tuple[Linked, ...] = ()  # the same release in other languages
    copies: tuple[Linked, ...] = ()  # nearly the same text at other sources


@dataclass(frozen=True, slots=True)
class Linked:
    """Another release that says the same, and how that is known."""

    release: Release
    publisher: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition of a release beside another."""

    release: Release
    publisher: str
    editions: tuple[Edition, ...]  # by number
    edition: Edition
    before: Edition | None  # the one it is compared with; None for the first that was seen
    change: Difference | None


@dataclass(frozen=True, slots=True)
class Edit:
    """Something that happened to a release after it was first seen."""

    at: datetime
    kind: str  # "text", "metadata" or "vanished"
    release_id: str
    source: str
    publisher: str
    title: str
    language: str
    number: int  # of the edition that came, or that was the last
    before: int  # of the edition that it took the place of; 0 if vanished
    change: Difference | None  # None if vanished
    last_seen: datetime
    failed_looks: int  # since last_seen; 0 unless vanished


@dataclass(frozen=True, slots=True)
class EditList:
    total: int
    entries: tuple[Edit, ...]  # latest first


@dataclass(frozen=True, slots=True)
class Stamp:
    """A release and when its text last changed."""

    id: str
    changed: datetime


@dataclass(frozen=True, slots=True)
class RunSummary:
    """The last run of a source: what it met. Times are UTC."""

    state: str  # "running", "done", "limited", "stopped", "failed" or "interrupted"
    started: datetime
    ended: datetime | None
    found: int  # release addresses
    new: int
    edited: int
    unchanged: int
    failed: int


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How one source stands. Times are UTC."""

    id: str
    name: str
    url: str  # empty for a source that only the archive knows
    state: str  # "healthy", "partial", "failing" or "never" (crawled)
    reason: str = ""  # why not healthy, in words
    configured: bool = True  # False: it has releases in the archive, but no profile any more
    releases: int = 0
    absent: int = 0  # releases gone from their address at the last look
    waiting: int = 0  # release addresses known and not fetched yet
    newest: date | None = None  # latest publication day
    last_run: RunSummary | None = None
    last_success: datetime | None = None
    next_due: datetime | None = None
    next_run: datetime | None = None
    next_run_planned: bool = False  # by `crawl --every`; else expected by the rhythm of the last runs
    overdue: bool = False
    recent_yield: str = "unknown"  # new releases of late against what is usual: normal, low, high, fixed
    outcomes: tuple[tuple[str, int], ...] = ()  # of the last run, most frequent first
    failing: tuple[tuple[str, int, str], ...] = ()  # (address, failures in a row, last reason), longest failing first
    failing_count: int = 0
    # (which end: "first" or "last", the line, bodies that begin or end with it, bodies looked at), most shared first
    shared_lines: tuple[tuple[str, str, int, int], ...] = ()

    @property
    def last_crawl(self) -> datetime | None:
        """When the last run ended, or began if it still runs."""
        return (self.last_run.ended or self.last_run.started) if self.last_run else None

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
