"""A segment opened for reading: its arrays mapped, and the postings that queries ask of it.

A SegmentFile never changes and lives as long as any generation that holds it; a SegmentView is that segment in one
generation, without the documents deleted since. Documents are numbers from 0 inside a segment.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array, ArrayFile
from ratssearch.index.whoosh.bodies import Bodies
from ratssearch.index.whoosh.cache import BytesCache
from ratssearch.index.whoosh.columns import SINGLE
from ratssearch.index.whoosh.document import SEPARATOR, UNDATED
from ratssearch.index.whoosh.facet_arrays import FacetArrays
from ratssearch.index.whoosh.held import Forms, Held, Postings, held
from ratssearch.index.whoosh.postings import FieldPostings
from ratssearch.index.whoosh.sorted_numbers import Bitmap, SortedNumbers
from ratssearch.index.whoosh.strings import SortedStrings

TEXT_FIELDS = ("title", "body")

CONTENT = ".arr"  # extensions of a segment's two files
DERIVED = ".drv"


Kept = Postings | Held | Forms | SortedNumbers | Bitmap | Array  # what the cache holds


def bytes_of(value: Kept) -> int:
    return value.nbytes + 200


PostingsCache = BytesCache[Kept]

NO_IDS: Array = np.empty(0, np.int32)
NO_POSTINGS = Postings(NO_IDS, np.empty(0, np.uint16))


class SegmentFile:
    """The two files of a segment. Safe for many threads."""

    def __init__(self, folder: Path, name: str, cache: PostingsCache) -> None:
        self.name = name
        content = self.content = ArrayFile(folder / f"{name}{CONTENT}")
        derived = self.derived = ArrayFile(folder / f"{name}{DERIVED}")
        self._cache = cache
        self.documents = int(content.meta["documents"])
        self.words = SortedStrings.read(content, "words")
        self.fields = {name: FieldPostings(content, name, self.documents) for name in TEXT_FIELDS}
        self.bodies = Bodies(content)
        self._stems = SortedStrings.read(derived, "stems")
        self._stem_start = derived.array("stems.start")
        self._stem_words = derived.array("stems.words")
        self.facets = FacetArrays(content, derived)
        self.first = content.array("date.first")
        self.last = content.array("date.last")
        self.order = {name: derived.array(f"order.{name}") for name in ("id", "newest", "oldest")}
        self.hit_start = content.array("hit.start")
        self.hit_blob = content.bytes_of("hit.blob")

    def cached(self, key: Hashable, compute: Callable[[], Array]) -> Array:
        """An array that is a function of this segment alone, kept while there is room."""
        found = self._cache.get((self.name, key), compute)
        assert isinstance(found, np.ndarray)
        return found

    def keeps(self, key: Hashable) -> bool:
        """Whether what is kept under a key is there."""
        return (self.name, key) in self._cache

    def sorted_numbers(self, key: Hashable, compute: Callable[[], SortedNumbers]) -> SortedNumbers:
        """The same for a list with look-ups."""
        found = self._cache.get((self.name, key), compute)
        assert isinstance(found, SortedNumbers)
        return found

    def bitmap(self, key: Hashable, compute: Callable[[], Bitmap]) -> Bitmap:
        """The same for a bitmap."""
        found = self._cache.get((self.name, key), compute)
        assert isinstance(found, Bitmap)
        return found

    # ------------------------------------------------------------ words

    def forms_in(self, field: str, word: str, stem: bool, compute: Callable[[], Forms]) -> Forms:
        """What a query word stands for in one field, kept while there is room."""
        found = self._cache.get((self.name, "forms", field, word, stem), compute)
        assert isinstance(found, Forms)
        return found

    def forms(self, stem: str) -> Array:
        """Ordinals of the words whose stem key is `stem`."""
        found = self._stems.find(stem.encode())
        if found >= 0:
            return self._stem_words[int(self._stem_start[found]) : int(self._stem_start[found + 1])]
        return self.ordinal(stem)

    def ordinal(self, word: str) -> Array:
        """The ordinal of a word in an array, empty if the word does not occur."""
        found = self.words.find(word.encode())
        return np.array([found] if found >= 0 else [], np.int64)

    def postings(self, field: str, word: str, *, stem: bool) -> Postings:
        """Postings of a word as written, or, if stem, of all words whose stem key is `word`."""
        found = self._cache.get((self.name, (field, word, stem)), lambda: self._merge(field, word, stem))
        assert isinstance(found, Postings)
        return found

    def held(self, word: str, *, stem: bool, field: str = "") -> Held:
        """The same ready to be scored, in one text field or in all of them."""
        found = self._cache.get((self.name, word, stem, field), lambda: self._held(word, stem, field))
        assert isinstance(found, Held)
        return found

    def _held(self, word: str, stem: bool, field: str) -> Held:
        fields = (field,) if field else TEXT_FIELDS
        return held({name: self._merge(name, word, stem) for name in fields}, self.documents)

    def _merge(self, field: str, word: str, stem: bool) -> Postings:
        postings = self.fields[field]
        places = postings.places(self.forms(word) if stem else self.ordinal(word))
        if not len(places):
            return NO_POSTINGS
        if len(places) == 1:
            ids, tf = postings.ids(int(places[0])), postings.frequencies(int(places[0]))
        else:
            ids, tf = _sum([(postings.ids(p), postings.frequencies(p)) for p in places.tolist()], self.documents)
        keys = np.minimum(tf, 255).astype(np.uint16)
        keys <<= 8
        keys |= postings.lengths.take(ids)
        large = np.flatnonzero(tf > 255)
        return Postings(ids, keys, (large, tf[large]) if large.size else None)

    # ------------------------------------------------------------ values

    def documents_of(self, facet: str, value: str, *, about: bool = False) -> Array:
        """Documents that carry a facet value, ascending; int32."""
        return self.cached((facet, "=", value, about), lambda: self._documents_of(facet, value, about))

    def count_of(self, facet: str, value: str) -> int:
        """How many documents carry a facet value."""
        number = self.facets.number(facet, value)
        return 0 if number < 0 else self.facets.count_of(number)

    def carrying(self, facet: str, value: str, ids: Array, *, about: bool = False) -> Array:
        """Which of some documents (int64) carry a facet value; one bool each."""
        number = self.facets.number(facet, value)
        if number < 0:
            return np.zeros(len(ids), np.bool_)
        if facet in SINGLE:
            carried: Array = self.content.array(f"{facet}.ord").take(ids) == number - self.facets.first[facet]
            return carried
        bits = None if about else self.facets.bitmap(number)
        if bits is not None:
            return sets.bits_at(bits, ids)
        return sets.among(self.documents_of(facet, value, about=about), ids, self.documents)

    def _documents_of(self, facet: str, value: str, about: bool) -> Array:
        number = self.facets.number(facet, value)
        return NO_IDS if number < 0 else self.facets.documents_of(number, about=about)

    @cached_property
    def all_ids(self) -> Array:
        return np.arange(self.documents, dtype=np.int64)

    def span(self, ids: Array) -> tuple[int, int] | None:
        """First and last day (date ordinals) of those of some documents that have one."""
        last = int(self.last.take(ids).max()) if len(ids) else UNDATED
        if last == UNDATED:
            return None
        first = self.first.take(ids)
        earliest = int(first.min())
        return earliest if earliest != UNDATED else int(first[first != UNDATED].min()), last

    # ------------------------------------------------------------ single documents

    def id_of(self, document: int) -> str:
        return self.hit(document)[0]

    def hit(self, document: int) -> list[str]:
        """Id, URL and title of a document."""
        start, end = int(self.hit_start[document]), int(self.hit_start[document + 1])
        return str(self.hit_blob[start:end], "utf-8").split(SEPARATOR)

    def hits(self, documents: Array) -> list[list[str]]:
        """Id, URL and title of each of some documents."""
        begins, ends = self.hit_start.take(documents).tolist(), self.hit_start.take(documents + 1).tolist()
        blob = self.hit_blob
        return [str(blob[begin:end], "utf-8").split(SEPARATOR) for begin, end in zip(begins, ends, strict=True)]

    def ordered(self, name: str) -> Array:
        """All documents in one of the orders: the inverse of order[name]; int32."""

        def inverse() -> Array:
            order = np.empty(self.documents, np.int32)
            order[self.order[name]] = np.arange(self.documents, dtype=np.int32)
            return order

        return self.cached(("ordered", name), inverse)

    def id_bound(self, release_id: str) -> int:
        """How many documents have an id up to and including this one."""
        by_id = self.ordered("id")
        return bisect_right(range(self.documents), release_id, key=lambda rank: self.id_of(int(by_id[rank])))

    def find(self, release_id: str) -> int:
        """The document of a release id, or -1."""
        last = self.id_bound(release_id) - 1
        document = int(self.ordered("id")[last]) if last >= 0 else -1
        return document if document >= 0 and self.id_of(document) == release_id else -1


def _sum(parts: list[tuple[Array, Array]], documents: int) -> tuple[Array, Array]:
    """One list of several: documents ascending, frequencies added up."""
    ids = np.concatenate([part[0] for part in parts])
    tf = np.concatenate([part[1] for part in parts])
    if len(ids) * 16 > documents:
        total = np.bincount(ids, tf, documents)
        found = np.flatnonzero(total)
        return found.astype(np.int32), total.take(found).astype(np.int32)
    order = np.argsort(ids, kind="stable")
    ids, tf = ids[order], tf[order]
    begins = np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1])))
    return ids[begins], np.add.reduceat(tf, begins)


@dataclass
class SegmentView:
    """A segment in one generation."""

    file: SegmentFile
    alive: Array | None  # bool per document; None if none is deleted
    live: int  # documents that are not deleted
    lengths: dict[str, int] = field(default_factory=dict)  # field -> words of live documents, as stored

    @classmethod
    def open(cls, file: SegmentFile, deleted: Array) -> SegmentView:
        """deleted: numbers of the documents that this generation no longer has."""
        alive = None
        if len(deleted):
            alive = np.ones(file.documents, np.bool_)
            alive[deleted] = False
        view = cls(file, alive, file.documents - len(deleted))
        for name, postings in file.fields.items():
            lengths = postings.decoded_lengths()
            total = int(lengths.sum()) - int(lengths[deleted].sum())
            view.lengths[name] = total
        return view

    @cached_property
    def span(self) -> tuple[int, int] | None:
        """First and last day of the live documents that have one."""
        return self.file.span(self.live_ids)

    @cached_property
    def bars(self) -> dict[str, tuple[int, Array]]:
        """Counts over time of all live documents, as they become known (histogram.py)."""
        return {}

    @cached_property
    def live_ids(self) -> Array:
        return self.file.all_ids if self.alive is None else np.flatnonzero(self.alive)

    def only_live(self, ids: Array) -> Array:
        return ids if self.alive is None else ids.take(np.flatnonzero(self.alive.take(ids)))

    def count_live(self, ids: Array) -> int:
        return len(ids) if self.alive is None else int(np.count_nonzero(self.alive.take(ids)))
