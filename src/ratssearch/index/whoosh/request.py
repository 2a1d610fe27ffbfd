"""A request carried out on one generation: match, filter, count, order. The life of a query, from top to bottom."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ratssearch.index import ranking
from ratssearch.index.closeness import favoured
from ratssearch.index.nodes import Fuzzy, Node, Not, Phrase, Term, Wildcard
from ratssearch.index.query_trees import children
from ratssearch.index.whoosh import facets, filters, histogram, paging
from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.cursor import Cursor
from ratssearch.index.whoosh.document import UNDATED
from ratssearch.index.whoosh.match import Matching
from ratssearch.index.whoosh.paging import Found
from ratssearch.index.whoosh.score import Scoring
from ratssearch.index.whoosh.segment import SegmentView
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.models import Facet, HistogramBar, SearchRequest, Sort


class Outcome(NamedTuple):
    """What a request found, before hits are read from the files."""

    total: int
    found: list[Found]
    more: bool
    facets: tuple[Facet, ...]
    histogram: tuple[HistogramBar, ...]
    parts: tuple[Array, ...]  # documents of each segment


def order_of(request: SearchRequest, node: Node) -> Sort:
    """The order asked for; by default relevance if the text has words, else newest first."""
    return request.sort or (Sort.RELEVANCE if has_words(node) else Sort.NEWEST)


def has_words(node: Node) -> bool:
    """Whether anything in the query gives a score."""
    if isinstance(node, Not):
        return False
    return isinstance(node, Term | Phrase | Wildcard | Fuzzy) or any(map(has_words, children(node)))


def carry_out(
    snapshot: Snapshot,
    request: SearchRequest,
    node: Node,
    sort: Sort,
    after: Cursor | None,
    favour: Sequence[Node] = (),
) -> Outcome:
    """Answer a request whose text, order and cursor are read; `favour` raises scores (index/closeness.py)."""
    matchings = [Matching(view.file, stemmed=snapshot.stemmed) for view in snapshot.views]
    parts = []
    for view, matching in zip(snapshot.views, matchings, strict=True):
        matched = matching.documents(node)
        members = matching.members(matched) if request.facets and not request.filters else None
        parts.append(filters.apply(request, view, matched, members))
        matching.narrowed(matched, parts[-1].ids, parts[-1].at)
    ids = tuple(part.ids for part in parts)
    scored = sort is Sort.RELEVANCE and request.limit > 0 and has_words(node)
    scores = _scores(snapshot, matchings, favoured(node, favour), ids) if scored else 0.0
    found, more = paging.page(snapshot.views, ids, scores, sort, after, request.offset, request.limit)
    return Outcome(
        total=sum(map(len, ids)),
        found=found,
        more=more,
        facets=facets.facets(snapshot, request, parts),
        histogram=histogram.histogram(snapshot, ids, request) if request.histogram else (),
        parts=ids,
    )


def _scores(snapshot: Snapshot, matchings: list[Matching], node: Node, parts: tuple[Array, ...]) -> list[Array] | float:
    """A score for each document of each segment, or one for all of them."""
    if isinstance(node, Wildcard | Fuzzy) and not snapshot.ranking.recency:
        return float(node.boost)
    power = ranking.power(node, snapshot.ranking)
    scores = []
    for view, matching, ids in zip(snapshot.views, matchings, parts, strict=True):
        own = Scoring(snapshot, matching, power).scores(node, ids)
        factors = ranking.recency(_ages(snapshot, view, ids), snapshot.ranking) if snapshot.ranking.recency else None
        scores.append(own if factors is None else own * factors)
    return scores


def _ages(snapshot: Snapshot, view: SegmentView, ids: Array) -> Array:
    """Days since the newest release of the index; undated releases are as old as can be."""
    days = view.file.first.take(ids).astype(np.float64)
    return np.where(days == UNDATED, np.inf, snapshot.newest - days)
