"""Whoosh as it comes: its own writer, codec, searcher, BM25F and facets (groupedby with overlap and count maps)."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from whoosh import fields, index, query, scoring, sorting
from whoosh.analysis import SpaceSeparatedTokenizer, StemmingAnalyzer

from benchmarks.corpus import Document
from benchmarks.peers import Answer
from benchmarks.queries import FACETS, BenchQuery


def build(folder: Path, documents: Iterable[Document], *, tokens: bool = True, processes: int = 1) -> None:
    """Index documents with Whoosh's own writer."""
    folder.mkdir(parents=True)
    made = index.create_in(str(folder), _schema(tokens))
    writer = made.writer(limitmb=512, procs=processes, multisegment=processes > 1)
    for document in documents:
        writer.add_document(
            title=document.title_tokens if tokens else document.title,
            body=document.body_tokens if tokens else document.body,
            day=int(document.date.replace("-", "")),
            year=document.year,
            country=" ".join(document.countries),
            organisation=" ".join(document.organisations),
            source=document.source,
            language=document.language,
        )
    writer.commit()


def _schema(tokens: bool) -> Any:
    analyzer = SpaceSeparatedTokenizer() if tokens else StemmingAnalyzer()
    keyword = fields.KEYWORD(lowercase=False)
    return fields.Schema(
        title=fields.TEXT(stored=True, analyzer=analyzer, phrase=True),
        body=fields.TEXT(stored=True, analyzer=analyzer, phrase=True),
        day=fields.NUMERIC(int, sortable=True),
        country=keyword,
        organisation=keyword,
        **{name: fields.ID(sortable=True) for name in ("year", "source", "language")},
    )


class StockWhoosh:
    name = "whoosh"

    def __init__(self, folder: Path) -> None:
        self._index = index.open_dir(str(folder), readonly=True)
        self._searcher = self._index.searcher(weighting=scoring.BM25F())

    def ask(self, asked: BenchQuery) -> Answer:
        facets = sorting.Facets()
        for name in FACETS:
            many = name in ("country", "organisation")
            facets.add_facet(name, sorting.FieldFacet(name, allow_overlap=many, maptype=sorting.Count))
        found = self._searcher.search(_query(asked), limit=20, groupedby=facets)
        counts = {name: _largest(found.groups(name)) for name in FACETS}
        return Answer(len(found), tuple(hit["title"] for hit in found[:20]), counts)  # groupedby keeps every hit

    def close(self) -> None:
        self._searcher.close()
        self._index.close()


def _largest(groups: dict[Any, int]) -> dict[str, int]:
    ranked = sorted(((str(key), count) for key, count in groups.items() if key), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:12])


def _query(asked: BenchQuery) -> Any:
    words = [query.Or([query.Term("title", word), query.Term("body", word)]) for word in asked.words]
    if asked.kind == "all":
        main: Any = query.Every()
    elif asked.kind == "or":
        main = query.Or(words)
    elif asked.kind == "not":
        # AndNot miscounts in 2.7.5 (documents that hold the second word come through), so Not inside And.
        main = query.And([words[0], query.Not(words[1])])
    elif asked.kind == "phrase":
        main = query.Or([query.Phrase(field, list(asked.words)) for field in ("title", "body")])
    elif asked.kind == "prefix":
        main = query.Or([query.Prefix(field, asked.words[0]) for field in ("title", "body")])
    else:
        main = query.And(words)
    if not asked.source:
        return main
    first, last = (int(day.replace("-", "")) for day in (asked.date_from, asked.date_to))
    return query.And([main, query.Term("source", asked.source), query.NumericRange("day", first, last)])
