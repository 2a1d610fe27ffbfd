"""All facets of a segment as one: the values of each document, the documents of each value, bitmaps of frequent values.

Values are numbered through all facets: those of FACETS[0] in order, then those of FACETS[1], and so on.

facets.start, .ord, .about                 the values of each document; facets with several values: most salient first
facets.rows                                the first few of them in rows of one width, which is what most counts need
facets.inverse.start, .docs, .about        the documents of each value, ascending
facets.frequent                            the values that at least one document in FREQUENT carries, ascending
facets.bits                                for each of them one bit per document, in words of 64 bits
"""

from __future__ import annotations

from bisect import bisect_left
from functools import cached_property

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter
from ratssearch.index.whoosh.columns import MULTI, SINGLE, Columns
from ratssearch.index.whoosh.strings import SortedStrings

FACETS = (*SINGLE, *MULTI)
FREQUENT = 64  # reading a bitmap costs as much as reading a list of one document in so many
_WORD = 64
_NARROW, _WIDE = 16, 32  # values in a row: so many if that is enough for all documents, or up to so many
_WHOLE = 0.95  # of the documents have all their values in their row, if that may be so wide
_AT_ONCE = 1 << 17  # words of bitmaps


def write_facets(columns: Columns, file: ArrayFileWriter) -> None:
    """Write the arrays."""
    documents = columns.documents
    owners, ordinals, about, values = [], [], [], 0
    for name in FACETS:
        size = len(columns.values[name])
        if name in SINGLE:
            own = columns.single[name].astype(np.int64)
            some = np.flatnonzero(own < size)  # the number of values stands for none
            owners.append(some)
            ordinals.append(own[some] + values)
            about.append(np.ones(len(some), np.uint8))
        else:
            ragged = columns.multi[name]
            own, salient = ragged.flat
            owners.append(np.repeat(np.arange(documents), ragged.counts))
            ordinals.append(own.astype(np.int64) + values)
            about.append(salient.astype(np.uint8))
        values += size
    owner, ordinal, salient = np.concatenate(owners), np.concatenate(ordinals), np.concatenate(about)
    order = np.argsort(owner, kind="stable")
    kind = np.uint16 if values < 2**16 else np.uint32
    counts = np.bincount(owner, minlength=documents)
    file.write("facets.start", _starts(counts))
    file.write("facets.ord", ordinal[order].astype(kind))
    file.write("facets.rows", _rows(counts, ordinal[order], values))
    file.write("facets.about", salient[order])
    _write_inverse(file, owner, ordinal, salient, (documents, values))


def _rows(counts: Array, ordinals: Array, values: int) -> Array:
    """A row for each document: its values; if there are more than fit, the number of all values in the last place.
    Places without a value have numbers beyond, another for each place: counting one again and again is slow."""
    width = _NARROW
    if counts.max(initial=0) > _NARROW:
        width = max(1, min(_WIDE, int(np.quantile(counts, _WHOLE, method="higher"))))
    kind = np.uint16 if values + 1 + _WIDE < 2**16 else np.uint32
    rows = np.tile(np.arange(values + 1, values + 1 + width).astype(kind), (len(counts), 1))
    starts = _starts(counts)
    for place in range(width):
        some = (counts > place).nonzero()[0]
        rows[some, place] = ordinals[starts[some] + place]
    rows[counts > width, -1] = values
    return rows.ravel()


def _write_inverse(file: ArrayFileWriter, owner: Array, ordinal: Array, about: Array, shape: tuple[int, int]) -> None:
    documents, values = shape
    counts = np.bincount(ordinal, minlength=values)
    order = np.argsort(ordinal, kind="stable")  # owners ascend inside each facet
    owner = owner[order].astype(np.uint32)
    file.write("facets.inverse.start", _starts(counts))
    file.write("facets.inverse.docs", owner)
    file.write("facets.inverse.about", about[order])
    frequent = np.flatnonzero(counts * FREQUENT >= max(1, documents))
    starts = _starts(counts)
    rows = [packed(sets.mask(owner[starts[value] : starts[value + 1]], documents)) for value in frequent.tolist()]
    file.write("facets.frequent", frequent.astype(np.uint32))
    file.write("facets.bits", np.concatenate(rows) if rows else np.empty(0, np.uint64))


def _starts(counts: Array) -> Array:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def packed(members: Array) -> Array:
    """One bit for each bool, in words of 64."""
    octets = np.packbits(members, bitorder="little")
    words = np.zeros(-(-len(octets) // 8), np.uint64)
    words.view(np.uint8)[: len(octets)] = octets
    return words


def _reshaped(flat: Array, rows: int) -> Array:
    return flat.reshape(rows, len(flat) // max(1, rows))


class FacetArrays:
    """Reads the arrays of one segment."""

    def __init__(self, content: ArrayFile, derived: ArrayFile) -> None:
        self.values = {name: SortedStrings.read(content, f"{name}.values").all() for name in FACETS}
        self.first: dict[str, int] = {}  # facet -> number of its first value
        self.size = 0
        for name, values in self.values.items():
            self.first[name] = self.size
            self.size += len(values)
        self.documents = int(content.meta["documents"])
        self._start = derived.array("facets.start")
        self._ordinals = derived.array("facets.ord")
        self._about = derived.array("facets.about")
        self._rows = _reshaped(derived.array("facets.rows"), self.documents)
        self._inverse_start = derived.array("facets.inverse.start")
        self._inverse = derived.array("facets.inverse.docs")
        self._inverse_about = derived.array("facets.inverse.about")
        self._frequent = derived.array("facets.frequent")
        self._bits = derived.array("facets.bits").reshape(len(self._frequent), -(-self.documents // _WORD))

    @property
    def _bitmaps(self) -> int:
        """How many bitmaps are read at once: as many as stay in a processor's cache."""
        return max(1, _AT_ONCE // max(1, self._bits.shape[1]))

    @cached_property
    def texts(self) -> dict[str, list[str]]:
        """The values of each facet as text, and "" for none."""
        return {name: [*(value.decode() for value in values), ""] for name, values in self.values.items()}

    def number(self, facet: str, value: str) -> int:
        """The number of a value, or -1."""
        values, text = self.values[facet], value.encode("utf-8", "replace")
        ordinal = bisect_left(values, text)
        return self.first[facet] + ordinal if ordinal < len(values) and values[ordinal] == text else -1

    def documents_of(self, number: int, *, about: bool) -> Array:
        """Documents that carry a value, ascending; int32."""
        part = slice(int(self._inverse_start[number]), int(self._inverse_start[number + 1]))
        documents = self._inverse[part].astype(np.int32)
        return documents[self._inverse_about[part] != 0] if about else documents

    def count_of(self, number: int) -> int:
        """How many documents carry a value."""
        return int(self._inverse_start[number + 1]) - int(self._inverse_start[number])

    def bitmap(self, number: int) -> Array | None:
        """A value's bit for each document, in words of 64; None if it is infrequent."""
        row = self._frequent_at.get(number)
        return None if row is None else self._bits[row]

    @cached_property
    def _frequent_at(self) -> dict[int, int]:
        return {number: row for row, number in enumerate(self._frequent.tolist())}

    def count_by_document(self, ids: Array, *, about: bool) -> Array:
        """How many of the documents carry each value, read document by document; int64."""
        if about:
            return self._count_from(ids, 0, about=True)
        rows = self._rows.take(ids, axis=0)
        totals = np.bincount(rows.ravel(), minlength=self.size + 1)
        if totals[self.size]:
            longer = ids.compress(rows[:, -1] == self.size)
            totals[: self.size] += self._count_from(longer, rows.shape[1] - 1)
        return totals[: self.size]

    def _count_from(self, ids: Array, first: int, *, about: bool = False) -> Array:
        """The same for the values of each document from a place in its list on."""
        begins = self._start.take(ids) + first
        counts = self._start.take(ids + 1) - begins
        ends = counts.cumsum()
        flat = (begins - (ends - counts)).repeat(counts)
        flat += np.arange(len(flat))
        ordinals = self._ordinals.take(flat)
        if about:
            ordinals = ordinals.compress(self._about.take(flat))
        return np.bincount(ordinals, minlength=self.size)

    def count_by_value(self, ids: Array, members: Array | None = None) -> Array:
        """The same value by value: frequent ones by their bitmaps, the others by their documents; int64. members: one
        bool for each document, if that is known."""
        members = (sets.mask(ids, self.documents) if members is None else members).view(np.uint8)
        counts = np.zeros(self.size, np.int64)
        words = packed(members)
        for first in range(0, len(self._frequent), self._bitmaps):
            some = slice(first, first + self._bitmaps)
            counts[self._frequent[some]] = np.bitwise_count(self._bits[some] & words).sum(axis=1, dtype=np.uint32)
        numbers, starts, documents = self._infrequent
        if len(numbers):
            # A value without a bitmap has fewer documents than one in FREQUENT; a narrow sum is twice as fast.
            kind = np.uint16 if self.documents < FREQUENT << 16 else np.int64
            counts[numbers] = np.add.reduceat(members.take(documents), starts, dtype=kind)
        return counts

    @cached_property
    def _infrequent(self) -> tuple[Array, Array, Array]:
        """The values without a bitmap that some document carries, where the documents of each begin, and these."""
        sizes = np.diff(self._inverse_start)
        without = sizes > 0  # a value may have lost all its documents in a merge
        without[self._frequent] = False
        numbers = np.flatnonzero(without)
        documents = self._inverse[np.repeat(without, sizes)].astype(np.int32)
        return numbers, _starts(sizes[numbers])[:-1], documents
