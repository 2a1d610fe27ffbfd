"""BM25F over postings: saturation of frequencies by table. Formula and settings are in index/ranking.py.

Counts are of live releases only; lengths are those stored (coding.py); a stem class counts as one word.
"""

from __future__ import annotations

import numpy as np

from ratssearch.index.ranking import Ranking, saturation
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.coding import LENGTHS
from ratssearch.index.whoosh.held import FieldKeys, Large


class Saturations:
    """ranking.saturation() of every key (held.py), for one field and one average length."""

    def __init__(self, average: float, ranking: Ranking) -> None:
        self._average, self._ranking = average, ranking
        frequencies = np.arange(256, dtype=np.float64)[:, None]
        self.table = saturation(frequencies, LENGTHS[None, :].astype(np.float64), average, ranking).ravel()

    def of(self, keys: Array, large: Large | None, places: Array | None = None) -> Array:
        """One number for each key, or for those at `places`; float64."""
        if large is None:
            return self.table.take(keys if places is None else keys.take(places))
        every: Array = self.table.take(keys)
        at, frequencies = large
        every[at] = self._exact(keys.take(at), frequencies)
        return every if places is None else every.take(places)

    def of_all(self, keys: FieldKeys, values: Array, factor: float) -> Array:
        """One number for each of the values, which are keys of the word without large ones, times a factor; float64."""
        if keys.top < len(values):
            return (self.table[: keys.top] * factor).take(values)
        found: Array = self.table.take(values)
        found *= factor
        return found

    def at(self, ids: Array, holders: Array, keys: FieldKeys) -> Array:
        """One number for each of some documents (ascending int64) by the keys of every document, some of which hold the
        word; 0 for the others."""
        assert keys.every is not None
        values: Array = self.table.take(keys.every.take(ids))
        if keys.large is not None:
            places, frequencies = keys.large
            large = holders.take(places)
            here = ids.searchsorted(large)
            inside = (ids.take(here, mode="clip") == large).nonzero()[0] if len(ids) else here[:0]
            exact = self._exact(keys.keys.take(places.take(inside)), frequencies.take(inside))
            values[here.take(inside)] = exact
        return values

    def _exact(self, keys: Array, frequencies: Array) -> Array:
        """The same for frequencies that are too large for the keys."""
        lengths = LENGTHS.take(keys & 255).astype(np.float64)
        return saturation(frequencies.astype(np.float64), lengths, self._average, self._ranking)
