"""A word in one segment as most queries need it: all documents that hold it in any text field, ready to be scored.

Few holders are a list of documents with the keys of their bodies beside them. Where one document in DENSE or more holds
the word, there is also a key for every document of the segment: whether a document holds the word, and what it scores,
is then one look-up, and no list is searched.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array

DENSE = 16
_FEW = 3  # "few" is less than one in so many
ELSEWHERE = 1  # the key, of frequency 0, of a document that holds the word in another field

NOWHERE: Array = np.empty(0, np.int64)

Large = tuple[Array, Array]  # places among the holders whose frequency is above 255, and these frequencies


@dataclass(frozen=True, slots=True)
class Postings:
    """The documents that hold a word or a stem class in one field, in memory.

    `keys` is frequency x 256 + code of the field's length: what a score depends on, in one number. Frequencies above
    255 are 255 there and stand in `large` (places in ids, frequencies).
    """

    ids: Array  # int32, ascending
    keys: Array  # uint16
    large: Large | None = None

    @property
    def tf(self) -> Array:
        """Frequencies; int64."""
        numbers = (self.keys >> 8).astype(np.int64)
        if self.large is not None:
            numbers[self.large[0]] = self.large[1]
        return numbers

    @property
    def nbytes(self) -> int:
        return 200 + self.ids.nbytes + self.keys.nbytes


@dataclass(frozen=True, slots=True)
class Forms:
    """The words of one field that a query word stands for."""

    places: tuple[int, ...]  # among the words of the field's postings
    occurrences: int  # of all of them

    @property
    def nbytes(self) -> int:
        return 200 + 40 * len(self.places)


@dataclass(frozen=True, slots=True)
class FieldKeys:
    """One field's keys of the holders of a word."""

    keys: Array  # uint16, one for each holder; frequency 0 where the field does not hold the word
    at: Array | None = None  # places of those with a frequency, where they are few
    every: Array | None = None  # uint16, one for each document of the segment; 0: no holder
    large: Large | None = None
    top: int = 0  # above all keys

    @property
    def nbytes(self) -> int:
        return self.keys.nbytes + sum(part.nbytes for part in (self.at, self.every) if part is not None)


@dataclass(frozen=True, slots=True)
class Held:
    """The holders of a word in any text field."""

    ids: Array  # int32, ascending
    fields: dict[str, FieldKeys]  # the fields that hold it in some document

    @property
    def every(self) -> Array | None:
        """One number per document that is 0 unless it holds the word, if the word is frequent."""
        for keys in self.fields.values():
            return keys.every
        return None

    def among(self, ids: Array) -> Array:
        """Which of some documents (ascending int64) hold the word; one bool each."""
        if self.every is not None:
            member: Array = self.every.take(ids) != 0
            return member
        found = np.zeros(len(ids), np.bool_)
        found[self.find(ids)[0]] = True
        return found

    def find(self, ids: Array) -> tuple[Array, Array | None]:
        """The places of those of some documents (ascending int64) that hold the word, and where these stand among its
        holders, or None where that was not needed to know."""
        if self.every is not None:
            return self.every.take(ids).nonzero()[0], None
        return self.search(ids)

    def search(self, ids: Array) -> tuple[Array, Array]:
        """The same by search, so that all is known."""
        if not len(self.ids) or not len(ids):
            return NOWHERE, NOWHERE
        if len(self.ids) * 8 < len(ids):
            at = ids.searchsorted(self.ids)
            there = (ids.take(at, mode="clip") == self.ids).nonzero()[0]
            return at.take(there), there
        at = self.ids.searchsorted(ids.astype(np.int32))
        here = (self.ids.take(at, mode="clip") == ids).nonzero()[0]
        return here, at.take(here)

    @property
    def nbytes(self) -> int:
        return 400 + self.ids.nbytes + sum(keys.nbytes for keys in self.fields.values())


def held(parts: dict[str, Postings], documents: int) -> Held:
    """The postings of a word in each field as one; documents: those of the segment."""
    some = {name: postings for name, postings in parts.items() if len(postings.ids)}
    ids = _union([postings.ids for postings in some.values()], documents)
    dense = len(ids) * DENSE > documents
    return Held(ids, {name: _field(postings, ids, documents if dense else 0) for name, postings in some.items()})


def _union(parts: list[Array], documents: int) -> Array:
    if len(parts) < 2:
        return parts[0] if parts else np.empty(0, np.int32)
    if sum(map(len, parts)) * 32 < documents:
        return np.unique(np.concatenate(parts))
    members = np.zeros(documents, np.bool_)
    for part in parts:
        members[part] = True
    return members.nonzero()[0].astype(np.int32)


def _field(postings: Postings, ids: Array, dense: int) -> FieldKeys:
    keys, large, at = postings.keys, postings.large, None
    if len(ids) > len(postings.ids):
        places = ids.searchsorted(postings.ids)
        keys = np.full(len(ids), ELSEWHERE, np.uint16)
        keys[places] = postings.keys
        large = None if large is None else (places.take(large[0]), large[1])
        at = places.astype(np.int32) if len(places) * _FEW < len(ids) else None
    every = None
    if dense:
        every = np.zeros(dense, np.uint16)
        every[ids] = keys
    return FieldKeys(keys, at, every, large, int(keys.max(initial=0)) + 1)
