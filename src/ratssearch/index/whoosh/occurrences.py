"""Where words stand in one field of a segment, as numbers that can be compared across documents.

Every document has a run of slots: one for each position, and at least one more, where no word stands. The slots of a
word, ascending, are all that a phrase needs: a word follows another where its slots hold the other's plus one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np

from ratssearch.index.analysis import is_beginning
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.coding import LENGTHS
from ratssearch.index.whoosh.held import Forms
from ratssearch.index.whoosh.segment import SegmentFile
from ratssearch.index.whoosh.sorted_numbers import Bitmap, SortedNumbers

FIRST = 1 << 16  # the first slot of the first document: no phrase is so long that it would begin before 0
_RUNS = 256  # with more occurrences than so many for each that is asked about, they are searched where they are stored


class FieldOccurrences:
    """The slots of the words of one field."""

    def __init__(self, segment: SegmentFile, field: str) -> None:
        self._segment, self._field = segment, field
        self._postings = segment.fields[field]

    @cached_property
    def _documents(self) -> SortedNumbers:
        """The first slot of each document, and the one after the last."""
        return self._segment.sorted_numbers(("slots", self._field), self._first_slots)

    def _first_slots(self) -> SortedNumbers:
        longest = np.append(LENGTHS[1:], 2**31)  # lengths are stored rounded down to the code below
        ends = FIRST + np.cumsum(longest.take(self._postings.lengths))
        return SortedNumbers(np.append(FIRST, ends), int(ends[-1]) + FIRST if len(ends) else 2 * FIRST)

    def documents(self, slots: Array) -> Array:
        """The documents of slots that hold a word; int64."""
        return self._documents.rank(slots + 1) - 1

    def ends(self, documents: Array) -> Array:
        """The slot after the last of each of some documents."""
        return self._documents.numbers.take(documents + 1)

    def forms(self, word: str, *, stem: bool) -> Forms:
        """What a word as written, or a stem class, stands for; for a single unspaced character, the words that begin
        with it."""
        return self._segment.forms_in(self._field, word, stem, lambda: self._look_up(word, stem))

    def _look_up(self, word: str, stem: bool) -> Forms:
        segment = self._segment
        if is_beginning(word):
            ordinals: Array = np.arange(*segment.words.prefix_range(word.encode()))
        else:
            ordinals = segment.forms(word) if stem else segment.ordinal(word)
        places, start = self._postings.places(ordinals), self._postings.position_start
        count = int((start.take(places + 1) - start.take(places)).sum())
        return Forms(tuple(places.tolist()), count)

    def of(self, forms: Forms) -> SortedNumbers:
        """The slots of some words together."""
        key = ("occurrences", self._field, forms.places)
        return self._segment.sorted_numbers(key, lambda: SortedNumbers(self._slots(forms.places), self._limit))

    def known(self, forms: Forms) -> bool:
        """Whether the slots of some words together are in memory, as a list or as bits."""
        return any(self._segment.keeps((kind, self._field, forms.places)) for kind in ("occurrences", "bitmap"))

    @staticmethod
    def stored(forms: Forms, asked: int) -> bool:
        """Whether a word is so frequent that it is searched for where it is stored, at so many slots."""
        return len(forms.places) == 1 and forms.occurrences > _RUNS * asked

    @property
    def _limit(self) -> int:
        """All slots are below it."""
        return int(self._documents.numbers[-2]) + FIRST

    def _slots(self, places: Sequence[int]) -> Array:
        documents, postings = self._documents, self._postings
        parts = []
        for place in places:
            starts = np.repeat(documents.numbers.take(postings.ids(place)), postings.frequencies(place))
            parts.append(starts + postings.range_positions(place, place + 1))
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts), kind="stable")

    def standing_at(self, forms: Forms, slots: Array) -> Array:
        """Which of some slots (ascending) hold one of the words; one bool each."""
        if self.stored(forms, len(slots)):
            return self._search_runs(forms.places[0], slots)
        limit = self._limit
        if forms.occurrences * Bitmap.CLOSE < limit:
            return self.of(forms).has(slots)
        key = ("bitmap", self._field, forms.places)
        return self._segment.bitmap(key, lambda: Bitmap(self._slots(forms.places), limit)).has(slots)

    def _search_runs(self, place: int, slots: Array) -> Array:
        """The same for one word: a binary search in the positions of each slot's document, in all of them at once."""
        starts = self._segment.cached(("runs", self._field, place), partial(self._runs, place))
        positions = self._postings.positions
        documents = self.documents(slots)
        wanted = slots.astype(np.int64) - self._documents.numbers.take(documents)
        low, ends = starts.take(documents), starts.take(documents + 1)
        high = ends.copy()
        open_ = (low < high).nonzero()[0]
        while len(open_):
            middle = (low.take(open_) + high.take(open_)) >> 1
            less = positions.pick(middle) < wanted.take(open_)
            low[open_] = np.where(less, middle + 1, low.take(open_))
            high[open_] = np.where(less, high.take(open_), middle)
            open_ = open_.compress(low.take(open_) < high.take(open_))
        inside = (low < ends).nonzero()[0]
        found = np.zeros(len(slots), np.bool_)
        found[inside] = positions.pick(low.take(inside)) == wanted.take(inside)
        return found

    def _runs(self, place: int) -> Array:
        """Where the positions of each document begin in those of the whole field, and where the last ends; int64. One
        more, empty, stands for what comes after the last document."""
        counts = np.zeros(self._segment.documents + 2, np.int64)
        counts[self._postings.ids(place) + 1] = self._postings.frequencies(place)
        return np.cumsum(counts) + int(self._postings.position_start[place])
