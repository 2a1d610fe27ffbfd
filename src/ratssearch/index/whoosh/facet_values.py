"""The facet values of all segments of a generation as one, and counts of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import repeat
from typing import Any

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.models import Facet, FacetRequest, FacetValue

_COUNT, _FACET = 28, 60  # bits of a ranking key from which on it holds the count (32 of them), and the facet (3)
_KEPT = 50  # answers that are kept with counts
_NO = repeat(False)  # nothing is selected or excluded
_value: Any = partial(tuple.__new__, FacetValue)  # FacetValue._make without its check: there are 60 in an answer


@dataclass(frozen=True)
class FacetValues:
    """The facet values of all segments, numbered through all facets as in each segment (facet_arrays.py)."""

    labels: list[str]
    bounds: dict[str, tuple[int, int]]  # facet -> its first number, and the one after its last
    maps: list[Array | None]  # for each segment the numbers of its own values; None: they are the same

    @cached_property
    def places(self) -> dict[str, int]:
        """How many facets stand before each."""
        return {name: place for place, name in enumerate(self.bounds)}

    @cached_property
    def starts(self) -> Array:
        """The first number of each facet, and the one after the last."""
        return np.array([0, *(last for _, last in self.bounds.values())], np.int64)

    @cached_property
    def keys(self) -> Array:
        """For each value a number by which they can be ranked once its count is taken off: facet, count, value."""
        facet = np.repeat(np.arange(len(self.bounds)), np.diff(self.starts))
        return (facet << _FACET) + np.arange(len(self.labels))

    def totals(self, parts: Sequence[Array]) -> Array:
        """Counts of every value: those of the segments added up; int64."""
        if len(parts) == 1 and self.maps[0] is None:
            return parts[0]
        totals = np.zeros(len(self.labels), np.int64)
        for numbers, counts in zip(self.maps, parts, strict=True):
            totals[slice(None) if numbers is None else numbers] += counts
        return totals


class Counts:
    """How many documents carry each value, added up over the segments."""

    def __init__(self, known: FacetValues, parts: Sequence[Array]) -> None:
        self._known = known
        self.totals = known.totals(parts)
        self._ranked: tuple[Array, Array, list[int]] | None = None
        self._facets: dict[tuple[str, int], Facet] = {}

    def facet(self, wanted: FacetRequest) -> Facet:
        """The most frequent values first, equal counts in the order of values."""
        found = self._facets.get((wanted.facet, wanted.size))
        if found is None:
            found = self._facet(wanted)
            if len(self._facets) < _KEPT:
                self._facets[wanted.facet, wanted.size] = found
        return found

    def _facet(self, wanted: FacetRequest) -> Facet:
        if self._ranked is None:
            self._ranked = self._rank()
        numbers, counts, ends = self._ranked
        place = self._known.places[wanted.facet]
        first, last = ends[place], ends[place + 1]
        stop = min(last, first + wanted.size)
        labels = map(self._known.labels.__getitem__, numbers[first:stop].tolist())
        listed = zip(labels, counts[first:stop].tolist(), _NO, _NO, strict=False)
        return Facet(wanted.facet, tuple(map(_value, listed)), last > stop, last - stop)

    def _rank(self) -> tuple[Array, Array, list[int]]:
        """All values that are there, ranked in each facet by one sort: numbers, counts, and where each facet ends."""
        found = self.totals.nonzero()[0]
        keys = self._known.keys.take(found)
        keys -= self.totals.take(found) << _COUNT
        keys.sort()
        keys &= (1 << _COUNT) - 1
        return keys, self.totals.take(keys), found.searchsorted(self._known.starts).tolist()
