"""Counts of facet values over the documents of a request, exact and added up over segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.counting import Counts
from ratssearch.index.whoosh.filters import Filtered
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.models import Facet, FacetFilter, FacetRequest, FacetValue, SearchRequest


def facets(snapshot: Snapshot, request: SearchRequest, parts: Sequence[Filtered]) -> tuple[Facet, ...]:
    """The facets of the answer. `parts` are the documents of each segment of the snapshot."""
    counts: dict[tuple[int, int], Counts] = {}  # facets without a filter of their own share what they count
    result = []
    for wanted in request.facets:
        known = snapshot.facets[wanted.facet]
        totals = np.zeros(len(known.values), np.int64)
        for number, (view, part, places) in enumerate(zip(snapshot.views, parts, known.places, strict=True)):
            ids = part.for_facet(wanted.facet)
            own = counts.setdefault((number, id(ids)), Counts(view, ids)).of(wanted.facet, request.about_only)
            if len(places) == len(totals):
                totals += own  # the segment has all values, so they stand in the same places
            else:
                totals[places] += own
        filters = [one for one in request.filters if one.facet == wanted.facet]
        result.append(_chosen(wanted, known.values, totals, filters))
    return tuple(result)


def _chosen(wanted: FacetRequest, values: list[str], totals: Array, filters: Sequence[FacetFilter]) -> Facet:
    """Selected values first, then excluded ones, then the most frequent; equal counts in the order of values."""
    included = dict.fromkeys(value for one in filters for value in one.include)
    excluded = dict.fromkeys(value for one in filters for value in one.exclude if value not in included)
    first: list[FacetValue] = []
    rest = totals
    if included or excluded or wanted.only is not None:
        place = {value: number for number, value in enumerate(values)}
        counts = {value: int(totals[place[value]]) if value in place else 0 for value in (*included, *excluded)}
        if wanted.only is not None:
            counts = {value: count for value, count in counts.items() if value in wanted.only}
            inside = [place[value] for value in wanted.only if value in place]
            rest = np.zeros_like(totals)
            rest[inside] = totals[inside]
        else:
            rest = totals.copy()
        rest[[place[value] for value in (*included, *excluded) if value in place]] = 0
        first = [
            FacetValue(value, count, value in included, value in excluded)
            for value, count in sorted(counts.items(), key=lambda item: (item[0] in excluded, -item[1], item[0]))
        ]
    candidates = np.flatnonzero(rest)
    room = max(0, wanted.size - len(first))
    chosen = candidates.take(np.argsort(-rest.take(candidates), kind="stable")[:room])
    listed = [
        FacetValue(values[number], count)
        for number, count in zip(chosen.tolist(), rest.take(chosen).tolist(), strict=True)
    ]
    other = len(candidates) - len(listed)
    return Facet(wanted.facet, (*first, *listed), truncated=other > 0, other=other)
