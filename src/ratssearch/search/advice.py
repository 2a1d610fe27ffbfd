"""What would help a search that found nothing: what each filter keeps out, counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from ratssearch.models import FacetFilter, Match, SearchRequest
from ratssearch.search.answers import Relief

_MOST = 6


def reliefs(request: SearchRequest, count: Callable[[SearchRequest], int]) -> tuple[Relief, ...]:
    """Ways out of a search without hits, most helpful first; `count` gives the total of a search."""
    bare = replace(request, offset=0, limit=0, cursor="", facets=(), histogram=None, highlight=False)
    found = [
        Relief(parameter, values, total)
        for parameter, values, relieved in _relieved(bare)
        if (total := count(relieved)) > 0
    ]
    if not found and request.text and (request.filters or request.date_from or request.date_to):
        total = count(replace(bare, filters=(), date_from=None, date_to=None, about_only=False))
        found = [Relief("filters", (), total)] if total else []
    return tuple(sorted(found, key=lambda relief: -relief.total)[:_MOST])


def _relieved(request: SearchRequest) -> Iterable[tuple[str, tuple[str, ...], SearchRequest]]:
    """(parameter, values, the search without them) for everything that narrows the search."""
    for chosen in request.filters:
        others = tuple(entry for entry in request.filters if entry is not chosen)
        if chosen.include:
            left = (FacetFilter(chosen.facet, (), chosen.exclude),) if chosen.exclude else ()
            yield chosen.facet, chosen.include, replace(request, filters=others + left)
        if chosen.exclude:
            left = (FacetFilter(chosen.facet, chosen.include, ()),) if chosen.include else ()
            yield f"exclude_{chosen.facet}", chosen.exclude, replace(request, filters=others + left)
    if request.date_from or request.date_to:
        yield "date", (), replace(request, date_from=None, date_to=None)
    if request.text and request.match is Match.ALL and " " in request.text:
        yield "match", (), replace(request, match=Match.ANY)
    if request.text and (request.filters or request.date_from or request.date_to):
        yield "q", (), replace(request, text="")
