"""From documents of segments to hits of the answer: each column is read once for all hits of a segment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.columns import BASES, PRECISIONS
from ratssearch.index.whoosh.document import UNDATED, seen_at
from ratssearch.index.whoosh.paging import Found
from ratssearch.index.whoosh.segment import SegmentFile
from ratssearch.models import DateBasis, Hit, Precision

_PRECISIONS = tuple(Precision(value) if value else None for value in PRECISIONS)
_BASES = tuple(DateBasis(value) for value in BASES)


def read(found: Sequence[Found], *, scored: bool) -> tuple[Hit, ...]:
    """The hits, in order, without marks and snippets; scores are 0 unless `scored`."""
    files = {one.view.file.name: one.view.file for one in found}
    hits: dict[tuple[str, int], Hit] = {}
    for name, file in files.items():
        own = [one for one in found if one.view.file is file]
        scores = [-one.key if scored else 0.0 for one in own]
        for one, hit in zip(own, _read(file, [one.document for one in own], scores), strict=True):
            hits[name, one.document] = hit
    return tuple(hits[one.view.file.name, one.document] for one in found)


def _read(file: SegmentFile, documents: list[int], scores: list[float]) -> list[Hit]:
    at = np.array(documents, np.int64)
    column = file.content.array
    texts = map(file.hit, documents)
    rows = zip(
        texts,
        scores,
        file.first.take(at).tolist(),
        column("date.precision").take(at).tolist(),
        column("date.basis").take(at).tolist(),
        _single(file, "language", at),
        _single(file, "source", at),
        _several(file, "country", at),
        _several(file, "organisation", at),
        column("date.seen").take(at).tolist(),
        strict=True,
    )
    return [
        Hit(
            id=release_id,
            score=score,
            url=url,
            title=title,
            date=None if first == UNDATED else date.fromordinal(first),
            date_precision=_PRECISIONS[precision],
            date_basis=_BASES[basis],
            language=language,
            source=source,
            countries=countries,
            organisations=organisations,
            first_seen=seen_at(seen),
        )
        for (
            (release_id, url, title),
            score,
            first,
            precision,
            basis,
            language,
            source,
            countries,
            organisations,
            seen,
        ) in rows
    ]


def _single(file: SegmentFile, facet: str, at: Array) -> list[str]:
    labels = [*file.labels(facet), ""]
    return [labels[ordinal] for ordinal in file.ordinals(facet).take(at).tolist()]


def _several(file: SegmentFile, facet: str, at: Array) -> list[tuple[str, ...]]:
    start = file.content.array(f"{facet}.start")
    begins, ends = start.take(at).astype(np.int64), start.take(at + 1).astype(np.int64)
    through = np.concatenate(([0], np.cumsum(ends - begins)))
    flat = np.arange(through[-1]) + np.repeat(begins - through[:-1], ends - begins)
    labels = file.labels(facet)
    values = [labels[ordinal] for ordinal in file.content.array(f"{facet}.ord").take(flat).tolist()]
    return [tuple(values[first:last]) for first, last in pairwise(through.tolist())]
