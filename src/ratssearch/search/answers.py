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
    """How one source stands."""

    id: str
    name: str
    url: str
    releases: int
    absent: int  # releases gone from their address at the last look
    newest: date | None  # latest publication day
    last_crawl: datetime | None
    healthy: bool
    reason: str = ""  # why not healthy, in words
    outcomes: tuple[tuple[str, int], ...] = ()  # of the last run, most frequent first


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
