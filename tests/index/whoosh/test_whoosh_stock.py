"""Stock Whoosh runs on the same index and agrees, where it is not known to be wrong.

It agrees on the sets of random trees of And, Or and AndMaybe over words, phrases near and exact, wildcards, fuzzy words
and values of facets, and of And with a Not inside; on the scores of words, phrases, And and Or. Left out:

- Not and AndNot by themselves, in segments with deleted documents: stock's InverseMatcher steps over a deleted document
  that the negated part matches without moving that part on, and then finds documents that it should leave out;
- AndNot below other operators, which now and then ends in an IndexError;
- scores of AndMaybe (stock forgets the optional score after a skip) and of anything beside a Not (stock adds 1.0);
- scores of wildcards and fuzzy words, which depend on the size of the index in stock and are the boost in ours;
- statistics while documents are deleted: stock counts those until they are merged away, so scores are compared in an
  index without any;
- stem classes and spans of dates, which stock does not know.
"""

from __future__ import annotations

import math
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sample import COUNTRIES, WORDS
from whoosh import query, scoring
from whoosh.filedb.filestore import FileStorage
from worlds import HISTORIES, World

from ratssearch.index import analysis
from ratssearch.index.nodes import And, AndMaybe, Fuzzy, Keyword, Node, Not, Or, Phrase, Term, Wildcard
from ratssearch.index.ranking import PLAIN
from ratssearch.index.whoosh.analyses import ANALYSES
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import SearchRequest, Sort

_EVERYTHING = SearchRequest(sort=Sort.RELEVANCE, limit=1000, highlight=False)

CASES: list[tuple[Node, query.Query]] = [
    (Term("border", "body", exact=True), query.Term("body", "border")),
    (Term("граница", "body", exact=True), query.Term("body", "граница")),
    (Term("安全", "title", exact=True), query.Term("title", "安全")),
    (
        And((Term("border", "body", exact=True), Term("of", "body", exact=True))),
        query.And([query.Term("body", "border"), query.Term("body", "of")]),
    ),
    (
        Or((Term("trade", "body", exact=True), Term("grain", "title", exact=True))),
        query.Or([query.Term("body", "trade"), query.Term("title", "grain")]),
    ),
    (
        And((Or((Term("the", "body", exact=True), Term("of", "body", exact=True))), Term("state", "body", exact=True))),
        query.And([query.Or([query.Term("body", "the"), query.Term("body", "of")]), query.Term("body", "state")]),
    ),
]
SETS: list[tuple[Node, query.Query]] = [
    (Wildcard("re*", "body"), query.Prefix("body", "re")),
    (Wildcard("*ed", "body"), query.Wildcard("body", "*ed")),
    (Wildcard("t?e", "body"), query.Wildcard("body", "t?e")),
    (Keyword("country", "KZ"), query.Term("country", "KZ")),
    (Keyword("year", "unknown"), query.Term("year", "unknown")),
    (Not(Term("the", "body", exact=True)), query.Not(query.Term("body", "the"))),
]


class _OurRarity(scoring.BM25F):  # type: ignore[misc]
    """BM25F with our idf, which looks at title and body together."""

    def __init__(self, engine: WhooshEngine) -> None:
        super().__init__(B=PLAIN.b, K1=PLAIN.k1)
        self._engine = engine

    def idf(self, searcher: object, fieldname: str, text: bytes) -> float:
        found = self._engine.search_node(Term(text.decode(), exact=True), _EVERYTHING).total
        weight = PLAIN.weight(fieldname)
        return weight * math.log(1 + (self._engine.count() - found + 0.5) / (found + 0.5))


def _stock(world: World, asked: query.Query) -> dict[str, float]:
    storage = FileStorage(str(world.engine._folder))
    with storage.open_index(ANALYSES["words"].index_name).searcher(weighting=_OurRarity(world.engine)) as searcher:
        return {hit["id"]: hit.score for hit in searcher.search(asked, limit=None)}


@pytest.fixture(scope="module")
def plain_world(worlds: list[World]) -> World:
    """A world without deletions: stock counts deleted documents until they are merged away."""
    world = worlds[1]
    with world.engine.writer() as writer:
        writer.commit_joined()
    return world


@pytest.mark.parametrize("case", CASES, ids=str)
def test_stock_whoosh_finds_and_scores_the_same(plain_world: World, case: tuple[Node, query.Query]) -> None:
    node, asked = case
    engine = WhooshEngine(plain_world.engine._folder, ranking=PLAIN)
    ours = {hit.id: hit.score for hit in engine.search_node(node, _EVERYTHING).hits}
    theirs = _stock(plain_world, asked)
    assert set(theirs) == set(ours)
    assert theirs == pytest.approx(ours, rel=1e-6)
    assert ours


@pytest.mark.parametrize("length", [2, 3])
def test_stock_whoosh_finds_and_scores_the_same_phrases(plain_world: World, length: int) -> None:
    """Phrases taken from the texts."""
    engine = WhooshEngine(plain_world.engine._folder, ranking=PLAIN)
    for release in list(plain_world.releases.values())[:25]:
        words = tuple(analysis.words(release.page.body)[:length])
        if len(set(words)) == length:
            node = Phrase(words, "body")
            ours = {hit.id: hit.score for hit in engine.search_node(node, _EVERYTHING).hits}
            assert release.id in ours
            assert _stock(plain_world, query.Phrase("body", list(words))) == pytest.approx(ours, rel=1e-6)


_word = st.sampled_from([*WORDS["en"], *WORDS["ru"], "安全", "边境", "missing"])
_field = st.sampled_from(("title", "body"))
Pair = tuple[Node, query.Query]  # the same question to both


def _term(word: str, field: str) -> Pair:
    return Term(word, field, exact=True), query.Term(field, word)


def _pattern(word: str, field: str, kind: int) -> Pair:
    text = (word[:2] + "*", "*" + word[-2:], word[:1] + "?" + word[2:])[kind]
    return Wildcard(text, field), query.Wildcard(field, text)


def _phrase(words: list[str], field: str, slop: int) -> Pair:
    return Phrase(tuple(words), field, slop), query.Phrase(field, words, slop=slop + 1)


def _fuzzy(word: str, field: str, distance: int) -> Pair:
    return Fuzzy(word, distance, field), query.FuzzyTerm(field, word, maxdist=distance, prefixlength=1)


def _and(pairs: list[Pair]) -> Pair:
    return And(tuple(node for node, _ in pairs)), query.And([asked for _, asked in pairs])


def _or(pairs: list[Pair]) -> Pair:
    return Or(tuple(node for node, _ in pairs)), query.Or([asked for _, asked in pairs])


def _maybe(one: Pair, other: Pair) -> Pair:
    return AndMaybe(one[0], other[0]), query.AndMaybe(one[1], other[1])


def _without(one: Pair, other: Pair) -> Pair:
    return And((one[0], Not(other[0]))), query.And([one[1], query.Not(other[1])])


_terms = st.builds(_term, _word, _field)
_leaf = st.one_of(
    _terms,
    st.builds(_pattern, _word, _field, st.integers(0, 2)),
    st.builds(_phrase, st.lists(_word, min_size=2, max_size=3), _field, st.integers(0, 4)),
    st.builds(_fuzzy, _word.filter(lambda word: len(word) > 2), _field, st.sampled_from((1, 2))),
    st.sampled_from(COUNTRIES).map(lambda code: (Keyword("country", code), query.Term("country", code))),
)


def _joined(children: st.SearchStrategy[Pair]) -> st.SearchStrategy[Pair]:
    many = st.lists(children, min_size=1, max_size=3)
    return st.one_of(st.builds(_and, many), st.builds(_or, many))


_trees = st.recursive(_leaf, lambda few: st.one_of(_joined(few), st.builds(_maybe, few, few)), max_leaves=6)
_scored = st.recursive(_terms, _joined, max_leaves=6)
_some = settings(
    max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)


@_some
@given(number=st.integers(0, len(HISTORIES) - 1), pair=st.one_of(_trees, st.builds(_without, _leaf, _leaf)))
def test_stock_whoosh_finds_the_same_for_random_queries(worlds: list[World], number: int, pair: Pair) -> None:
    node, asked = pair
    ours = {hit.id for hit in worlds[number].engine.search_node(node, _EVERYTHING).hits}
    assert set(_stock(worlds[number], asked)) == ours


@_some
@given(pair=_scored)
def test_stock_whoosh_scores_random_queries_the_same(plain_world: World, pair: Pair) -> None:
    node, asked = pair
    engine = WhooshEngine(plain_world.engine._folder, ranking=PLAIN)
    ours = {hit.id: hit.score for hit in engine.search_node(node, _EVERYTHING).hits}
    assert _stock(plain_world, asked) == pytest.approx(ours, rel=1e-6)


def test_stock_whoosh_is_known_to_find_too_much_where_documents_are_deleted(worlds: list[World]) -> None:
    """The first case of the list above; the judge says who is right. If this fails, stock was mended."""
    wrong = 0
    for world, value in product(worlds, ("en", "ru", "zh")):
        node = Not(Keyword("language", value))
        ours = {hit.id for hit in world.engine.search_node(node, _EVERYTHING).hits}
        assert ours == {doc.release.id for doc in world.oracle.found(node, _EVERYTHING)}
        wrong += set(_stock(world, query.Not(query.Term("language", value)))) > ours
    assert wrong


@pytest.mark.parametrize("case", SETS, ids=str)
@pytest.mark.parametrize("number", range(4))
def test_stock_whoosh_finds_the_same_where_scores_differ(
    worlds: list[World], number: int, case: tuple[Node, query.Query]
) -> None:
    """Also in several segments with deleted documents."""
    node, asked = case
    ours = {hit.id for hit in worlds[number].engine.search_node(node, _EVERYTHING).hits}
    assert set(_stock(worlds[number], asked)) == ours


def test_stock_whoosh_reads_what_is_stored(plain_world: World) -> None:
    storage = FileStorage(str(plain_world.engine._folder))
    with storage.open_index(ANALYSES["words"].index_name).reader() as reader:
        stored = {fields["id"]: fields["body"] for fields in reader.all_stored_fields()}
    assert stored == {name: release.page.body for name, release in plain_world.releases.items()}
