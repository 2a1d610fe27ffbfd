"""Phrases without the slots of their words in memory: only the documents that hold all of the words are read.

occurrences.py answers faster once a word's slots are there, but has to decode all of them first, and those of frequent
words fill the cache. Here the lists of documents are joined, the rarest first, and positions are decoded for what is
left, of one word after the other, fewer each time.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.held import Forms
from ratssearch.index.whoosh.postings import FieldPostings

_DOCUMENT = 32  # bits of a place below the document's rank


class _Word:
    """The documents of one word, or of the forms that count as it, in one field."""

    def __init__(self, postings: FieldPostings, forms: Forms) -> None:
        self._postings = postings
        self._places = forms.places
        self._ids = [postings.ids(place) for place in forms.places]

    def among(self, documents: Array) -> Array:
        """Those of some documents (ascending int32) that hold the word."""
        inside = np.zeros(len(documents), np.bool_)
        for ids in self._ids:
            inside |= ids.take(ids.searchsorted(documents), mode="clip") == documents
        return documents.compress(inside)

    def all(self) -> Array:
        return self._ids[0] if len(self._ids) == 1 else np.unique(np.concatenate(self._ids))

    def at(self, documents: Array, ranks: Array) -> Array:
        """Where the word stands in some documents: rank of the document and position as one number; ascending."""
        parts = [
            self._of_form(place, ids, documents, ranks) for place, ids in zip(self._places, self._ids, strict=True)
        ]
        return parts[0] if len(parts) == 1 else np.sort(np.concatenate(parts), kind="stable")

    def _of_form(self, place: int, ids: Array, documents: Array, ranks: Array) -> Array:
        at = ids.searchsorted(documents)
        here = (ids.take(at, mode="clip") == documents).nonzero()[0]
        at = at.take(here)
        frequencies = self._postings.frequencies(place)
        ends = np.cumsum(frequencies, dtype=np.int64)
        counts = frequencies.take(at).astype(np.int64)
        through = np.cumsum(counts)
        starts = ends.take(at) - through + int(self._postings.position_start[place])
        found = np.repeat(starts, counts) + np.arange(int(through[-1]) if len(through) else 0)
        numbers: Array = np.repeat(ranks.take(here) << _DOCUMENT, counts)
        numbers += self._postings.positions.pick(found)
        return numbers


def phrase_documents(postings: FieldPostings, words: Sequence[Forms], offsets: Sequence[int]) -> Array:
    """Documents where the words stand in a row, each so many places after the first; ascending int64."""
    order = sorted(range(len(words)), key=lambda number: words[number].occurrences)
    looked_up: dict[tuple[int, ...], _Word] = {}
    documents: Array | None = None
    for number in order:
        forms = words[number]
        if forms.places not in looked_up:
            word = looked_up[forms.places] = _Word(postings, forms)
            documents = word.all() if documents is None else word.among(documents)
            if not len(documents):
                return sets.EMPTY
    assert documents is not None
    ranks = np.arange(len(documents), dtype=np.int64)
    begins: Array | None = None
    for number in order:
        left = documents.take(ranks)
        numbers = looked_up[words[number].places].at(left, ranks) - offsets[number]
        if begins is None:
            begins = numbers
        else:
            begins = begins.compress(numbers.take(numbers.searchsorted(begins), mode="clip") == begins)
        ranks = sets.distinct(begins + offsets[number] >> _DOCUMENT)
        if not len(ranks):
            return sets.EMPTY
    return documents.take(ranks).astype(np.int64)
