"""BM25F over postings: saturation of frequencies by table. Formula and settings are in index/ranking.py.

Counts are of live releases only; lengths are those stored (coding.py); a stem class counts as one word.
"""

from __future__ import annotations

import numpy as np

from ratssearch.index.ranking import Ranking, saturation
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.coding import LENGTHS
from ratssearch.index.whoosh.held import Large


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
        lengths = LENGTHS[keys[at] & 255].astype(np.float64)
        every[at] = saturation(frequencies.astype(np.float64), lengths, self._average, self._ranking)
        return every if places is None else every.take(places)
