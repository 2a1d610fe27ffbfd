"""Tantivy through tantivy-py: one search for hits and total, one terms aggregation per facet in a single call."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy

from benchmarks.corpus import Document
from benchmarks.peers import Answer
from benchmarks.queries import FACETS, BenchQuery

_AGGREGATION = {name: {"terms": {"field": name, "size": 12, "segment_size": 1000}} for name in FACETS}


def build(folder: Path, documents: Iterable[Document], *, tokens: bool = True, heap: int = 512 << 20) -> None:
    """Index documents with one writer thread: tokens split at spaces, or real text with English stemming."""
    folder.mkdir(parents=True)
    schema = _schema("whitespace" if tokens else "en_stem")
    index = tantivy.Index(schema, path=str(folder))
    writer = index.writer(heap_size=heap, num_threads=1)
    for document in documents:
        writer.add_document(
            tantivy.Document(
                title=[document.title_tokens if tokens else document.title],
                body=[document.body_tokens if tokens else document.body],
                year=[document.year],
                country=list(document.countries),
                organisation=list(document.organisations),
                source=[document.source],
                language=[document.language],
                day=[int(document.date.replace("-", ""))],
            )
        )
    writer.commit()
    writer.wait_merging_threads()


def _schema(tokenizer: str) -> Any:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("title", stored=True, tokenizer_name=tokenizer)
    builder.add_text_field("body", stored=True, tokenizer_name=tokenizer)
    for name in FACETS:
        builder.add_text_field(name, fast=True, tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("day", fast=True, indexed=True)
    return builder.build()


class Tantivy:
    name = "tantivy"

    def __init__(self, folder: Path) -> None:
        self._index = tantivy.Index.open(str(folder))
        self._schema = self._index.schema
        self._searcher = self._index.searcher()

    def ask(self, query: BenchQuery) -> Answer:
        wanted = self._query(query)
        found = self._searcher.search(wanted, 20, count=True)
        titles = tuple(str(self._searcher.doc(address)["title"][0]) for _, address in found.hits)
        buckets = self._searcher.aggregate(wanted, _AGGREGATION)
        facets = {
            name: {str(bucket["key"]): int(bucket["doc_count"]) for bucket in buckets[name]["buckets"]}
            for name in FACETS
        }
        return Answer(int(found.count), titles, facets)

    def close(self) -> None:
        del self._searcher, self._index

    def _query(self, query: BenchQuery) -> Any:
        must, should, without = tantivy.Occur.Must, tantivy.Occur.Should, tantivy.Occur.MustNot
        words = [self._word(word) for word in query.words]
        if query.kind == "all":
            main = tantivy.Query.all_query()
        elif query.kind == "or":
            main = tantivy.Query.boolean_query([(should, word) for word in words])
        elif query.kind == "not":
            main = tantivy.Query.boolean_query([(must, words[0]), (without, words[1])])
        elif query.kind == "phrase":
            both = [tantivy.Query.phrase_query(self._schema, field, list(query.words)) for field in ("title", "body")]
            main = tantivy.Query.boolean_query([(should, phrase) for phrase in both])
        elif query.kind == "prefix":
            both = [
                tantivy.Query.regex_query(self._schema, field, query.words[0] + ".*") for field in ("title", "body")
            ]
            main = tantivy.Query.boolean_query([(should, prefix) for prefix in both])
        else:
            main = tantivy.Query.boolean_query([(must, word) for word in words]) if len(words) > 1 else words[0]
        if not query.source:
            return main
        first, last = (int(day.replace("-", "")) for day in (query.date_from, query.date_to))
        days = tantivy.Query.range_query(self._schema, "day", tantivy.FieldType.Integer, first, last)
        source = tantivy.Query.term_query(self._schema, "source", query.source)
        filters = [(must, tantivy.Query.const_score_query(part, 0.0)) for part in (days, source)]
        return tantivy.Query.boolean_query([(must, main), *filters])

    def _word(self, word: str) -> Any:
        both = [tantivy.Query.term_query(self._schema, field, word) for field in ("title", "body")]
        return tantivy.Query.boolean_query([(tantivy.Occur.Should, term) for term in both])
