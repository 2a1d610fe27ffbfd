"""A segment opened for reading: its arrays mapped, and the postings that queries ask of it.

A SegmentFile never changes and lives as long as any generation that holds it; a SegmentView is that segment in one
generation, without the documents deleted since. Documents are numbers from 0 inside a segment.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np

from ratssearch.index.whoosh import sets
from ratssearch.index.whoosh.arrayfile import Array, ArrayFile
from ratssearch.index.whoosh.bodies import Bodies
from ratssearch.index.whoosh.cache import BytesCache
from ratssearch.index.whoosh.columns import MULTI, SINGLE
from ratssearch.index.whoosh.postings import FieldPostings
from ratssearch.index.whoosh.strings import SortedStrings

TEXT_FIELDS = ("title", "body")

CONTENT = ".arr"  # extensions of a segment's two files
DERIVED = ".drv"


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that hold a word or a stem class in one field, in memory.

    `keys` is frequency x 256 + code of the field's length: what a score depends on, in one number. Frequencies above
    255 are 255 there and stand in `large` (places in ids, frequencies).
    """

    ids: Array  # int32, ascending
    keys: Array  # uint16
    large: tuple[Array, Array] | None = None

    @property
    def tf(self) -> Array:
        """Frequencies; int64."""
        numbers = (self.keys >> 8).astype(np.int64)
        if self.large is not None:
            numbers[self.large[0]] = self.large[1]
        return numbers

    def tf_at(self, places: Array) -> Array:
        """Frequencies at some places; int64."""
        if self.large is not None:
            return self.tf.take(places)
        numbers: Array = (self.keys.take(places) >> 8).astype(np.int64)
        return numbers

    @property
    def nbytes(self) -> int:
        return 200 + self.ids.nbytes + self.keys.nbytes


def bytes_of(value: Postings | Array) -> int:
    return value.nbytes + 200


PostingsCache = BytesCache[Postings | Array]

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
        self.values = {name: SortedStrings.read(content, f"{name}.values").all() for name in (*SINGLE, *MULTI)}
        self._labels: dict[str, list[str]] = {}
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

    # ------------------------------------------------------------ words

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

    def holders(self, word: str, *, stem: bool) -> Array:
        """Documents with the word in any text field, ascending; int32."""
        title, body = (self.postings(field, word, stem=stem).ids for field in TEXT_FIELDS)
        if not len(title) or not len(body):
            return title if len(title) else body
        return self.cached(("holders", word, stem), lambda: sets.union([title, body], self.documents).astype(np.int32))

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

    def ordinals(self, facet: str) -> Array:
        """For a facet with one value per document: its ordinal; the number of values stands for none."""
        return self.content.array(f"{facet}.ord")

    def documents_of(self, facet: str, value: str, *, about: bool = False) -> Array:
        """Documents that carry a facet value, ascending; int32."""
        return self.cached(
            (facet, "=", value, about), lambda: self._documents_of(facet, value.encode("utf-8", "replace"), about)
        )

    def _documents_of(self, facet: str, value: bytes, about: bool) -> Array:
        values = self.values[facet]
        ordinal = bisect_left(values, value)
        if ordinal == len(values) or values[ordinal] != value:
            return NO_IDS
        if facet in SINGLE:
            return np.flatnonzero(self.ordinals(facet) == ordinal).astype(np.int32)
        start = self.derived.array(f"{facet}.inverse.start")
        part = slice(int(start[ordinal]), int(start[ordinal + 1]))
        documents = self.derived.array(f"{facet}.inverse.docs")[part].astype(np.int32)
        return documents[self.derived.array(f"{facet}.inverse.about")[part] != 0] if about else documents

    def labels(self, facet: str) -> list[str]:
        """The values of a facet as text, by ordinal."""
        known = self._labels.get(facet)
        if known is None:
            known = self._labels[facet] = [value.decode() for value in self.values[facet]]
        return known

    @cached_property
    def all_ids(self) -> Array:
        return np.arange(self.documents, dtype=np.int64)

    # ------------------------------------------------------------ single documents

    def id_of(self, document: int) -> str:
        return self.hit(document)[0]

    def hit(self, document: int) -> list[str]:
        """Id, URL and title of a document."""
        start, end = int(self.hit_start[document]), int(self.hit_start[document + 1])
        return str(self.hit_blob[start:end], "utf-8").split("\x1f")

    @cached_property
    def _by_id(self) -> Array:
        order = np.empty(self.documents, np.int64)
        order[self.order["id"]] = np.arange(self.documents)
        return order

    def id_bound(self, release_id: str) -> int:
        """How many documents have an id up to and including this one."""
        return bisect_right(range(self.documents), release_id, key=lambda rank: self.id_of(int(self._by_id[rank])))

    def find(self, release_id: str) -> int:
        """The document of a release id, or -1."""
        last = self.id_bound(release_id) - 1
        return int(self._by_id[last]) if last >= 0 and self.id_of(int(self._by_id[last])) == release_id else -1


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
    def totals(self) -> dict[tuple[str, bool], Array]:
        """Counts of facet values over all live documents, as they become known (counting.py)."""
        return {}

    @cached_property
    def bars(self) -> dict[str, tuple[int, Array]]:
        """Counts over time of all live documents, as they become known (histogram.py)."""
        return {}

    @cached_property
    def live_ids(self) -> Array:
        return self.file.all_ids if self.alive is None else np.flatnonzero(self.alive)

    def live_mask(self) -> Array:
        """One bool per document, to be changed by the caller."""
        return np.ones(self.file.documents, np.bool_) if self.alive is None else self.alive.copy()

    def only_live(self, ids: Array) -> Array:
        return ids if self.alive is None else ids.take(np.flatnonzero(self.alive.take(ids)))

    def count_live(self, ids: Array) -> int:
        return len(ids) if self.alive is None else int(np.count_nonzero(self.alive.take(ids)))
