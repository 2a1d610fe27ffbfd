"""How many documents of a set carry each facet value of a segment."""

from __future__ import annotations

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.segment import SegmentFile

_LARGE = 16  # a set of more than one document in so many is counted value by value


def count(file: SegmentFile, ids: Array, *, about: bool = False, members: Array | None = None) -> Array:
    """Documents that carry each value (numbers of facet_arrays.py); ids are ascending int64; int64.

    about: for facets with several values, only what a release is about. members: one bool per document, if known.
    """
    if about or len(ids) * _LARGE < file.documents:
        return file.facets.count_by_document(ids, about=about)
    return file.facets.count_by_value(ids, members)
