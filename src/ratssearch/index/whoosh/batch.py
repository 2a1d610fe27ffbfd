"""Documents on their way into a segment: words as numbers, values as ordinals, texts as they are."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np

from ratssearch.index.analysis import MAX_WORD
from ratssearch.index.whoosh.arrayfile import Array, ArrayFileWriter
from ratssearch.index.whoosh.bodies import BodyWriter
from ratssearch.index.whoosh.columns import BASES, MULTI, PRECISIONS, SINGLE, Columns, Ragged
from ratssearch.index.whoosh.document import SEPARATOR, Document
from ratssearch.index.whoosh.invert import invert
from ratssearch.index.whoosh.postings import PostingsWriter
from ratssearch.index.whoosh.strings import write_block

TEXT_FIELDS = ("title", "body")

Analysis = Callable[[str], list[str]]


class Numbering(defaultdict[str, int]):
    """Numbers strings in the order in which they are first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.default_factory = self.__len__


class Batch:
    """Collects documents in memory; write() makes a segment file of them."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._vocabulary = Numbering()
        self._words = {name: array("I") for name in TEXT_FIELDS}
        self._lengths = {name: array("I") for name in TEXT_FIELDS}
        self._values = {name: Numbering() for name in (*SINGLE, *MULTI)}
        self._single = {name: array("I") for name in SINGLE}
        self._multi = {name: (array("I"), array("I"), array("B")) for name in MULTI}  # counts, ordinals, about
        self._days = (array("i"), array("i"))
        self._seen = array("q")
        self._codes = (array("B"), array("B"))  # precision, basis
        self._events = (array("I"), array("i"), array("i"))  # counts, first, last
        self._hits: list[bytes] = []
        self._bodies: list[str] = []
        self.deleted: set[int] = set()  # numbers of documents that a later one has replaced; a merge leaves them out

    def __len__(self) -> int:
        return len(self._bodies)

    @property
    def words(self) -> int:
        """Words of text collected so far."""
        return len(self._words["body"]) + len(self._words["title"])

    def add(self, document: Document) -> None:
        number = self._vocabulary.__getitem__
        for name, text in (("title", document.title), ("body", document.body)):
            found = self._analysis(text)
            self._words[name].extend(map(number, found))
            self._lengths[name].append(len(found))
        for name, value in (("source", document.source), ("language", document.language), ("year", document.year)):
            self._single[name].append(self._values[name][value])
        several = (document.countries, document.organisations, document.unlisted, document.persons)
        for name, pairs in zip(MULTI, several, strict=True):
            counts, ordinals, about = self._multi[name]
            numbering = self._values[name]
            counts.append(len(pairs))
            for value, is_about in pairs:
                ordinals.append(numbering[value])
                about.append(is_about)
        self._days[0].append(document.first)
        self._days[1].append(document.last)
        self._seen.append(document.seen)
        self._codes[0].append(PRECISIONS.index(document.precision))
        self._codes[1].append(BASES.index(document.basis))
        self._events[0].append(len(document.events))
        for first, last in document.events:
            self._events[1].append(first)
            self._events[2].append(last)
        self._hits.append(SEPARATOR.join((document.id, document.url, document.title)).encode())
        self._bodies.append(document.body)

    def write(self, path: Path) -> int:
        """Write a segment file; returns its number of documents."""
        file = ArrayFileWriter(path)
        try:
            rank = self._write_vocabulary(file)
            for name in TEXT_FIELDS:
                self._write_field(file, name, rank)
            self._columns().write(file)
            bodies = BodyWriter(file)
            bodies.add_all(text.encode() for text in self._bodies)
            bodies.close()
            file.meta["documents"] = len(self)
            file.close()
        except BaseException:
            file.discard()
            raise
        return len(self)

    def _write_vocabulary(self, file: ArrayFileWriter) -> Array:
        """Write the words in order; returns the ordinal of each number."""
        numbers = self._vocabulary
        long = [word for word in numbers if len(word) > MAX_WORD]  # only their beginning counts, as in a query
        words = sorted({*numbers, *(word[:MAX_WORD] for word in long)}.difference(long) if long else numbers)
        write_block(file, "words", "\n".join(words).encode(), bool(words))
        rank = np.empty(len(numbers), np.uint32)
        for word in long:
            rank[numbers[word]] = bisect_left(words, word[:MAX_WORD])
        places = np.fromiter(
            (numbers.get(word, -1) for word in words) if long else map(numbers.__getitem__, words), np.int64
        )
        known = np.flatnonzero(places >= 0)
        rank[places.take(known)] = known
        return rank

    def _write_field(self, file: ArrayFileWriter, name: str, rank: Array) -> None:
        words = np.frombuffer(self._words[name], np.uint32) if self._words[name] else np.empty(0, np.uint32)
        lengths = np.frombuffer(self._lengths[name], np.uint32).astype(np.int64)
        chunk = invert(rank[words], lengths)
        writer = PostingsWriter(file, name, len(self), len(chunk.terms), len(chunk.ids), len(chunk.positions))
        writer.add(chunk)
        writer.close(lengths)

    def _columns(self) -> Columns:
        columns = Columns()
        for name, numbering in self._values.items():
            values = sorted(numbering)
            if values[:1] == [""]:
                values.append(values.pop(0))  # the empty value stands for none, and none comes last
            order = np.empty(len(values), np.int64)
            order[[numbering[value] for value in values]] = np.arange(len(values))
            columns.values[name] = [value.encode() for value in values if value]
            if name in SINGLE:
                columns.single[name] = order[np.frombuffer(self._single[name], np.uint32)]
            else:
                counts, ordinals, about = (np.array(part) for part in self._multi[name])
                columns.multi[name] = Ragged(counts, (order[ordinals] if len(ordinals) else ordinals, about))
        counts, first, last = (np.array(part) for part in self._events)
        columns.events = Ragged(counts, (first, last))
        columns.numbers = {
            "date.first": np.array(self._days[0]),
            "date.last": np.array(self._days[1]),
            "date.seen": np.array(self._seen),
            "date.precision": np.array(self._codes[0]),
            "date.basis": np.array(self._codes[1]),
        }
        lengths = np.fromiter(map(len, self._hits), np.int64, len(self._hits))
        columns.hits = Ragged(lengths, (np.frombuffer(b"".join(self._hits), np.uint8),))
        return columns
