"""Feedback from the first hits: words that these have in common say more of what a long question is about.

The relevance model of Lavrenko and Croft, mixed into the query as in RM3: a word weighs its share of each of the first
releases, times the score of that release. The words only raise scores of releases that match the question anyway, so
totals and facets stay as they are. Short queries are left alone: they name what they want (docs/decisions/0127).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ratssearch.index import ranking
from ratssearch.index.analysis import STOP_WORDS, is_unspaced, stem
from ratssearch.index.nodes import Node, Term
from ratssearch.index.query_trees import leaves
from ratssearch.index.whoosh.analyses import TextAnalysis
from ratssearch.index.whoosh.paging import Found
from ratssearch.index.whoosh.request import carry_out
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.models import Match, SearchRequest, Sort

RELEASES = 10  # first hits that are read
WORDS = 20  # words taken from them
_MOST_READ = 3_000  # words of each
_LIKELY = 3 * WORDS  # words whose frequency in the index is looked up
_SHORTEST = 3  # letters


def words(
    snapshot: Snapshot, request: SearchRequest, node: Node, favour: Sequence[Node], analysis: TextAnalysis
) -> list[Term]:
    """Words to add to a question, each with its weight; none to a query that is short or asks for all of its words."""
    share = snapshot.ranking.feedback
    asked = [leaf for leaf in leaves(node) if isinstance(leaf, Term) and leaf.word not in STOP_WORDS]
    if not share or request.match is not Match.ANY or len(ranking.telling_words(node)) <= ranking.PLAIN_TERMS:
        return []
    first = replace(request, limit=RELEASES, offset=0, cursor="", facets=(), histogram=None)
    found = carry_out(snapshot, first, node, Sort.RELEVANCE, None, favour).found
    weights: dict[str, float] = defaultdict(float)
    shown: dict[str, str] = {}  # stem class -> a word of it
    for one in found:
        counts = Counter[str]()
        for word in _read(one, analysis):
            counts[shown.setdefault(_key(word, snapshot), word)] += 1
        total = sum(counts.values())
        for word, count in counts.items():
            if _telling(word):
                weights[word] -= one.key * count / total  # the key is the score, negative
    best = [(word, weight) for word, weight in _ranked(weights)[:_LIKELY] if _shared(word, snapshot)][:WORDS]
    whole = sum(weight for _, weight in best)
    weight_asked = share * sum(term.boost for term in asked)
    return [Term(word, boost=weight_asked * weight / whole) for word, weight in best]


def _read(one: Found, analysis: TextAnalysis) -> Iterator[str]:
    yield from analysis.words(one.view.file.hit(one.document)[2])
    yield from analysis.words(one.view.file.bodies.text(one.document))[:_MOST_READ]


def _ranked(weights: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(weights.items(), key=lambda item: (-item[1], item[0]))


def _telling(word: str) -> bool:
    return word not in STOP_WORDS and not word.isdigit() and (len(word) >= _SHORTEST or is_unspaced(word))


def _key(word: str, snapshot: Snapshot) -> str:
    return stem(word) if snapshot.stemmed else word


def _shared(word: str, snapshot: Snapshot) -> bool:
    """Whether more than one release holds a word."""
    return snapshot.frequency(_key(word, snapshot), stem=snapshot.stemmed) > 1
