"""Counts of facet values over the documents of a request, exact and added up over segments."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.counting import counts
from ratssearch.index.whoosh.filters import Filtered
from ratssearch.index.whoosh.snapshot import FacetValues, Snapshot
from ratssearch.models import Facet, FacetFilter, FacetRequest, FacetValue, SearchRequest

_NO = repeat(False)  # nothing is selected or excluded
_value: Any = partial(tuple.__new__, FacetValue)  # FacetValue._make without its check: there are 60 in an answer


def facets(snapshot: Snapshot, request: SearchRequest, parts: Sequence[Filtered]) -> tuple[Facet, ...]:
    """The facets of the answer. `parts` are the documents of each segment of the snapshot."""
    if not request.facets:
        return ()
    known, own = snapshot.facets, {one.facet for one in request.filters if one.include or one.exclude}
    shared = _totals(snapshot, request, [part.ids for part in parts])
    ranked = _Ranked(known, shared)
    result = []
    for wanted in request.facets:
        if wanted.facet not in own and wanted.only is None:
            result.append(ranked.facet(wanted))
            continue
        totals = shared
        if wanted.facet in own:  # a facet's own selection does not shrink its counts
            totals = _totals(snapshot, request, [part.for_facet(wanted.facet) for part in parts])
        first, last = known.bounds[wanted.facet]
        filters = [one for one in request.filters if one.facet == wanted.facet]
        result.append(_chosen(wanted, known.labels[first:last], totals[first:last], filters))
    return tuple(result)


def _totals(snapshot: Snapshot, request: SearchRequest, parts: Sequence[Array]) -> Array:
    about = request.about_only
    return snapshot.facets.totals(
        [counts(view, ids, about=about) for view, ids in zip(snapshot.views, parts, strict=True)]
    )


class _Ranked:
    """All facets ranked at once: the most frequent first, equal counts in the order of values."""

    def __init__(self, known: FacetValues, totals: Array) -> None:
        found = totals.nonzero()[0]
        counts = totals.take(found)
        order = (known.far.take(found) - counts).argsort(kind="stable")  # one sort for all facets
        self._label = known.labels.__getitem__
        self._numbers, self._counts = found.take(order).tolist(), counts.take(order).tolist()
        self._ends = found.searchsorted(known.starts).tolist()
        self._places = known.places

    def facet(self, wanted: FacetRequest) -> Facet:
        place = self._places[wanted.facet]
        first, last = self._ends[place], self._ends[place + 1]
        stop = min(last, first + wanted.size)
        listed = zip(map(self._label, self._numbers[first:stop]), self._counts[first:stop], _NO, _NO, strict=False)
        return Facet(wanted.facet, tuple(map(_value, listed)), last > stop, last - stop)


def _chosen(wanted: FacetRequest, values: list[str], totals: Array, filters: Sequence[FacetFilter]) -> Facet:
    """Selected values first, then excluded ones, then the most frequent; equal counts in the order of values."""
    included = dict.fromkeys(value for one in filters for value in one.include)
    excluded = dict.fromkeys(value for one in filters for value in one.exclude if value not in included)
    place = {value: number for number, value in enumerate(values)}
    counts = {value: int(totals[place[value]]) if value in place else 0 for value in (*included, *excluded)}
    rest = totals.copy()
    if wanted.only is not None:
        counts = {value: count for value, count in counts.items() if value in wanted.only}
        inside = [place[value] for value in wanted.only if value in place]
        rest = np.zeros_like(totals)
        rest[inside] = totals[inside]
    rest[[place[value] for value in (*included, *excluded) if value in place]] = 0
    first = [
        FacetValue(value, count, value in included, value in excluded)
        for value, count in sorted(counts.items(), key=lambda item: (item[0] in excluded, -item[1], item[0]))
    ]
    candidates = rest.nonzero()[0]
    room = max(0, wanted.size - len(first))
    chosen = candidates.take(np.argsort(-rest.take(candidates), kind="stable")[:room])
    listed = [
        FacetValue(values[number], count)
        for number, count in zip(chosen.tolist(), rest.take(chosen).tolist(), strict=True)
    ]
    other = len(candidates) - len(listed)
    return Facet(wanted.facet, (*first, *listed), other > 0, other)
