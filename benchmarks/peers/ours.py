"""Our own engine: top 20 with ids and titles, exact total, five facets; ranked as the product does, with closeness."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

from benchmarks.corpus import Document
from benchmarks.peers import Answer
from benchmarks.queries import FACETS, BenchQuery
from ratssearch.index import nodes, ranking
from ratssearch.index.closeness import favours
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import (
    DateBasis,
    DateFact,
    EntityFact,
    ExtractedPage,
    FacetRequest,
    MentionKind,
    Precision,
    Release,
    SearchRequest,
    Sort,
    Tags,
)

_SEEN = datetime(2026, 1, 1, tzinfo=UTC)
_REQUEST = SearchRequest(
    sort=Sort.RELEVANCE,
    facets=tuple(FacetRequest(name, 12) for name in FACETS),
    highlight=False,
    fields=("title",),  # as the peers are asked
    span=False,
)


def release_of(document: Document, *, tokens: bool) -> Release:
    """A benchmark document as a release: tokens separated by spaces, or the real text."""
    body = document.body_tokens if tokens else document.body
    page = ExtractedPage(
        title=document.title_tokens if tokens else document.title,
        paragraphs=tuple(body.split("\n\n")),
        language=document.language,
        published=_date(document.date),
    )
    entities = [(MentionKind.COUNTRY, value) for value in document.countries]
    entities += [(MentionKind.ORGANISATION, value) for value in document.organisations]
    return Release(
        id=f"bench-{document.id:012}",
        source_id=document.source,
        url=f"https://bench.example/{document.id}",
        addresses=(),
        first_seen=_SEEN,
        last_seen=_SEEN,
        absent_since=None,
        failed_looks=0,
        edition_count=1,
        page=page,
        tags=Tags(entities=tuple(_entity(kind, value) for kind, value in entities)),
    )


@cache
def _date(day: str) -> DateFact:
    first = date.fromisoformat(day)
    return DateFact(first, first, Precision.DAY, DateBasis.META, day)


@cache
def _entity(kind: MentionKind, value: str) -> EntityFact:
    return EntityFact(kind, value, about=False, count=1)


def build(folder: Path, documents: Iterable[Document], *, tokens: bool = True, processes: int = 1) -> None:
    """Index documents as `ratssearch reindex` does."""
    build_releases(folder, _releases(documents, tokens), tokens=tokens, processes=processes)


def build_releases(folder: Path, releases: Iterable[Release], *, tokens: bool = True, processes: int = 1) -> None:
    """The same for documents that are releases already, as the archive gives them."""
    engine = open_index(folder, tokens=tokens)
    engine.rebuild(releases, processes=processes)
    engine.close()


def _releases(documents: Iterable[Document], tokens: bool) -> Iterator[Release]:
    for document in documents:
        yield release_of(document, tokens=tokens)


def open_index(folder: Path, *, tokens: bool = True) -> WhooshEngine:
    """The engine in the mode for text that is analysed already, or as the product has it."""
    return WhooshEngine(folder, analysis="tokens" if tokens else "words")


class Ours:
    name = "ours"

    def __init__(self, folder: Path) -> None:
        self._engine = open_index(folder)

    def ask(self, query: BenchQuery) -> Answer:
        node = _narrowed(query, _node(query))
        found = self._engine.search_node(node, _REQUEST, favours(node, ranking.DEFAULT))
        facets = {facet.name: {value.value: value.count for value in facet.values} for facet in found.facets}
        return Answer(found.total, tuple(hit.title for hit in found.hits), facets)

    def meet_words(self, query: BenchQuery) -> None:
        """Ask for the words of a phrase near each other, so that they are in memory and the phrase itself is not."""
        self._engine.search_node(nodes.Phrase(query.words, slop=1), _REQUEST)

    def close(self) -> None:
        self._engine.close()


def _narrowed(query: BenchQuery, node: nodes.Node) -> nodes.Node:
    """With the filters as part of the query, as the peers count facets (a chosen facet value would widen its own)."""
    if not query.source:
        return node
    first, last = date.fromisoformat(query.date_from), date.fromisoformat(query.date_to)
    return nodes.And((node, nodes.Keyword("source", query.source), nodes.DateRange("date", first, last)))


def _node(query: BenchQuery) -> nodes.Node:
    terms = tuple(nodes.Term(word) for word in query.words)
    if query.kind == "all":
        return nodes.Everything()
    if query.kind == "or":
        return nodes.Or(terms)
    if query.kind == "not":
        return nodes.And((terms[0], nodes.Not(terms[1])))
    if query.kind == "phrase":
        return nodes.Phrase(query.words)
    if query.kind == "prefix":
        return nodes.Wildcard(query.words[0] + "*")
    return nodes.And(terms) if len(terms) > 1 else terms[0]
