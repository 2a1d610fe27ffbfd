"""From a document of a segment to a hit of the answer."""

from __future__ import annotations

from datetime import date

from ratssearch.index.whoosh.columns import BASES, PRECISIONS
from ratssearch.index.whoosh.document import UNDATED, seen_at
from ratssearch.index.whoosh.segment import SegmentFile
from ratssearch.models import DateBasis, Hit, Precision


def hit(file: SegmentFile, document: int, score: float) -> Hit:
    """The hit, without marks and snippets."""
    release_id, url, title = file.hit(document)
    first = int(file.first[document])
    precision = PRECISIONS[file.content.array("date.precision")[document]]
    return Hit(
        id=release_id,
        score=score,
        url=url,
        title=title,
        date=None if first == UNDATED else date.fromordinal(first),
        date_precision=Precision(precision) if precision else None,
        date_basis=DateBasis(BASES[file.content.array("date.basis")[document]]),
        language=_single(file, "language", document),
        source=_single(file, "source", document),
        countries=_several(file, "country", document),
        organisations=_several(file, "organisation", document),
        first_seen=seen_at(int(file.content.array("date.seen")[document])),
    )


def _single(file: SegmentFile, facet: str, document: int) -> str:
    ordinal, values = int(file.ordinals(facet)[document]), file.values[facet]
    return values[ordinal].decode() if ordinal < len(values) else ""


def _several(file: SegmentFile, facet: str, document: int) -> tuple[str, ...]:
    start = file.content.array(f"{facet}.start")
    ordinals = file.content.array(f"{facet}.ord")[int(start[document]) : int(start[document + 1])]
    values = file.values[facet]
    return tuple(values[ordinal].decode() for ordinal in ordinals.tolist())
