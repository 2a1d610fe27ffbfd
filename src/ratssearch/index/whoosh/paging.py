"""One page of hits: the best so many of all segments, in a total order, from an offset or after a cursor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import repeat
from typing import Any, NamedTuple

import numpy as np

from ratssearch.index.whoosh import ranks, sets
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.cursor import Cursor
from ratssearch.index.whoosh.document import UNDATED
from ratssearch.index.whoosh.segment import SegmentFile, SegmentView
from ratssearch.models import Sort

_OFTEN, _MANY = 8, 300  # the first of documents that are more than one in OFTEN, and MANY for each one wanted
_FAR = float(2**31)  # the key of undated releases: after all days


class Found(NamedTuple):
    """A hit's place, and what orders it: key ascending, then id."""

    key: float  # negative score, or day
    view: SegmentView
    document: int

    @property
    def id(self) -> str:
        return self.view.file.id_of(self.document)


_ORDERS = {Sort.RELEVANCE: "id", Sort.NEWEST: "newest", Sort.OLDEST: "oldest"}
_found: Any = partial(tuple.__new__, Found)


def page(
    views: Sequence[SegmentView],
    parts: Sequence[Array],
    scores: Sequence[Array] | float,
    sort: Sort,
    cursor: Cursor | None,
    offset: int,
    size: int,
) -> tuple[list[Found], bool]:
    """The hits of a page and whether more follow. `scores` are aligned with `parts`, or one for all hits."""
    found: list[Found] = []
    remaining = 0
    for number, (view, ids) in enumerate(zip(views, parts, strict=True)):
        own = scores if isinstance(scores, float) else scores[number]
        if cursor is not None:
            after = _after(view.file, ids, own, sort, cursor)
            ids, own = ids.take(after), own if isinstance(own, float) else own.take(after)
        remaining += len(ids)
        found.extend(_best(view, ids, own, sort, offset + size))
    if len(views) > 1:
        found.sort(key=lambda one: (one.key, one.id))
    return found[offset : offset + size], remaining > offset + size


def _best(view: SegmentView, ids: Array, scores: Array | float, sort: Sort, size: int) -> list[Found]:
    if not len(ids) or not size:
        return []
    file = view.file
    if not isinstance(scores, float):
        chosen = ranks.best(scores, ids, file.order["id"], size)
        keys = (-scores.take(chosen)).tolist()
        documents = ids.take(chosen)
    else:
        documents = _first(file, _ORDERS[sort], ids, size)
        keys = [-scores] * len(documents) if sort is Sort.RELEVANCE else _keys(file, documents, sort).tolist()
    return list(map(_found, zip(keys, repeat(view), documents.tolist(), strict=False)))


def _first(file: SegmentFile, order: str, ids: Array, size: int) -> Array:
    """The first of some documents (ascending int64) in one of the orders of all."""
    if len(ids) == file.documents:
        return file.ordered(order)[:size].astype(np.int64)
    # So many that enough of them are likely to stand in front, and that looking there is less than reading all ranks.
    if len(ids) > max(file.documents // _OFTEN, _MANY * size):
        front = file.ordered(order)[: 2 * _OFTEN * size].astype(np.int64)
        front = front.compress(sets.contains(ids, front))
        if len(front) >= size:
            return front[:size]
    return ids.take(ranks.smallest(file.order[order].take(ids), size))


def _keys(file: SegmentFile, ids: Array, sort: Sort) -> Array:
    """The keys of documents in an order by date."""
    days = file.first.take(ids).astype(np.float64)
    return np.where(days == UNDATED, _FAR, -days if sort is Sort.NEWEST else days)


def _after(file: SegmentFile, ids: Array, scores: Array | float, sort: Sort, cursor: Cursor) -> Array:
    """Places of the ids that come after the cursor."""
    if not isinstance(scores, float):
        keys = -scores
    else:
        keys = np.full(len(ids), -scores) if sort is Sort.RELEVANCE else _keys(file, ids, sort)
    later = keys > cursor.value
    level = (keys == cursor.value).nonzero()[0]
    if level.size:
        later[level] = file.order["id"].take(ids.take(level)) >= file.id_bound(cursor.id)
    return later.nonzero()[0]
