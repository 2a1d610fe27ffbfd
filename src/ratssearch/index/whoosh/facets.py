"""Counts of facet values over the documents of a request, exact and added up over segments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.columns import SINGLE
from ratssearch.index.whoosh.filters import Filtered
from ratssearch.index.whoosh.segment import SegmentFile
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.models import Facet, FacetFilter, FacetRequest, FacetValue

_DENSE = 3  # with more than one document in so many, all values are looked at, in value order


def facet(
    snapshot: Snapshot,
    wanted: FacetRequest,
    parts: Sequence[Filtered],
    filters: Iterable[FacetFilter],
    about_only: bool,
) -> Facet:
    """One facet of the answer. `parts` are the documents of each segment of the snapshot."""
    known = snapshot.facets[wanted.facet]
    totals = np.zeros(len(known.values), np.int64)
    for view, part, places in zip(snapshot.views, parts, known.places, strict=True):
        counts = count(view.file, wanted.facet, part.for_facet(wanted.facet), about_only)
        if len(places) == len(totals):
            totals += counts  # the segment has all values, so they stand in the same places
        else:
            totals[places] += counts
    return _chosen(wanted, known.values, totals, [one for one in filters if one.facet == wanted.facet])


def count(file: SegmentFile, name: str, ids: Array, about_only: bool) -> Array:
    """How many of ids carry each value of the segment; int64."""
    values = len(file.values[name])
    if name in SINGLE:
        ordinals = file.cached((name, "wide"), lambda: file.ordinals(name).astype(np.int64))
        return np.bincount(ordinals.take(ids), minlength=values + 1)[:values]
    if len(ids) * _DENSE > file.documents:
        return _count_dense(file, name, ids, about_only)
    start = file.content.array(f"{name}.start")
    begins = start.take(ids).astype(np.int64)
    counts = start.take(ids + 1) - begins
    ends = np.cumsum(counts)
    flat = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begins - (ends - counts), counts)
    ordinals = file.content.array(f"{name}.ord").take(flat)
    if about_only:
        ordinals = ordinals.compress(file.content.array(f"{name}.about").take(flat))
    return np.bincount(ordinals, minlength=values)


def _count_dense(file: SegmentFile, name: str, ids: Array, about_only: bool) -> Array:
    members = np.zeros(file.documents, np.int64)
    members[ids] = 1
    carried = members.take(file.derived.array(f"{name}.inverse.docs"))
    if about_only:
        carried *= file.derived.array(f"{name}.inverse.about")
    through = np.concatenate(([0], np.cumsum(carried)))
    return np.diff(through.take(file.derived.array(f"{name}.inverse.start")))


def _chosen(wanted: FacetRequest, values: list[str], totals: Array, filters: Sequence[FacetFilter]) -> Facet:
    """Selected values first, then excluded ones, then the most frequent; equal counts in the order of values."""
    included = dict.fromkeys(value for one in filters for value in one.include)
    excluded = dict.fromkeys(value for one in filters for value in one.exclude if value not in included)
    place = {value: number for number, value in enumerate(values)} if included or excluded or wanted.only else {}
    only = None if wanted.only is None else set(wanted.only)

    def marked(names: Iterable[str], *, selected: bool) -> list[FacetValue]:
        found = [
            FacetValue(name, int(totals[place[name]]) if name in place else 0, selected, not selected)
            for name in names
            if only is None or name in only
        ]
        return sorted(found, key=lambda value: (-value.count, value.value))

    first = [*marked(included, selected=True), *marked(excluded, selected=False)]
    rest = totals.copy()
    if only is not None:
        inside = [place[name] for name in only if name in place]
        rest = np.zeros_like(totals)
        rest[inside] = totals[inside]
    rest[[place[name] for name in (*included, *excluded) if name in place]] = 0
    candidates = np.flatnonzero(rest)
    room = max(0, wanted.size - len(first))
    order = np.argsort(-rest.take(candidates), kind="stable")[:room]
    listed = [FacetValue(values[number], int(rest[number])) for number in candidates.take(order).tolist()]
    other = len(candidates) - len(listed)
    return Facet(wanted.facet, (*first, *listed), truncated=other > 0, other=other)
