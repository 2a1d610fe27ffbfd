"""Phrases: which documents hold words one after the other, or near each other in the same order.

An occurrence is one number, document << 32 | position, so that runs of them can be compared at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.held import Postings
from ratssearch.index.whoosh.segment import SegmentFile

_POSITION_BITS = 32
_POSITION = (1 << _POSITION_BITS) - 1
_MANY = 6  # with so many occurrences for each place asked about, places are looked up one by one


def phrase(segment: SegmentFile, field: str, words: Sequence[str], slop: int, *, stem: bool) -> Array:
    """Documents where the words stand in order with at most `slop` further words inside the span; ascending.

    Words are as written, or, if stem, keys of stem classes.
    """
    distinct = dict.fromkeys(words)
    lists = {word: segment.postings(field, word, stem=stem) for word in distinct}
    documents = sets.EMPTY
    for number, word in enumerate(sorted(distinct, key=lambda word: len(lists[word].ids))):
        ids = sets.as_set(lists[word].ids)
        documents = ids if number == 0 else sets.intersection(documents, ids, segment.documents)
        if not len(documents):
            return sets.EMPTY
    if len(words) == 1:
        return documents
    placed = {word: _Placed(segment, field, word, stem) for word in distinct}
    order = [placed[word] for word in words]
    matches = _adjacent(order, documents) if slop == 0 else _near(order, documents, slop)
    return sets.distinct(matches >> _POSITION_BITS)


@dataclass(frozen=True, slots=True)
class _Runs:
    """The positions of one written word in some documents: where each document's run begins, and its length."""

    rows: Array  # places of the documents among those asked for
    starts: Array
    counts: Array


class _Placed:
    """A word of a phrase with its positions."""

    def __init__(self, segment: SegmentFile, field: str, word: str, stem: bool) -> None:
        self._segment, self._field = segment, field
        self._postings = segment.fields[field]
        forms = segment.forms(word) if stem else segment.ordinal(word)
        self._places: list[int] = self._postings.places(forms).tolist()
        self._whole = segment.postings(field, word, stem=stem) if len(self._places) == 1 else None

    @property
    def frequency(self) -> int:
        """Occurrences in all documents."""
        start = self._postings.position_start
        return sum(int(start[place + 1]) - int(start[place]) for place in self._places)

    def runs(self, documents: Array) -> Iterator[_Runs]:
        """The runs of each form of the word in the documents."""
        for place in self._places:
            own = self._whole or self._form(place)
            ids = sets.as_set(own.ids)
            if len(documents) * 16 < len(ids):
                there = np.searchsorted(ids, documents)
                rows = np.flatnonzero(ids.take(there, mode="clip") == documents)
                there = there.take(rows)
            else:
                there = np.flatnonzero(sets.mask(documents, self._segment.documents).take(ids))
                all_rows = len(there) == len(documents)
                rows = np.arange(len(there)) if all_rows else np.searchsorted(documents, ids.take(there))
            ends = self._segment.cached(("ends", self._field, place), partial(_ends, own))
            counts = own.tf_at(there)
            yield _Runs(rows, int(self._postings.position_start[place]) + ends.take(there) - counts, counts)

    def _form(self, place: int) -> Postings:
        word = self._segment.words[int(self._postings.terms[place])].decode()
        return self._segment.postings(self._field, word, stem=False)

    def occurrences(self, documents: Array) -> Array:
        """All occurrences in the documents, ascending."""
        parts = []
        for runs in self.runs(documents):
            total = np.cumsum(runs.counts)
            size = int(total[-1]) if len(total) else 0
            flat = np.arange(size) + np.repeat(runs.starts - (total - runs.counts), runs.counts)
            owners = np.repeat(documents.take(runs.rows) << _POSITION_BITS, runs.counts)
            parts.append(owners | self._postings.positions.pick(flat))
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts), kind="stable")

    def standing_at(self, wanted: Array) -> Array:
        """Those of the wanted occurrences (ascending) that are some."""
        if not len(wanted):
            return wanted
        documents = wanted >> _POSITION_BITS
        distinct = sets.distinct(documents)
        if self.frequency * len(distinct) < _MANY * len(wanted) * self._segment.documents:
            return sets.common(wanted, self.occurrences(distinct))
        row = np.cumsum(np.concatenate(([0], documents[1:] != documents[:-1])))
        found = np.zeros(len(wanted), np.bool_)
        for runs in self.runs(distinct):
            starts, counts = np.zeros((2, len(distinct)), np.int64)
            starts[runs.rows], counts[runs.rows] = runs.starts, runs.counts
            found |= self._search(starts.take(row), counts.take(row), wanted & _POSITION)
        return wanted.take(np.flatnonzero(found))

    def _search(self, low: Array, counts: Array, positions: Array) -> Array:
        """Whether each position is in its run: a binary search in all runs at once."""
        positions_of, high = self._postings.positions, low + counts
        ends = high
        open_ = np.flatnonzero(low < high)
        while len(open_):
            middle = (low.take(open_) + high.take(open_)) >> 1
            less = positions_of.pick(middle) < positions.take(open_)
            low[open_] = np.where(less, middle + 1, low.take(open_))
            high = high.copy() if high is ends else high
            high[open_] = np.where(less, high.take(open_), middle)
            open_ = open_.take(np.flatnonzero(low.take(open_) < high.take(open_)))
        inside = np.flatnonzero(low < ends)
        found = np.zeros(len(low), np.bool_)
        found[inside] = positions_of.pick(low.take(inside)) == positions.take(inside)
        return found


def _ends(postings: Postings) -> Array:
    """Where the positions of each document end, from the word's first."""
    return np.cumsum(postings.tf)


def _adjacent(words: Sequence[_Placed], documents: Array) -> Array:
    """Begins of exact phrases; the rarest word first, so that little is left to look up."""
    order = sorted(range(len(words)), key=lambda number: words[number].frequency)
    begins = words[order[0]].occurrences(documents)
    # A position before the beginning of a document would reach into the one before it.
    begins = begins.compress((begins & _POSITION) >= order[0]) - order[0]
    for number in order[1:]:
        begins = words[number].standing_at(begins + number) - number
    return begins


def _near(words: Sequence[_Placed], documents: Array, slop: int) -> Array:
    """Begins from which all words follow in order: each time the nearest next one, so the span is the shortest."""
    found = {word: word.occurrences(documents) for word in words}
    begins = at = found[words[0]]
    for word in words[1:]:
        places = found[word]
        following = np.searchsorted(places, at, side="right")
        there = following < len(places)
        begins, at = begins.compress(there), places.take(following.compress(there))
    same = (begins >> _POSITION_BITS) == (at >> _POSITION_BITS)
    return begins.compress(same & (at - begins - (len(words) - 1) <= slop))
