"""Documents on their way into a segment: texts as they are, values as ordinals; words become numbers in write()."""

from __future__ import annotations

from array import array
from collections import defaultdict
from pathlib import Path

import numpy as np

from ratssearch.index.whoosh import postings
from ratssearch.index.whoosh.arrayfile import Array, ArrayFileWriter
from ratssearch.index.whoosh.bodies import BodyWriter
from ratssearch.index.whoosh.columns import BASES, MULTI, PRECISIONS, SINGLE, Columns, Ragged
from ratssearch.index.whoosh.document import SEPARATOR, Document
from ratssearch.index.whoosh.invert import invert
from ratssearch.index.whoosh.strings import write_block
from ratssearch.index.whoosh.vocabulary import Vocabulary

TEXT_FIELDS = ("title", "body")
_WORDS_LIMIT = 1_000_000  # words remembered from batch to batch


class Numbering(defaultdict[str, int]):
    """Numbers strings in the order in which they are first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.default_factory = self.__len__


class Batch:
    """Collects documents in memory; write() makes a segment file of them."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """`vocabulary` may be shared with batches that are not written at the same time."""
        self._vocabulary = vocabulary
        self._texts: dict[str, list[bytes]] = {name: [] for name in TEXT_FIELDS}
        self.size = 0  # bytes of text collected so far
        self._values = {name: Numbering() for name in (*SINGLE, *MULTI)}
        self._single = {name: array("I") for name in SINGLE}
        self._multi = {name: (array("I"), array("I"), array("B")) for name in MULTI}  # counts, ordinals, about
        self._days = (array("i"), array("i"))
        self._seen = array("q")
        self._codes = (array("B"), array("B"))  # precision, basis
        self._events = (array("I"), array("i"), array("i"))  # counts, first, last
        self._hits: list[bytes] = []
        self.deleted: set[int] = set()  # numbers of documents that a later one has replaced; a merge leaves them out

    def next(self) -> Batch:
        """An empty batch that knows the words of this one."""
        known = self._vocabulary
        return Batch(known if len(known) <= _WORDS_LIMIT else known.emptied())

    def __len__(self) -> int:
        return len(self._hits)

    def add(self, document: Document) -> None:
        title = document.title.encode()
        self._texts["title"].append(title)
        self._texts["body"].append(document.body)
        self.size += len(title) + len(document.body)
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

    def write(self, path: Path, *, durable: bool = True) -> int:
        """Write a segment file; returns its number of documents. Not `durable`: a power cut may undo it."""
        file = ArrayFileWriter(path, durable=durable)
        try:
            fields = {name: self._vocabulary.numbers(texts) for name, texts in self._texts.items()}
            rank = self._write_vocabulary(file, [words for words, _ in fields.values()])
            for name, (words, lengths) in fields.items():
                postings.write(file, name, invert(rank.take(words), lengths), lengths)
            self._columns().write(file)
            bodies = BodyWriter(file)
            bodies.add_all(self._texts["body"])
            bodies.close()
            file.meta["documents"] = len(self)
            file.close()
        except BaseException:
            file.discard()
            raise
        return len(self)

    def _write_vocabulary(self, file: ArrayFileWriter, numbers: list[Array]) -> Array:
        """Write the words with these numbers in order; returns the ordinal of each number."""
        known = self._vocabulary.words
        present = np.zeros(len(known), np.bool_)
        for some in numbers:
            present[some] = True
        order = self._vocabulary.in_order(np.flatnonzero(present))
        write_block(file, "words", "\n".join([known[number] for number in order]).encode(), bool(order))
        rank = np.zeros(len(known), np.uint32)
        rank[order] = np.arange(len(order), dtype=np.uint32)
        return rank

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
