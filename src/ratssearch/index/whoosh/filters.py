"""Facet and date filters of a request, applied to the documents that its text matched in one segment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.columns import MULTI
from ratssearch.index.whoosh.match import days
from ratssearch.index.whoosh.segment import SegmentFile, SegmentView
from ratssearch.models import FacetFilter, SearchRequest


class Filtered(NamedTuple):
    """The documents of one segment that answer a request; ascending int64."""

    ids: Array  # all filters applied
    without: dict[str, Array]  # facet with a filter -> documents with that facet's own filter left out
    at: Array | None = None  # places of ids among the documents that were matched; None: they are all of them
    members: Array | None = None  # one bool for each document of the segment, where that is known already

    def for_facet(self, facet: str) -> Filtered:
        """The documents that count for a facet: its own filter is left out."""
        return Filtered(self.without[facet], {}) if facet in self.without else self


def apply(request: SearchRequest, view: SegmentView, ids: Array, members: Array | None) -> Filtered:
    """Narrow the matched documents to live ones that pass all filters; members: as in Filtered."""
    if not (request.filters or request.date_from or request.date_to):
        if view.alive is None:
            return Filtered(ids, {}, None, members)
        at = view.alive.take(ids).nonzero()[0]
        return Filtered(ids.take(at), {}, at, None if members is None else members & view.alive)
    always = [] if view.alive is None else [view.alive.take(ids)]
    if request.date_from or request.date_to:
        first, last = days(request.date_from, request.date_to)
        always += [view.file.last.take(ids) >= first, view.file.first.take(ids) <= last]
    passes = {
        facet: _passing(view.file, facet, filters, ids, request.about_only)
        for facet, filters in _by_facet(request.filters).items()
    }
    if not always and not passes:
        return Filtered(ids, {})
    at = _all([*always, *passes.values()]).nonzero()[0]
    without = {}
    for facet in passes:
        others = [*always, *(passing for other, passing in passes.items() if other != facet)]
        without[facet] = ids.compress(_all(others)) if others else ids
    return Filtered(ids.take(at), without, at)


def _all(conditions: Sequence[Array]) -> Array:
    """Where all of some arrays of bool, at least one, are true."""
    first, *others = conditions
    for other in others:
        first = first & other
    return first


def _by_facet(filters: Iterable[FacetFilter]) -> dict[str, list[FacetFilter]]:
    groups: dict[str, list[FacetFilter]] = {}
    for one in filters:
        if one.include or one.exclude:
            groups.setdefault(one.facet, []).append(one)
    return groups


def _passing(file: SegmentFile, facet: str, filters: Iterable[FacetFilter], ids: Array, about_only: bool) -> Array:
    """One bool for each of ids: any of the values included, if there are some, and none of those excluded."""
    about = about_only and facet in MULTI
    passing = np.ones(len(ids), np.bool_)
    for one in filters:
        if one.include:
            included = np.zeros(len(ids), np.bool_)
            for value in one.include:
                included |= file.carrying(facet, value, ids, about=about)
            passing &= included
        for value in one.exclude:
            passing &= ~file.carrying(facet, value, ids, about=about)
    return passing
