"""From documents of segments to hits of the answer: each column is read once for all hits of a segment."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from functools import partial
from itertools import repeat
from typing import Any

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.columns import BASES, PRECISIONS
from ratssearch.index.whoosh.document import UNDATED, seen_at
from ratssearch.index.whoosh.paging import Found
from ratssearch.index.whoosh.segment import SegmentFile
from ratssearch.models import DateBasis, Hit, Precision

_PRECISIONS = tuple(Precision(value) if value else None for value in PRECISIONS)
_BASES = tuple(DateBasis(value) for value in BASES)
Column = Callable[[SegmentFile, Array], Iterable[Any]]  # the values of one field for documents of a segment
_hit: Any = partial(tuple.__new__, Hit)  # Hit._make without its check


def read(found: Sequence[Found], *, scored: bool, fields: Collection[str] = ()) -> tuple[Hit, ...]:
    """The hits, in order, without marks and snippets; scores are 0 unless `scored`. `fields`: the parts to read."""
    if not found:
        return ()
    keys, views, documents = zip(*found, strict=True)
    scores = [-key for key in keys] if scored else [0.0] * len(found)
    if len(set(map(id, views))) == 1:
        return tuple(_read(views[0].file, documents, scores, fields))
    places: dict[int, list[int]] = {}
    for place, view in enumerate(views):
        places.setdefault(id(view), []).append(place)
    hits: dict[int, Hit] = {}
    for own in places.values():
        file, those = views[own[0]].file, [documents[place] for place in own]
        hits |= zip(own, _read(file, those, [scores[place] for place in own], fields), strict=True)
    return tuple(hits[place] for place in range(len(found)))


def _read(
    file: SegmentFile, documents: Sequence[int], scores: Sequence[float], fields: Collection[str]
) -> Iterator[Hit]:
    at = np.array(documents, np.int64)
    ids, urls, titles = zip(*file.hits(at), strict=True)
    rest = [
        column(file, at) if not fields or name in fields else repeat(absent)
        for name, (column, absent) in _COLUMNS.items()
    ]
    return map(_hit, zip(ids, scores, urls, titles, *rest, strict=False))


def _dates(file: SegmentFile, at: Array) -> Iterable[date | None]:
    days = file.first.take(at).tolist()
    return [None if day == UNDATED else date.fromordinal(day) for day in days]


def _coded(name: str, meanings: Sequence[Any]) -> Column:
    """A column of codes, each of which means something."""
    return lambda file, at: map(meanings.__getitem__, file.content.array(name).take(at).tolist())


def _single(facet: str) -> Column:
    return lambda file, at: map(
        file.facets.texts[facet].__getitem__, file.content.array(f"{facet}.ord").take(at).tolist()
    )


def _several(facet: str) -> Column:
    def read(file: SegmentFile, at: Array) -> Iterable[tuple[str, ...]]:
        start, ordinals = file.content.array(f"{facet}.start"), file.content.array(f"{facet}.ord").data
        text = file.facets.texts[facet].__getitem__
        bounds = zip(start.take(at).tolist(), start.take(at + 1).tolist(), strict=True)
        return [tuple(map(text, ordinals[begin:end].tolist())) for begin, end in bounds]

    return read


def _nothing(_file: SegmentFile, _at: Array) -> Iterable[Any]:
    return repeat(())


def _seen(file: SegmentFile, at: Array) -> Iterable[datetime]:
    return map(seen_at, file.content.array("date.seen").take(at).tolist())


_COLUMNS: dict[
    str, tuple[Column, Any]
] = {  # the fields of Hit after its title, in order, and what stands for "not read"
    "date": (_dates, None),
    "date_precision": (_coded("date.precision", _PRECISIONS), None),
    "date_basis": (_coded("date.basis", _BASES), DateBasis.UNKNOWN),
    "language": (_single("language"), ""),
    "source": (_single("source"), ""),
    "countries": (_several("country"), ()),
    "organisations": (_several("organisation"), ()),
    "title_marks": (_nothing, ()),
    "snippets": (_nothing, ()),
    "first_seen": (_seen, None),
}
