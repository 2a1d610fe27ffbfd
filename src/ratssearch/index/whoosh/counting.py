"""How often each facet value of a segment occurs in a set of its documents.

Sets of more than half of the documents are counted by what they lack. Facets with one value per document are counted
together, by one number that stands for the values of all of them; facets with several values by reading the values of
each document, or, for large sets, by looking up the documents of each value.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.columns import MULTI, SINGLE
from ratssearch.index.whoosh.segment import SegmentFile, SegmentView

_LARGE = 7  # a set of more than one document in so many is large
_MOST_COMBINED = 65_536  # combinations of values that are counted together


class Counts:
    """Counts over one set of live documents (ascending int64) of one segment."""

    def __init__(self, view: SegmentView, ids: Array) -> None:
        self._view = view
        self._ids = ids
        self._by_lack = 2 * len(ids) > view.live

    def of(self, facet: str, about_only: bool = False) -> Array:
        """How many documents carry each value of the segment; int64."""
        about = about_only and facet in MULTI
        if not self._by_lack:
            return self._count(self._ids, facet, about)
        totals = self._view.totals.get((facet, about))
        if totals is None:
            live = self._view.live_ids
            totals = self._view.totals[facet, about] = self._count(live, facet, about)
        return totals - self._count(self._lacking, facet, about) if len(self._lacking) else totals

    @cached_property
    def _lacking(self) -> Array:
        lacking = self._view.live_mask()
        lacking[self._ids] = False
        return np.flatnonzero(lacking)

    def _count(self, ids: Array, facet: str, about: bool) -> Array:
        file = self._view.file
        if facet in MULTI:
            large = len(ids) * _LARGE > file.documents
            return _count_by_value(file, facet, ids, about) if large else _count_by_document(file, facet, ids, about)
        if ids is (self._lacking if self._by_lack else self._ids):  # of all live documents, ids may be both
            return self._single[facet]
        return _count_single(file, ids)[facet]

    @cached_property
    def _single(self) -> dict[str, Array]:
        return _count_single(self._view.file, self._lacking if self._by_lack else self._ids)


def _count_single(file: SegmentFile, ids: Array) -> dict[str, Array]:
    """Counts of all facets with one value per document; a document without a value is in none."""
    sizes = [len(file.values[name]) + 1 for name in SINGLE]
    if int(np.prod(sizes)) > _MOST_COMBINED:
        return {
            name: np.bincount(file.ordinals(name).take(ids), minlength=size)[:-1]
            for name, size in zip(SINGLE, sizes, strict=True)
        }
    combined = file.cached("combined", lambda: _combined(file, sizes))
    counts = np.bincount(combined.take(ids), minlength=int(np.prod(sizes))).reshape(sizes)
    axes = range(len(SINGLE))
    return {
        name: counts.sum(axis=tuple(other for other in axes if other != axis))[:-1] for axis, name in enumerate(SINGLE)
    }


def _combined(file: SegmentFile, sizes: list[int]) -> Array:
    """One number for each document: the place of its values in a table of all combinations; int64."""
    return np.ravel_multi_index([file.ordinals(name).astype(np.int64) for name in SINGLE], sizes)


def _count_by_document(file: SegmentFile, facet: str, ids: Array, about: bool) -> Array:
    start = file.cached((facet, "start"), lambda: file.content.array(f"{facet}.start").astype(np.int64))
    begins = start.take(ids)
    counts = start.take(ids + 1) - begins
    ends = np.cumsum(counts)
    flat = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begins - (ends - counts), counts)
    ordinals = file.content.array(f"{facet}.ord").take(flat)
    if about:
        ordinals = ordinals.take(np.flatnonzero(file.content.array(f"{facet}.about").take(flat)))
    return np.bincount(ordinals, minlength=len(file.values[facet]))


def _count_by_value(file: SegmentFile, facet: str, ids: Array, about: bool) -> Array:
    derived = file.derived
    documents = file.cached((facet, "docs"), lambda: derived.array(f"{facet}.inverse.docs").astype(np.int64))
    members = sets.mask(ids, file.documents).view(np.uint8)
    carried = members.take(documents)
    if about:
        carried &= derived.array(f"{facet}.inverse.about")
    start = derived.array(f"{facet}.inverse.start").astype(np.int64)
    counts = np.zeros(len(start) - 1, np.int64)
    used = np.flatnonzero(np.diff(start))  # a value may have lost all its documents in a merge
    if used.size:
        counts[used] = np.add.reduceat(carried, start.take(used), dtype=np.int64)
    return counts
