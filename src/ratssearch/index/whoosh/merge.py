"""Several segments made into one, without the documents deleted since: arrays are copied, nothing is analysed again."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter
from ratssearch.index.whoosh.bodies import Bodies, BodyWriter
from ratssearch.index.whoosh.columns import Columns, join
from ratssearch.index.whoosh.postings import Chunk, FieldPostings, PostingsWriter
from ratssearch.index.whoosh.segment import TEXT_FIELDS
from ratssearch.index.whoosh.strings import SortedStrings, write_strings

_CHUNK = 500_000  # positions copied at a time: what is made of them fits a processor's cache


@dataclass(frozen=True, slots=True)
class Source:
    """A segment's content file, and the documents to keep (bool each; None: all)."""

    file: ArrayFile
    keep: Array | None = None

    @property
    def documents(self) -> int:
        return int(self.file.meta["documents"])

    @property
    def kept(self) -> int:
        return self.documents if self.keep is None else int(np.count_nonzero(self.keep))


def merge(sources: Sequence[Source], path: Path) -> int:
    """Write the merged segment's content file; returns its number of documents."""
    file = ArrayFileWriter(path)
    try:
        documents = sum(source.kept for source in sources)
        maps = _merge_words(sources, file)
        numbers = _new_numbers(sources)
        for field in TEXT_FIELDS:
            _merge_field(field, sources, maps, numbers, documents, file)
        _columns(sources).write(file)
        _merge_bodies(sources, file)
        file.meta["documents"] = documents
        file.close()
    except BaseException:
        file.discard()
        raise
    return documents


def _merge_words(sources: Sequence[Source], file: ArrayFileWriter) -> list[Array]:
    """Write one dictionary; returns, for each source, the new ordinals of its words."""
    lists = [SortedStrings.read(source.file, "words").all() for source in sources]
    words = sorted(set().union(*lists))
    write_strings(file, "words", words)
    ordinals = dict(zip(words, range(len(words)), strict=True))
    return [np.fromiter(map(ordinals.__getitem__, part), np.int64, len(part)) for part in lists]


def _new_numbers(sources: Sequence[Source]) -> list[Array]:
    """For each source the new number of each of its documents; -1 for those that go."""
    numbers, base = [], 0
    for source in sources:
        if source.keep is None:
            own = np.arange(base, base + source.documents)
        else:
            own = np.where(source.keep, base + np.cumsum(source.keep) - 1, -1)
        numbers.append(own)
        base += source.kept
    return numbers


def _columns(sources: Sequence[Source]) -> Columns:
    parts = []
    for source in sources:
        columns = Columns.read(source.file)
        parts.append(columns if source.keep is None else columns.select(source.keep))
    return join(parts)


def _merge_bodies(sources: Sequence[Source], file: ArrayFileWriter) -> None:
    writer = BodyWriter(file)
    for source in sources:
        bodies = Bodies(source.file)
        if source.keep is None:
            writer.add_segment(bodies)
            continue
        for block in range(bodies.blocks()):
            members = bodies.documents(block)
            kept = [number for number in members if source.keep[number]]
            if len(kept) == len(members):
                writer.add_block(*bodies.compressed(block))
            else:
                for number in kept:
                    writer.add(bodies.raw(number))
    writer.close()


class _FieldSource:
    """One field of one source, cut into ranges of the merged dictionary."""

    def __init__(self, field: str, source: Source, words: Array, numbers: Array) -> None:
        self._postings = FieldPostings(source.file, field, source.documents)
        self._numbers = None if source.keep is None else numbers
        self._base = int(numbers[0]) if source.keep is None and len(numbers) else 0
        self.words = words.take(self._postings.terms)  # new ordinals, ascending
        lengths = self._postings.decoded_lengths()
        self.lengths = lengths if source.keep is None else lengths[source.keep]

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


def _merge_field(
    field: str,
    sources: Sequence[Source],
    maps: Sequence[Array],
    numbers: Sequence[Array],
    documents: int,
    file: ArrayFileWriter,
) -> None:
    parts = [_FieldSource(field, *given) for given in zip(sources, maps, numbers, strict=True)]
    words = max((int(part.words[-1]) + 1 for part in parts if len(part.words)), default=0)
    postings, positions = np.zeros(words, np.int64), np.zeros(words, np.int64)
    for part in parts:
        own_postings, own_positions = part.sizes()
        postings[part.words] += own_postings
        positions[part.words] += own_positions
    present = int(np.count_nonzero(postings))
    writer = PostingsWriter(file, field, documents, present, int(postings.sum()), int(positions.sum()))

    def joined(first: int, last: int) -> Chunk:
        here = slice(first, last)
        return _joined([part.chunk(first, last) for part in parts], first, postings[here], positions[here])

    # One range is read while the one before it is written; numpy lets both go on at once.
    with ThreadPoolExecutor(1, "read") as pool:
        waiting: deque[Future[Chunk]] = deque()
        for first, last in _ranges(positions):
            waiting.append(pool.submit(joined, first, last))
            if len(waiting) > 1:
                writer.add(waiting.popleft().result())
        while waiting:
            writer.add(waiting.popleft().result())
    writer.close(np.concatenate([part.lengths for part in parts]))


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
    places = np.empty(int(positions.sum()), np.uint32)
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
