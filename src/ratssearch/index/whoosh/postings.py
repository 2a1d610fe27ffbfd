"""Postings of one text field in one segment: for each word the releases, frequencies and positions, as flat arrays.

terms   uint32   ordinals, in the segment's dictionary, of the words that stand in this field
start   uint32   where each word's postings begin (one more entry than words)
ids     uint16   low half of document numbers
split   uint32   row b: where, in each word's postings, the documents from (b + 1) x 65,536 begin
tf, pos.low, pos.high ...  see coding.py
pos.start uint64 where each word's positions begin
len     uint8    length of the field in each document (coding.LENGTHS)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter
from ratssearch.index.whoosh.coding import (
    LENGTHS,
    FrequencyReader,
    FrequencyWriter,
    PositionReader,
    PositionWriter,
    encode_lengths,
)

BLOCK = 65_536  # documents whose numbers differ only in the low 16 bits


@dataclass(frozen=True, slots=True)
class Chunk:
    """Postings of some words, in word order; documents ascend inside a word, positions inside a document."""

    terms: Array  # ordinals of the words
    counts: Array  # postings of each word
    ids: Array  # document of each posting
    tf: Array  # positions of each posting
    positions: Array


class PostingsWriter:
    """Writes one field chunk by chunk, words ascending. Sizes must be known before."""

    def __init__(self, file: ArrayFileWriter, field: str, documents: int, terms: int, postings: int, positions: int):
        self._file, self._field = file, field
        self._kind = np.uint32 if postings < 2**32 else np.uint64
        self._ids = file.reserve(f"{field}.ids", np.uint16, postings)
        self._tf = FrequencyWriter(file, field, postings)
        self._positions = PositionWriter(file, field, positions)
        self._blocks = max(1, -(-documents // BLOCK))
        self._terms = np.empty(terms, np.uint32)
        self._start = np.zeros(terms + 1, np.int64)
        self._position_start = np.zeros(terms + 1, np.int64)
        self._split = np.empty((self._blocks - 1, terms), self._kind)
        self._done = 0  # terms written

    def add(self, chunk: Chunk) -> None:
        first, last = self._done, self._done + len(chunk.terms)
        base = int(self._start[first])
        ends = base + np.cumsum(chunk.counts)
        self._terms[first:last] = chunk.terms
        self._start[first + 1 : last + 1] = ends
        through = np.concatenate(([0], np.cumsum(chunk.tf, dtype=np.int64)))
        self._position_start[first + 1 : last + 1] = self._position_start[first] + through[ends - base]
        self._ids[base : int(ends[-1]) if len(ends) else base] = (chunk.ids & 0xFFFF).astype(np.uint16)
        for block in range(self._blocks - 1):
            before = np.concatenate(([0], np.cumsum(chunk.ids < (block + 1) * BLOCK)))
            starts = self._start[first:last]
            self._split[block, first:last] = starts + before[ends - base] - before[starts - base]
        self._tf.add(chunk.tf)
        self._positions.add(chunk.positions)
        self._done = last

    def close(self, lengths: Array) -> None:
        """Finish with the length of the field in each document."""
        file, field = self._file, self._field
        file.write(f"{field}.terms", self._terms[: self._done])
        file.write(f"{field}.start", self._start[: self._done + 1].astype(self._kind))
        file.write(f"{field}.split", self._split[:, : self._done].ravel())
        file.write(f"{field}.pos.start", self._position_start[: self._done + 1].astype(np.uint64))
        file.write(f"{field}.len", encode_lengths(lengths))
        self._tf.close()
        self._positions.close()


class FieldPostings:
    """Reads one field of one segment."""

    def __init__(self, file: ArrayFile, field: str, documents: int) -> None:
        self.terms = file.array(f"{field}.terms")
        self.start = file.array(f"{field}.start")
        self.position_start = file.array(f"{field}.pos.start")
        self.lengths = file.array(f"{field}.len")
        self._ids = file.array(f"{field}.ids")
        blocks = max(1, -(-documents // BLOCK))
        self._split = file.array(f"{field}.split").reshape(blocks - 1, len(self.terms))
        self._tf = FrequencyReader(file, field)
        self.positions = PositionReader(file, field)

    def places(self, ordinals: Array) -> Array:
        """Where words (ordinals of the segment's dictionary) stand in this field; those that do not are left out."""
        found = np.searchsorted(self.terms, ordinals)
        there = found < len(self.terms)
        found, ordinals = found[there], ordinals[there]
        here: Array = found[self.terms[found] == ordinals]
        return here

    def count(self, place: int) -> int:
        return int(self.start[place + 1]) - int(self.start[place])

    def ids(self, place: int) -> Array:
        """Documents of one word, ascending; int32."""
        start, end = int(self.start[place]), int(self.start[place + 1])
        numbers: Array = self._ids[start:end].astype(np.int32)
        for split in self._split:
            numbers[int(split[place]) - start :] += BLOCK
        return numbers

    def frequencies(self, place: int) -> Array:
        """Frequencies of one word, aligned with ids(); int32."""
        return self._tf.read(int(self.start[place]), int(self.start[place + 1]))

    def range_ids(self, first: int, last: int) -> Array:
        """Documents of the words first..last (exclusive), word by word; int32."""
        start, end = int(self.start[first]), int(self.start[last])
        numbers: Array = self._ids[start:end].astype(np.int32)
        for split in self._split:
            here = split[first:last].astype(np.int64)
            ends = self.start[first + 1 : last + 1].astype(np.int64)
            high = np.zeros(end - start + 1, np.int32)
            np.add.at(high, here - start, BLOCK)
            np.add.at(high, ends - start, -BLOCK)
            numbers += np.cumsum(high[:-1], dtype=np.int32)
        return numbers

    def many_ids(self, places: Array) -> Array:
        """Documents of many words in one go, word by word, in no order across words; int64."""
        start = self.start.take(places).astype(np.int64)
        counts = self.start.take(places + 1).astype(np.int64) - start
        ends = np.cumsum(counts)
        flat = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(start - (ends - counts), counts)
        numbers: Array = self._ids.take(flat).astype(np.int64)
        for split in self._split:
            numbers += (flat >= np.repeat(split.take(places).astype(np.int64), counts)) * BLOCK
        return numbers

    def range_frequencies(self, first: int, last: int) -> Array:
        return self._tf.read(int(self.start[first]), int(self.start[last]))

    def range_positions(self, first: int, last: int) -> Array:
        return self.positions.read(int(self.position_start[first]), int(self.position_start[last]))

    def decoded_lengths(self) -> Array:
        """Length of the field in each document, as stored; int64."""
        return LENGTHS[self.lengths]
