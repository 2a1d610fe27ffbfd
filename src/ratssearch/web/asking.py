"""From checked parameters to the search they ask for."""

from __future__ import annotations

from ratssearch.models import (
    FacetFilter,
    FacetRequest,
    Granularity,
    Match,
    SearchRequest,
    Sort,
)
from ratssearch.search import FACETS, SearchService
from ratssearch.web.params import Arguments, first_day, last_day

EXPANDED = 500  # values of a facet that `expand` names
_FEW_YEARS = 3  # fewer bars than this say little
_DAYS_AS_DAYS, _DAYS_AS_MONTHS = 92, 3 * 366


def search_request(arguments: Arguments, service: SearchService) -> SearchRequest:
    """The request as the search service understands it."""
    per_page = arguments.number("per_page")
    sort = arguments.first("sort")
    return SearchRequest(
        text=arguments.first("q"),
        match=Match(arguments.first("match")),
        filters=filters(arguments),
        date_from=first_day(arguments.first("date_from")),
        date_to=last_day(arguments.first("date_to")),
        sort=Sort(sort) if sort else None,
        offset=(arguments.number("page") - 1) * per_page,
        limit=per_page,
        cursor=arguments.first("cursor"),
        facets=_facets(arguments, service),
        histogram=granularity(arguments, service),
        highlight=arguments.flag("highlight"),
        about_only=arguments.flag("about"),
    )


def filters(arguments: Arguments) -> tuple[FacetFilter, ...]:
    """What is selected and excluded, for each facet where anything is."""
    chosen = (FacetFilter(facet, arguments.every(facet), arguments.every(f"exclude_{facet}")) for facet in FACETS)
    return tuple(entry for entry in chosen if entry.include or entry.exclude)


def granularity(arguments: Arguments, service: SearchService) -> Granularity | None:
    """The width of the timeline's bars; auto narrows it with the dates, a single chosen year, a short corpus."""
    wanted = arguments.first("histogram")
    if wanted == "none":
        return None
    if wanted != "auto":
        return Granularity(wanted)
    first, last = first_day(arguments.first("date_from")), last_day(arguments.first("date_to"))
    if first and last:
        days = (last - first).days
        if days <= _DAYS_AS_DAYS:
            return Granularity.DAY
        return Granularity.MONTH if days <= _DAYS_AS_MONTHS else Granularity.YEAR
    years = arguments.every("year")
    if len(years) == 1 and years[0].isdigit():
        return Granularity.MONTH
    return Granularity.YEAR if len(service.coverage(Granularity.YEAR, first, last)) >= _FEW_YEARS else Granularity.MONTH


def bounds(arguments: Arguments) -> tuple[str, str] | None:
    """The first and the last day (ISO) that the timeline is to show, where the search says both."""
    first, last = first_day(arguments.first("date_from")), last_day(arguments.first("date_to"))
    if first and last:
        return first.isoformat(), last.isoformat()
    years = arguments.every("year")
    if not first and not last and len(years) == 1 and years[0].isdigit():
        return f"{years[0]}-01-01", f"{years[0]}-12-31"
    return None


def _facets(arguments: Arguments, service: SearchService) -> tuple[FacetRequest, ...]:
    asked = arguments.every("facet") or FACETS
    requests = []
    for facet in FACETS:
        if facet not in asked:
            continue
        size = EXPANDED if facet in arguments.every("expand") else arguments.number("facet_size")
        letters = arguments.first(f"find_{facet}")
        requests.append(FacetRequest(facet, size, service.matching(facet, letters) if letters else None))
    return tuple(requests)
