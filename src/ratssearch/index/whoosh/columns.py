"""Values per document: facet values, days, and what a hit shows. In memory while writing or merging, and on disk.

source.ord, language.ord, year.ord     one ordinal per document; the number of values stands for "none"
country.start, .ord, .about            (each of MULTI) several per document, most salient first; about: 1 or 0
event.start, .first, .last             days of the spans a text speaks of
date.first, date.last, date.seen, date.precision, date.basis
hit.start, hit.blob                    id, URL and title, joined by SEPARATOR
X.values.blob, X.values.ends           the values of facet X, sorted
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter
from ratssearch.index.whoosh.strings import SortedStrings, write_strings
from ratssearch.models import DateBasis, Precision

SINGLE = ("source", "language", "year")
MULTI = ("country", "organisation", "unlisted", "person")
PRECISIONS: tuple[str, ...] = ("", *(member.value for member in Precision))
BASES: tuple[str, ...] = tuple(member.value for member in DateBasis)
_NUMBERS = {"date.first": "i4", "date.last": "i4", "date.seen": "i8", "date.precision": "u1", "date.basis": "u1"}


@dataclass(frozen=True, slots=True)
class Ragged:
    """Several values per document: how many for each, and parallel flat arrays of them."""

    counts: Array
    flat: tuple[Array, ...]

    def select(self, keep: Array) -> Ragged:
        """The documents where keep (bool per document) is true."""
        kept = np.repeat(keep, self.counts)
        return Ragged(self.counts[keep], tuple(values[kept] for values in self.flat))


@dataclass(slots=True)
class Columns:
    """The columns of one segment in memory."""

    values: dict[str, list[bytes]] = field(default_factory=dict)  # facet -> its values, sorted
    single: dict[str, Array] = field(default_factory=dict)
    multi: dict[str, Ragged] = field(default_factory=dict)  # ordinals, about
    events: Ragged = field(default_factory=lambda: Ragged(_NONE, (_NONE, _NONE)))
    numbers: dict[str, Array] = field(default_factory=dict)
    hits: Ragged = field(default_factory=lambda: Ragged(_NONE, (_NONE.astype(np.uint8),)))  # bytes

    @property
    def documents(self) -> int:
        return len(self.numbers["date.first"])

    def write(self, file: ArrayFileWriter) -> None:
        for name, values in self.values.items():
            write_strings(file, f"{name}.values", values)
        for name, ordinals in self.single.items():
            file.write(f"{name}.ord", ordinals.astype(_smallest(len(self.values[name]))))
        for name, ragged in self.multi.items():
            _write_ragged(file, name, ragged, (("ord", _smallest(len(self.values[name]))), ("about", "u1")))
        _write_ragged(file, "event", self.events, (("first", "i4"), ("last", "i4")))
        _write_ragged(file, "hit", self.hits, (("blob", "u1"),))
        for name, kind in _NUMBERS.items():
            file.write(name, self.numbers[name].astype(kind))

    @classmethod
    def read(cls, file: ArrayFile) -> Columns:
        return cls(
            {name: SortedStrings.read(file, f"{name}.values").all() for name in (*SINGLE, *MULTI)},
            {name: file.array(f"{name}.ord") for name in SINGLE},
            {name: _read_ragged(file, name, ("ord", "about")) for name in MULTI},
            _read_ragged(file, "event", ("first", "last")),
            {name: file.array(name) for name in _NUMBERS},
            _read_ragged(file, "hit", ("blob",)),
        )

    def select(self, keep: Array) -> Columns:
        """The documents where keep (bool per document) is true; facet values that are left without one stay."""
        return Columns(
            self.values,
            {name: ordinals[keep] for name, ordinals in self.single.items()},
            {name: ragged.select(keep) for name, ragged in self.multi.items()},
            self.events.select(keep),
            {name: numbers[keep] for name, numbers in self.numbers.items()},
            self.hits.select(keep),
        )


def join(parts: Sequence[Columns]) -> Columns:
    """The columns of several segments, one after the other, with one list of values for each facet."""
    result = Columns()
    for name in (*SINGLE, *MULTI):
        values = sorted(set().union(*(part.values[name] for part in parts)))
        places = {value: place for place, value in enumerate(values)}
        result.values[name] = values
        # One more entry: "none" stays "none".
        maps = [np.array([*(places[v] for v in part.values[name]), len(values)], np.int64) for part in parts]
        if name in SINGLE:
            result.single[name] = np.concatenate([map_[p.single[name]] for map_, p in zip(maps, parts, strict=True)])
        else:
            mapped = [map_[p.multi[name].flat[0]] for map_, p in zip(maps, parts, strict=True)]
            about = np.concatenate([part.multi[name].flat[1] for part in parts])
            counts = np.concatenate([part.multi[name].counts for part in parts])
            result.multi[name] = Ragged(counts, (np.concatenate(mapped), about))
    result.events = _join_ragged([part.events for part in parts])
    result.hits = _join_ragged([part.hits for part in parts])
    result.numbers = {name: np.concatenate([part.numbers[name] for part in parts]) for name in _NUMBERS}
    return result


def _join_ragged(parts: Sequence[Ragged]) -> Ragged:
    flat = tuple(np.concatenate(arrays) for arrays in zip(*(part.flat for part in parts), strict=True))
    return Ragged(np.concatenate([part.counts for part in parts]), flat)


def _write_ragged(file: ArrayFileWriter, name: str, ragged: Ragged, kinds: Sequence[tuple[str, str]]) -> None:
    start = np.concatenate(([0], np.cumsum(ragged.counts, dtype=np.int64)))
    file.write(f"{name}.start", start.astype("u4" if start[-1] < 2**32 else "u8"))
    for (part, kind), values in zip(kinds, ragged.flat, strict=True):
        file.write(f"{name}.{part}", values.astype(kind))


def _read_ragged(file: ArrayFile, name: str, parts: Sequence[str]) -> Ragged:
    counts = np.diff(file.array(f"{name}.start").astype(np.int64))
    return Ragged(counts, tuple(file.array(f"{name}.{part}") for part in parts))


def _smallest(largest: int) -> str:
    return "u1" if largest < 2**8 else "u2" if largest < 2**16 else "u4"


_NONE: Array = np.empty(0, np.int64)
