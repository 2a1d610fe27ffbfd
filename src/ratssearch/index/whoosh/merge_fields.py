"""The postings of one text field in several segments joined, range by range of their words.

Any range can be joined by itself, so two processes can share the work: each fills its part of the same room.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, Layout
from ratssearch.index.whoosh.coding import Large
from ratssearch.index.whoosh.postings import Chunk, FieldPostings, PostingsWriter, Sizes

_CHUNK = 500_000  # positions copied at a time: what is made of them fits a processor's cache


class FieldMerge:
    """One field of all sources, in the words and documents of the merged segment."""

    def __init__(self, name: str, parts: Sequence[FieldPart], documents: int) -> None:
        self.name = name
        self._parts = parts
        self._documents = documents
        words = max((int(part.words[-1]) + 1 for part in parts if len(part.words)), default=0)
        self._postings, self._positions = np.zeros(words, np.int64), np.zeros(words, np.int64)  # by ordinal
        for part in parts:
            postings, positions = part.sizes()
            self._postings[part.words] += postings
            self._positions[part.words] += positions
        terms = np.flatnonzero(self._postings)
        self.sizes = Sizes(terms, self._postings.take(terms), self._positions.take(terms))

    @property
    def lengths(self) -> Array:
        """Length of the field in each document."""
        return np.concatenate([part.lengths for part in self._parts])

    @property
    def middle(self) -> int:
        """The term where a second process may begin: near half of the positions, at an even place among them."""
        start = self.sizes.position_start
        even = np.flatnonzero(start % 2 == 0)
        return int(even[np.searchsorted(start.take(even), start[-1] // 2, side="right") - 1])

    def fill(self, path: Path, layout: Layout, first: int, last: int) -> tuple[Large, Large]:
        """Join the terms first..last (exclusive) and write them into their room; returns what did not fit."""
        writer = PostingsWriter(path, layout, self.name, self._documents, self.sizes, first)
        for begin, end in _ranges(self.sizes.positions[first:last]):
            # Ranges of terms as ranges of ordinals.
            terms = self.sizes.terms[first + begin : first + end]
            writer.add(self._joined(int(terms[0]), int(terms[-1]) + 1))
        return writer.finish()

    def _joined(self, first: int, last: int) -> Chunk:
        chunks = [part.chunk(first, last) for part in self._parts]
        return _joined(chunks, first, self._postings[first:last], self._positions[first:last])


class FieldPart:
    """One field of one source, cut into ranges of the merged dictionary."""

    def __init__(self, postings: FieldPostings, words: Array, numbers: Array) -> None:
        """The new ordinals of all words of the segment, and the new numbers of its documents; -1: it goes."""
        self._postings = postings
        goes = bool(len(numbers)) and int(numbers.min()) < 0
        self._numbers = numbers if goes else None
        self._base = int(numbers[0]) if len(numbers) else 0
        self.words = words.take(postings.terms)  # new ordinals, ascending
        self.lengths = postings.decoded_lengths()[numbers >= 0]

    def sizes(self) -> tuple[Array, Array]:
        """Postings and positions that each word keeps."""
        start, places = self._postings.start.astype(np.int64), self._postings.position_start.astype(np.int64)
        if self._numbers is None:
            return np.diff(start), np.diff(places)
        counts: list[Array] = []
        kept: list[Array] = []
        for first, last in _ranges(np.diff(places)):
            chunk = self._kept(first, last)
            counts.append(chunk.counts)
            through = np.concatenate(([0], np.cumsum(chunk.tf)))
            kept.append(np.diff(through.take(np.concatenate(([0], np.cumsum(chunk.counts))))))
        none = np.empty(0, np.int64)
        return np.concatenate([none, *counts]), np.concatenate([none, *kept])

    def chunk(self, first: int, last: int) -> Chunk:
        """What is kept of the words with new ordinals first..last (exclusive), documents renumbered."""
        low, high = np.searchsorted(self.words, (first, last)).tolist()
        return self._kept(low, high)

    def _kept(self, low: int, high: int) -> Chunk:
        postings = self._postings
        counts = np.diff(postings.start[low : high + 1].astype(np.int64))
        ids = postings.range_ids(low, high)
        tf = postings.range_frequencies(low, high)
        positions = postings.range_positions(low, high)
        words = self.words[low:high]
        if self._numbers is None:
            return Chunk(words, counts, ids + self._base, tf, positions)
        ids = self._numbers.take(ids)
        keep = ids >= 0
        through = np.concatenate(([0], np.cumsum(keep)))
        counts = np.diff(through.take(np.concatenate(([0], np.cumsum(counts)))))
        return Chunk(words, counts, ids.compress(keep), tf.compress(keep), positions.compress(np.repeat(keep, tf)))


def _ranges(sizes: Array) -> list[tuple[int, int]]:
    """Consecutive ranges of words with about _CHUNK positions each."""
    if not len(sizes):
        return []
    through = np.cumsum(sizes)
    cuts = np.searchsorted(through, np.arange(_CHUNK, int(through[-1]) + _CHUNK, _CHUNK)) + 1
    edges = np.unique(np.concatenate(([0], np.minimum(cuts, len(sizes)), [len(sizes)]))).tolist()
    return list(pairwise(edges))


def _joined(chunks: Sequence[Chunk], first: int, postings: Array, positions: Array) -> Chunk:
    """The chunks of all sources as one; sources hold ascending documents, so each word's postings stay in order."""
    next_posting = np.cumsum(postings) - postings
    next_position = np.cumsum(positions) - positions
    ids = np.empty(int(postings.sum()), np.int32)
    tf = np.empty(len(ids), np.int32)
    kinds = {chunk.positions.dtype for chunk in chunks}
    places = np.empty(int(positions.sum()), np.result_type(np.uint16, *kinds))
    for chunk in chunks:
        words = chunk.terms - first
        to = _spread(next_posting.take(words), chunk.counts)
        ids[to] = chunk.ids
        tf[to] = chunk.tf
        next_posting[words] += chunk.counts
        ends = np.cumsum(chunk.counts)
        through = np.concatenate(([0], np.cumsum(chunk.tf, dtype=np.int64)))
        counts = through.take(ends) - through.take(ends - chunk.counts)
        places[_spread(next_position.take(words), counts)] = chunk.positions
        next_position[words] += counts
    present = np.flatnonzero(postings)
    return Chunk(present + first, postings.take(present), ids, tf, places)


def _spread(begins: Array, counts: Array) -> Array:
    """begins[0], begins[0] + 1, ... for counts[0] numbers, then from begins[1], and so on."""
    ends = np.cumsum(counts)
    places: Array = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(begins - (ends - counts), counts)
    return places
