"""A search as CSV lines and as Atom entries."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ratssearch.errors import RatssearchError
from ratssearch.models import Hit, SearchRequest
from ratssearch.search import Answer, Freshness, SearchService, wording
from ratssearch.web.marks import plain, safe_url

_BATCH = 100
_COLUMNS = (
    *("id", "title", "date", "date_precision", "date_basis", "source", "language"),
    *("countries", "organisations", "url", "page"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One release in a feed."""

    id: str
    title: str
    updated: str
    published: str
    summary: str
    link: str
    original: str  # empty if it is no web address


def csv_lines(
    service: SearchService, request: SearchRequest, page_url: Callable[[str], str], *, strict: bool = False
) -> Iterator[str]:
    """A header, then a line for each hit; a stream that breaks ends with a line that says so, or raises if strict.

    The first batch is asked for at once, so that a query in error is an error of the request.
    """
    return _csv_lines(every_hit(service, request), page_url, strict)


def _csv_lines(hits: Iterator[Hit], page_url: Callable[[str], str], strict: bool) -> Iterator[str]:
    yield _csv_line(_COLUMNS)
    try:
        for hit in hits:
            yield _csv_line(_cells(hit, page_url(hit.id)))
    except RatssearchError as error:
        if strict:
            raise
        yield _csv_line(("#error", f"The list is not complete: {error}"))


def every_hit(service: SearchService, request: SearchRequest) -> Iterator[Hit]:
    """Every hit of a search without its passages, in batches. The first batch is asked for at once."""
    asked = replace(request, facets=(), histogram=None, highlight=False, offset=0, limit=_BATCH, cursor="")
    return _every_hit(service, asked, service.run_search(asked))


def _every_hit(service: SearchService, asked: SearchRequest, answer: Answer) -> Iterator[Hit]:
    while True:
        yield from answer.results.hits
        cursor = answer.results.next_cursor
        if not cursor or not answer.results.hits:
            return
        answer = service.run_search(replace(asked, cursor=cursor))


def entries(answer: Answer, page_url: Callable[[str], str]) -> tuple[Entry, ...]:
    """The hits of an answer as feed entries."""
    return tuple(
        Entry(
            id=page_url(hit.id),
            title=plain(hit.title) or hit.id,
            updated=_moment(hit),
            published=hit.date.isoformat() + "T00:00:00Z" if hit.date else "",
            summary=plain(wording.passages(hit.snippets)),
            link=page_url(hit.id),
            original=safe_url(hit.url),
        )
        for hit in answer.results.hits
    )


def updated(answer: Answer, freshness: Freshness) -> str:
    """When the feed last changed: the newest moment that is known of it."""
    moments = [_moment(hit) for hit in answer.results.hits]
    crawled = freshness.last_crawl or datetime(1970, 1, 1, tzinfo=UTC)
    return max(moments, default=_stamp(crawled))


def _moment(hit: Hit) -> str:
    if hit.first_seen is not None:
        return _stamp(hit.first_seen)
    return f"{hit.date}T00:00:00Z" if hit.date else "1970-01-01T00:00:00Z"


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _cells(hit: Hit, page: str) -> tuple[str, ...]:
    return (
        hit.id,
        hit.title,
        hit.date.isoformat() if hit.date else "",
        hit.date_precision.value if hit.date_precision else "",
        hit.date_basis.value,
        hit.source,
        hit.language,
        " ".join(hit.countries),
        " ".join(hit.organisations),
        hit.url,
        page,
    )


def _csv_line(cells: tuple[str, ...]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([harmless(cell) for cell in cells])
    return line.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: crawled text may begin with = + - @ or a tab."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
