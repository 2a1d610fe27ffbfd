"""Ranking: mean average precision of the engine, with its defaults, on ad-hoc retrieval collections.

Each folder retrieval/NAME holds docs.jsonl (id, title, text), queries.tsv and qrels.trec. Its documents become releases
in a real index on disk; its queries are typed into the product's own query language as they stand, any of the words.
"""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.quality.frame import Figure, SetAbsent, each, share
from benchmarks.quality.gold_sets import sets_of, without
from ratssearch.errors import QueryError
from ratssearch.index import Engine, open_engine
from ratssearch.index.analysis import words
from ratssearch.models import ExtractedPage, Match, Release, SearchRequest, Sort, Tags

CUT = 1000  # ranks that count
_PREFIX = "gold-"
_SEEN = datetime(2000, 1, 1, tzinfo=UTC)


def measure(gold: Path) -> Iterator[Figure]:
    """ranking.NAME.map for every collection; raises SetAbsent if there is none."""
    yield from each(*map(_figures, sets_of(gold, "retrieval", "qrels.trec")), without(gold, "retrieval", "qrels.trec"))


def _figures(folder: Path) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as scratch:
        engine = open_engine(Path(scratch) / "index")
        try:
            engine.rebuild(_releases(folder / "docs.jsonl"))
            if not engine.count():
                raise SetAbsent(f"no documents in retrieval/{folder.name}/docs.jsonl")
            yield Figure(f"ranking.{folder.name}.map", _mean_average_precision(engine, folder))
        finally:
            engine.close()


def average_precision(ranked: Sequence[str], relevant: set[str]) -> float:
    """The mean, over all relevant documents, of the precision at the rank of each; 0 for those not ranked."""
    hits, total = 0, 0.0
    for rank, document in enumerate(ranked[:CUT], 1):
        if document in relevant:
            hits += 1
            total += hits / rank
    return total / len(relevant)


def _mean_average_precision(engine: Engine, folder: Path) -> float:
    """Over the queries that have any relevant document."""
    relevant = _judgements(folder / "qrels.trec")
    queries = dict(line.split("\t", 1) for line in (folder / "queries.tsv").read_text("utf-8").splitlines() if line)
    known = [(queries[number], documents) for number, documents in relevant.items() if number in queries]
    values = [average_precision(_ranked(engine, text), documents) for text, documents in known]
    return share(sum(values), len(values))


def _ranked(engine: Engine, text: str) -> list[str]:
    try:
        return _search(engine, text)
    except QueryError:  # the query is prose with, say, an inch sign in it: its words alone
        return _search(engine, " ".join(words(text)))


def _search(engine: Engine, text: str) -> list[str]:
    request = SearchRequest(text=text, match=Match.ANY, sort=Sort.RELEVANCE, limit=CUT, highlight=False)
    return [hit.id.removeprefix(_PREFIX) for hit in engine.search(request).hits]


def _judgements(path: Path) -> dict[str, set[str]]:
    relevant: dict[str, set[str]] = defaultdict(set)
    for line in path.read_text("utf-8").splitlines():
        query, _, document, grade = line.split()
        if int(grade) > 0:
            relevant[query].add(document)
    return dict(relevant)


def _releases(path: Path) -> Iterator[Release]:
    for line in path.read_text("utf-8").splitlines():
        found = json.loads(line)
        page = ExtractedPage(found.get("title") or "", tuple((found.get("text") or "").split("\n\n")), "en", None)
        name = f"{_PREFIX}{found['id']}"
        yield Release(name, "gold", f"https://gold.example/{found['id']}", (), _SEEN, _SEEN, None, 0, 1, page, Tags())
