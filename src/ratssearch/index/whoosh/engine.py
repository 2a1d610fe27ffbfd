"""The embedded engine behind the contract of index/engine.py."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from ratssearch.errors import NotFound
from ratssearch.index import closeness, ranking, snippets, spelling
from ratssearch.index.engine import PlainVocabulary, Vocabulary
from ratssearch.index.nodes import Node
from ratssearch.index.query import parse
from ratssearch.index.ranking import Ranking
from ratssearch.index.whoosh import compounds, cursor, feedback, histogram, hits, neighbours
from ratssearch.index.whoosh.analyses import ANALYSES
from ratssearch.index.whoosh.corrections import SnapshotDictionary
from ratssearch.index.whoosh.current import CurrentSnapshot
from ratssearch.index.whoosh.explanation import explanation
from ratssearch.index.whoosh.paging import Found
from ratssearch.index.whoosh.rebuild import rebuild
from ratssearch.index.whoosh.request import Outcome, carry_out, order_of
from ratssearch.index.whoosh.segment import SegmentView
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.index.whoosh.suggestions import suggestions
from ratssearch.index.whoosh.writer import WhooshWriter
from ratssearch.models import Hit, Release, Results, SearchRequest, Sort, Suggestion

_Understood = tuple[Node, Sequence[Node]]  # what has to match, and what raises scores
_Understand = Callable[[Snapshot, Node, SearchRequest], _Understood]

CACHE_BYTES = 64_000_000  # of decoded postings, for all segments together


class WhooshEngine:
    """An index in a folder of its own. Safe for many threads; nothing is opened before it is needed."""

    def __init__(
        self,
        folder: Path,
        vocabulary: Vocabulary | None = None,
        *,
        analysis: str = "words",
        ranking: Ranking = ranking.DEFAULT,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self._folder = folder
        self._vocabulary: Vocabulary = vocabulary or PlainVocabulary()
        self._analysis = ANALYSES[analysis]
        self._ranking = ranking
        self._current = CurrentSnapshot(folder, self._analysis, ranking, cache_bytes)

    @property
    def generation(self) -> str:
        return self._current.get().generation

    def count(self) -> int:
        return self._current.get().live

    def search(self, request: SearchRequest) -> Results:
        return self._answer(self._parsed(request), request, self._understood)

    def search_node(self, node: Node, request: SearchRequest, favour: Sequence[Node] = ()) -> Results:
        """search() of a tree as it stands, the request's text is not read; `favour` raises scores (closeness.py)."""
        return self._answer(node, request, lambda *_: (node, favour))

    def understood(self, request: SearchRequest) -> _Understood:
        """What search() looks for, the other ways to write its words included, and what raises scores."""
        return self._understood(self._current.get(), self._parsed(request), request)

    def _parsed(self, request: SearchRequest) -> Node:
        return parse(request.text, match=request.match, vocabulary=self._vocabulary)

    def _understood(self, snapshot: Snapshot, node: Node, request: SearchRequest) -> _Understood:
        close = closeness.favours(node, self._ranking)
        wide = compounds.widened(node, snapshot)
        by_relevance = order_of(request, node) is Sort.RELEVANCE and request.limit > 0
        return wide, [*close, *feedback.words(snapshot, request, wide, close, self._analysis)] if by_relevance else []

    def _answer(self, asked: Node, request: SearchRequest, understand: _Understand) -> Results:
        began = time.perf_counter()
        sort = order_of(request, asked)
        after = cursor.read(request, sort)
        pinned = after is not None and sort is Sort.RELEVANCE
        snapshot = self._current.pinned(after.generation) if after and pinned else self._current.get()
        node, favour = understand(snapshot, asked, request)
        outcome = carry_out(snapshot, request, node, sort, after, favour)
        first, last = histogram.span(snapshot, outcome.parts) if request.span else (None, None)
        found = self._hits(outcome.found, node, request, sort)
        return Results(
            total=outcome.total,
            hits=found,
            facets=outcome.facets,
            histogram=outcome.histogram,
            generation=snapshot.generation,
            corpus=snapshot.live,
            suggestion=self._suggestion(snapshot, outcome, asked, request),
            next_cursor=_next(outcome, found, snapshot, request, sort),
            took_ms=(time.perf_counter() - began) * 1000,
            first_date=first,
            last_date=last,
        )

    def _suggestion(self, snapshot: Snapshot, outcome: Outcome, node: Node, request: SearchRequest) -> str:
        """The text with rare words corrected, if that finds more; only where hardly anything was found."""
        if outcome.total >= spelling.ENOUGH or not request.text:
            return ""
        text = spelling.corrected(request.text, node, SnapshotDictionary(snapshot))
        if not text:
            return ""
        better = parse(text, match=request.match, vocabulary=self._vocabulary)
        plain = replace(request, text=text, facets=(), histogram=None, limit=0, cursor="")
        return text if carry_out(snapshot, plain, better, Sort.RELEVANCE, None).total > outcome.total else ""

    def _hits(self, found: list[Found], node: Node, request: SearchRequest, sort: Sort) -> tuple[Hit, ...]:
        plain = hits.read(found, scored=sort is Sort.RELEVANCE, fields=request.fields)
        if not request.highlight:
            return plain
        return tuple(
            hit._replace(
                title_marks=snippets.marks(hit.title, node),
                snippets=snippets.best(one.view.file.bodies.text(one.document), node),
            )
            for hit, one in zip(plain, found, strict=True)
        )

    def similar(self, release_id: str, limit: int = 5) -> tuple[Hit, ...]:
        snapshot = self._current.get()
        view, document = find(snapshot, release_id)
        return neighbours.similar(snapshot, view, document, self._analysis.words, limit)

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        return suggestions(self._current.get(), self._vocabulary, prefix, limit)

    def explain(self, request: SearchRequest, release_id: str) -> str:
        snapshot = self._current.get()
        view, document = find(snapshot, release_id)
        wide, favour = self._understood(snapshot, self._parsed(request), request)
        return explanation(snapshot, view, document, closeness.favoured(wide, favour))

    def writer(self) -> WhooshWriter:
        return WhooshWriter(self._folder, self._analysis)

    def rebuild(self, releases: Iterable[Release], *, processes: int = 1) -> str:
        """See index.engine.Engine; with more processes, so many build segments at once."""
        return rebuild(self._folder, self._analysis, releases, processes)

    def close(self) -> None:
        """Forget what was opened; the engine opens it again if it is asked again."""
        self._current.close()


def find(snapshot: Snapshot, release_id: str) -> tuple[SegmentView, int]:
    """Where a live release stands. Raises NotFound."""
    for view in snapshot.views:
        document = view.file.find(release_id)
        if document >= 0 and (view.alive is None or view.alive[document]):
            return view, document
    raise NotFound(f"There is no release {release_id[:80]!r} in the index.")


def _next(outcome: Outcome, hits: Sequence[Hit], snapshot: Snapshot, request: SearchRequest, sort: Sort) -> str:
    if not outcome.more or not outcome.found:
        return ""
    return cursor.Cursor(snapshot.generation, outcome.found[-1].key, hits[-1].id).text(request, sort)
