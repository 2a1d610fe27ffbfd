"""Counts of facet values over the documents of a request, exact and added up over segments."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.counting import count
from ratssearch.index.whoosh.facet_values import Counts
from ratssearch.index.whoosh.filters import Filtered
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.models import Facet, FacetFilter, FacetRequest, FacetValue, SearchRequest


def facets(snapshot: Snapshot, request: SearchRequest, parts: Sequence[Filtered]) -> tuple[Facet, ...]:
    """The facets of the answer. `parts` are the documents of each segment of the snapshot."""
    if not request.facets:
        return ()
    known, own = snapshot.facets, {one.facet for one in request.filters if one.include or one.exclude}
    shared = counted(snapshot, parts, about=request.about_only)
    result = []
    for wanted in request.facets:
        if wanted.facet not in own and wanted.only is None:
            result.append(shared.facet(wanted))
            continue
        counts = shared
        if wanted.facet in own:  # a facet's own selection does not shrink its counts
            counts = counted(snapshot, [part.for_facet(wanted.facet) for part in parts], about=request.about_only)
        first, last = known.bounds[wanted.facet]
        filters = [one for one in request.filters if one.facet == wanted.facet]
        result.append(_chosen(wanted, known.labels[first:last], counts.totals[first:last], filters))
    return tuple(result)


def counted(snapshot: Snapshot, parts: Sequence[Filtered], *, about: bool) -> Counts:
    """Counts over documents of each segment; those over all of them are kept."""
    whole = all(len(part.ids) == view.live for view, part in zip(snapshot.views, parts, strict=True))
    found = snapshot.counts_of_all.get(about) if whole else None
    if found is None:
        each = [
            count(view.file, part.ids, about=about, members=part.members)
            for view, part in zip(snapshot.views, parts, strict=True)
        ]
        found = Counts(snapshot.facets, each)
        if whole:
            snapshot.counts_of_all[about] = found
    return found


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
