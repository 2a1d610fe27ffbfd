"""How many documents of a set carry each facet value of a segment."""

from __future__ import annotations

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.segment import SegmentView

_LARGE = 16  # a set of more than one document in so many is counted value by value


def counts(view: SegmentView, ids: Array, *, about: bool = False) -> Array:
    """Documents that carry each value (numbers of facet_arrays.py); ids are live and ascending int64; int64.

    about: for facets with several values, only what a release is about.
    """
    if len(ids) != view.live:
        return _counts(view, ids, about)
    totals = view.totals.get(about)
    if totals is None:
        totals = view.totals[about] = _counts(view, ids, about)
    return totals


def _counts(view: SegmentView, ids: Array, about: bool) -> Array:
    facets = view.file.facets
    if about or len(ids) * _LARGE < view.file.documents:
        return facets.count_by_document(ids, about=about)
    return facets.count_by_value(ids)
