"""From documents of segments to hits of the answer: each column is read once for all hits of a segment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
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
_hit: Any = partial(tuple.__new__, Hit)  # Hit._make without its check


def read(found: Sequence[Found], *, scored: bool) -> tuple[Hit, ...]:
    """The hits, in order, without marks and snippets; scores are 0 unless `scored`."""
    files = {one.view.file.name: one.view.file for one in found}
    if len(files) == 1:
        (file,) = files.values()
        return tuple(_read(file, found, scored))
    hits: dict[tuple[str, int], Hit] = {}
    for name, file in files.items():
        own = [one for one in found if one.view.file is file]
        hits |= {(name, one.document): hit for one, hit in zip(own, _read(file, own, scored), strict=True)}
    return tuple(hits[one.view.file.name, one.document] for one in found)


def _read(file: SegmentFile, found: Sequence[Found], scored: bool) -> Iterator[Hit]:
    at = np.array([one.document for one in found], np.int64)
    column = file.content.array
    ids, urls, titles = zip(*file.hits(at), strict=True)
    days = file.first.take(at).tolist()
    fields = (  # those of Hit, in its order
        ids,
        [-one.key if scored else 0.0 for one in found],
        urls,
        titles,
        [None if day == UNDATED else date.fromordinal(day) for day in days],
        map(_PRECISIONS.__getitem__, column("date.precision").take(at).tolist()),
        map(_BASES.__getitem__, column("date.basis").take(at).tolist()),
        _single(file, "language", at),
        _single(file, "source", at),
        _several(file, "country", at),
        _several(file, "organisation", at),
        repeat(()),
        repeat(()),
        map(seen_at, column("date.seen").take(at).tolist()),
    )
    return map(_hit, zip(*fields, strict=False))


def _single(file: SegmentFile, facet: str, at: Array) -> Iterator[str]:
    return map(file.facets.texts[facet].__getitem__, file.content.array(f"{facet}.ord").take(at).tolist())


def _several(file: SegmentFile, facet: str, at: Array) -> list[tuple[str, ...]]:
    start, ordinals = file.content.array(f"{facet}.start"), file.content.array(f"{facet}.ord")
    text = file.facets.texts[facet].__getitem__
    bounds = zip(start.take(at).tolist(), start.take(at + 1).tolist(), strict=True)
    return [tuple(map(text, ordinals[begin:end].tolist())) for begin, end in bounds]
