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

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter, Layout, reserved
from ratssearch.index.whoosh.coding import (
    LENGTHS,
    FrequencyReader,
    FrequencyWriter,
    Large,
    PositionReader,
    PositionWriter,
    encode_lengths,
    write_large,
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


@dataclass(frozen=True, slots=True)
class Sizes:
    """How large the postings of a field are: for each of its words the postings and the positions; int64."""

    terms: Array  # ordinals of the words
    postings: Array
    positions: Array

    @classmethod
    def of(cls, chunk: Chunk) -> Sizes:
        through = np.concatenate(([0], np.cumsum(chunk.tf, dtype=np.int64)))
        return cls(chunk.terms, chunk.counts, np.diff(through[np.concatenate(([0], np.cumsum(chunk.counts)))]))

    @property
    def start(self) -> Array:
        """Where the postings of each word begin, and where the last ones end."""
        return np.concatenate(([0], np.cumsum(self.postings, dtype=np.int64)))

    @property
    def position_start(self) -> Array:
        return np.concatenate(([0], np.cumsum(self.positions, dtype=np.int64)))


def reserve(file: ArrayFileWriter, field: str, documents: int, sizes: Sizes) -> None:
    """Write what is known of a field before its postings, and make room for these."""
    postings, positions = int(sizes.postings.sum()), int(sizes.positions.sum())
    kind = np.uint32 if postings < 2**32 else np.uint64
    file.write(f"{field}.terms", sizes.terms.astype(np.uint32))
    file.write(f"{field}.start", sizes.start.astype(kind))
    file.write(f"{field}.pos.start", sizes.position_start.astype(np.uint64))
    for name, dtype, size in (
        ("ids", np.uint16, postings),
        ("split", kind, (_blocks(documents) - 1) * len(sizes.terms)),
        ("tf", np.uint8, postings),
        ("pos.low", np.uint8, positions),
        ("pos.high", np.uint8, (positions + 1) // 2),
    ):
        file.reserve(f"{field}.{name}", dtype, size)


class PostingsWriter:
    """Fills the room of one field chunk by chunk, from one word on; its positions must begin at an even place."""

    def __init__(self, path: Path, layout: Layout, field: str, documents: int, sizes: Sizes, first: int = 0) -> None:
        room = {
            name: reserved(path, layout, f"{field}.{name}") for name in ("ids", "split", "tf", "pos.low", "pos.high")
        }
        self._start = sizes.start
        self._ids = room["ids"]
        self._split = room["split"].reshape(_blocks(documents) - 1, len(sizes.terms))
        self._tf = FrequencyWriter(room["tf"], int(self._start[first]))
        self._positions = PositionWriter(room["pos.low"], room["pos.high"], int(sizes.positions[:first].sum()))
        self._done = first  # words written

    def add(self, chunk: Chunk) -> None:
        first, last = self._done, self._done + len(chunk.terms)
        starts, ends = self._start[first:last], self._start[first + 1 : last + 1]
        base = int(self._start[first])
        self._ids[base : base + len(chunk.ids)] = chunk.ids  # their low halves
        for block, split in enumerate(self._split, 1):
            before = np.concatenate(([0], np.cumsum(chunk.ids < block * BLOCK)))
            split[first:last] = starts + before[ends - base] - before[starts - base]
        self._tf.add(chunk.tf)
        self._positions.add(chunk.positions)
        self._done = last

    def finish(self) -> tuple[Large, Large]:
        """What did not fit: large frequencies, large positions."""
        return self._tf.finish(), self._positions.finish()


def write(file: ArrayFileWriter, field: str, chunk: Chunk, lengths: Array) -> None:
    """Write a whole field."""
    sizes = Sizes.of(chunk)
    reserve(file, field, len(lengths), sizes)
    writer = PostingsWriter(file.path, file.layout(), field, len(lengths), sizes)
    writer.add(chunk)
    close(file, field, lengths, [writer.finish()])


def close(file: ArrayFileWriter, field: str, lengths: Array, parts: Sequence[tuple[Large, Large]]) -> None:
    """Finish a field with what did not fit into each part of its room, and its length in each document."""
    frequencies, positions = zip(*parts, strict=True)
    write_large(file, f"{field}.tf", frequencies)
    write_large(file, f"{field}.pos", positions)
    file.write(f"{field}.len", encode_lengths(lengths))


def _blocks(documents: int) -> int:
    return max(1, -(-documents // BLOCK))


class FieldPostings:
    """Reads one field of one segment."""

    def __init__(self, file: ArrayFile, field: str, documents: int) -> None:
        self.terms = file.array(f"{field}.terms")
        self.start = file.array(f"{field}.start")
        self.position_start = file.array(f"{field}.pos.start")
        self.lengths = file.array(f"{field}.len")
        self._ids = file.array(f"{field}.ids")
        self._split = file.array(f"{field}.split").reshape(_blocks(documents) - 1, len(self.terms))
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
