"""Random queries, judged by looking at every release."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import Oracle, Plain, unselected
from sample import WORDS, nodes, phrases, requests
from worlds import HISTORIES, World, large
from written import SCRAPS, Part, Written, any_of, lists, queries

from ratssearch.errors import QueryError
from ratssearch.index.closeness import favoured
from ratssearch.index.describe import describe
from ratssearch.index.engine import PlainVocabulary
from ratssearch.index.nodes import Fuzzy, Node, Not, Phrase, Term, Wildcard
from ratssearch.index.query import parse
from ratssearch.index.query_trees import children
from ratssearch.index.whoosh import occurrences, phrase
from ratssearch.index.whoosh.sorted_numbers import Bitmap
from ratssearch.models import FacetFilter, Granularity, Hit, Match, MentionKind, Results, SearchRequest, Sort

_EXAMPLES = int(os.environ.get("RATSSEARCH_EXAMPLES", "5000"))
_FAST = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
_LONG = settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
_numbers = st.integers(0, len(HISTORIES) - 1)


@dataclass(frozen=True)
class Case:
    """One search: how the engine is asked, the node that the judge goes by, and the one that scores go by."""

    world: World
    node: Node
    request: SearchRequest
    ask: Callable[[SearchRequest], Results]
    scored: Node


def by_node(world: World, node: Node, request: SearchRequest) -> Case:
    return Case(world, node, request, lambda asked: world.engine.search_node(node, asked), node)


def by_text(world: World, text: str, match: Match, request: SearchRequest) -> Case:
    node = parse(text, match=match, vocabulary=PlainVocabulary())
    asked = replace(request, text=text, match=match)
    return Case(world, node, asked, world.engine.search, favoured(*world.engine.understood(asked)))


def judge(case: Case) -> None:
    """Everything that the contract says of one answer."""
    oracle, request = case.world.oracle, case.request
    results = case.ask(request)
    expected = {doc.release.id: doc for doc in oracle.found(case.node, request)}
    assert results.total == len(expected)
    assert results.corpus == case.world.engine.count() == len(oracle.documents)
    assert {hit.id for hit in results.hits} == set(expected)
    assert len(results.hits) == len(expected)
    judge_order(case, results)
    for hit in results.hits:
        judge_hit(hit, expected[hit.id])
    assert [facet.name for facet in results.facets] == [wanted.facet for wanted in request.facets]
    for facet in results.facets:
        judge_facet(case, results, facet.name)
    if request.histogram:
        judge_histogram(case, results)
    days = [doc.days for doc in expected.values() if doc.days]
    assert results.first_date is None if not days else results.first_date is not None
    if days:
        assert results.first_date is not None and results.first_date.toordinal() == min(day[0] for day in days)
        assert results.last_date is not None and results.last_date.toordinal() == max(day[1] for day in days)


def judge_order(case: Case, results: Results) -> None:
    oracle, documents = case.world.oracle, case.world.oracle.documents
    sort = case.request.sort or (Sort.RELEVANCE if has_words(case.node) else Sort.NEWEST)
    if sort is Sort.RELEVANCE:
        scores = {hit.id: oracle.score(case.scored, documents[hit.id]) for hit in results.hits}
        for hit in results.hits:
            assert hit.score == pytest.approx(scores[hit.id], rel=1e-6, abs=1e-9)
        ranked = [(-hit.score, hit.id) for hit in results.hits]
        assert ranked == sorted(ranked)
    else:
        sign = -1 if sort is Sort.NEWEST else 1
        days = {hit.id: documents[hit.id].days for hit in results.hits}
        ordered = [(sign * day[0] if day else 2**31, name) for name, day in days.items()]
        assert ordered == sorted(ordered)


def has_words(node: Node) -> bool:
    """Whether anything in a query gives a score."""
    if isinstance(node, Not):
        return False
    return isinstance(node, Term | Phrase | Wildcard | Fuzzy) or any(map(has_words, children(node)))


def judge_hit(hit: Hit, doc: Plain) -> None:
    """What is shown of a release is what was put in."""
    release, page = doc.release, doc.release.page
    published = page.published
    assert (hit.url, hit.title, hit.language) == (release.url, page.title, page.language)
    assert (hit.source, hit.first_seen) == (release.source_id, release.first_seen)
    assert hit.countries == release.tags.values(MentionKind.COUNTRY)
    assert hit.organisations == release.tags.values(MentionKind.ORGANISATION)
    assert hit.date == (published.first if published else None)
    assert hit.date_precision == (published.precision if published else None)
    assert not published or hit.date_basis == published.basis
    assert all(0 <= start < end <= len(hit.title) for start, end in hit.title_marks)
    assert all(0 <= start < end <= len(part.text) for part in hit.snippets for start, end in part.marks)


def judge_facet(case: Case, results: Results, name: str) -> None:
    facet = next(facet for facet in results.facets if facet.name == name)
    wanted = next(wanted for wanted in case.request.facets if wanted.facet == name)
    counts = case.world.oracle.counts(case.node, case.request, name)
    filters = [one for one in case.request.filters if one.facet == name]
    included = {value for one in filters for value in one.include}
    excluded = {value for one in filters for value in one.exclude} - included
    if wanted.only is not None:
        included, excluded = included & set(wanted.only), excluded & set(wanted.only)
        counts = {value: count for value, count in counts.items() if value in wanted.only}
    chosen = facet.values[: len(included | excluded)]
    assert {value.value for value in chosen if value.selected} == included
    assert {value.value for value in chosen if value.excluded} == excluded
    assert all(value.count == counts.get(value.value, 0) for value in chosen)
    assert list(facet.values[len(chosen) :]) == unselected(counts, included | excluded, wanted.size)
    assert facet.other == len(counts.keys() - included - excluded) - (len(facet.values) - len(chosen))
    assert facet.truncated == (facet.other > 0)


def judge_histogram(case: Case, results: Results) -> None:
    oracle, request = case.world.oracle, case.request
    assert request.histogram is not None
    length = {"year": 4, "month": 7, "day": 10}[request.histogram]
    inside = oracle.histogram(oracle.found(case.node, request), request.histogram)
    totals = oracle.histogram(oracle.documents.values(), request.histogram)
    low = request.date_from.isoformat()[:length] if request.date_from else ""
    high = request.date_to.isoformat()[:length] if request.date_to else "9999"
    inside = {bar: count for bar, count in inside.items() if low <= bar <= high}
    expected = [
        (bar, inside.get(bar, 0), total)
        for bar, total in sorted(totals.items())
        if inside and min(inside) <= bar <= max(inside)
    ]
    assert [(bar.label, bar.count, bar.total) for bar in results.histogram] == expected


def judge_cursors(case: Case, size: int) -> None:
    """Pages by cursor hold each hit once, in the order of the whole list."""
    whole = [hit.id for hit in case.ask(case.request).hits]
    paged: list[str] = []
    page = case.ask(replace(case.request, limit=size))
    paged.extend(hit.id for hit in page.hits)
    while page.next_cursor:
        page = case.ask(replace(case.request, limit=size, cursor=page.next_cursor))
        assert page.hits
        paged.extend(hit.id for hit in page.hits)
    assert paged == whole
    offsets = [
        hit.id
        for start in range(0, len(whole) + size, size)
        for hit in case.ask(replace(case.request, limit=size, offset=start)).hits
    ]
    assert offsets == whole


def judge_meaning(oracle: Oracle, written: Written, match: Match) -> None:
    """The parser understands a text as the documentation says; it is shown back in words."""
    node = parse(written.text, match=match, vocabulary=PlainVocabulary())
    found, meant = (
        {name for name, doc in oracle.documents.items() if oracle.matches(tree, doc)} for tree in (node, written.node)
    )
    assert found == meant
    assert describe(node, PlainVocabulary())


@_FAST
@given(number=_numbers, node=nodes, request=requests())
def test_answers_equal_those_of_looking_at_every_release(
    worlds: list[World], number: int, node: Node, request: SearchRequest
) -> None:
    """Sets, totals, scores, order, facets, histogram, dates and what is shown of each hit."""
    judge(by_node(worlds[number], node, request))


@pytest.mark.parametrize("way", ["bitmap", "stored"])
@settings(_FAST, max_examples=150)
@given(number=_numbers, node=phrases | phrases | nodes, request=requests())
def test_phrases_by_the_ways_of_large_indexes(
    worlds: list[World], way: str, number: int, node: Node, request: SearchRequest
) -> None:
    """Which way words are looked up depends on how frequent they are; these indexes are too small for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(occurrences, "_RUNS", 0 if way == "stored" else 2**40)
        patch.setattr(Bitmap, "CLOSE", 2**40)
        patch.setattr(phrase, "_in_memory", lambda *_: True)
        judge(by_node(worlds[number], node, request))


@settings(_FAST, max_examples=150)
@given(number=_numbers, written=queries, request=requests())
def test_text_means_what_the_documentation_says(
    worlds: list[World], number: int, written: Written, request: SearchRequest
) -> None:
    """Queries as text, through the parser to the answer."""
    judge_meaning(worlds[number].oracle, written, Match.ALL)
    judge(by_text(worlds[number], written.text, Match.ALL, request))


@settings(_FAST, max_examples=100)
@given(number=_numbers, parts=lists, request=requests())
def test_any_of_the_words(worlds: list[World], number: int, parts: list[Part], request: SearchRequest) -> None:
    """`match=any`: signs and filters decide, small words select nothing by themselves."""
    written = any_of(parts)
    judge_meaning(worlds[number].oracle, written, Match.ANY)
    judge(by_text(worlds[number], written.text, Match.ANY, request))


def test_every_word_scores_as_the_formula_says(worlds: list[World]) -> None:
    """Each word by itself, in every history; with newer releases preferred too."""
    request = SearchRequest(sort=Sort.RELEVANCE, limit=1000, highlight=False)
    for world in worlds:
        for word in chain(*WORDS.values()):
            case = by_node(world, Term(word), request)
            judge_order(case, case.ask(request))


@settings(_FAST, max_examples=300)
@given(number=_numbers, text=st.lists(st.sampled_from(SCRAPS), max_size=12).map("".join), match=st.sampled_from(Match))
def test_any_text_is_answered_or_refused_with_its_place(
    worlds: list[World], number: int, text: str, match: Match
) -> None:
    """Scraps of the language in any order, and characters that no keyboard has."""
    engine = worlds[number].engine
    try:
        node = parse(text, match=match)
    except QueryError as error:
        assert 0 <= error.position <= error.position + error.length <= len(text) + 1
        return
    assert describe(node, PlainVocabulary()) or not text.strip()
    request = SearchRequest(text, match=match, limit=3, filters=(FacetFilter("source", (text,)),) if text else ())
    assert engine.search(request).total == 0 or not text
    engine.search(replace(request, filters=(), histogram=Granularity.MONTH))
    engine.suggest(text)


@settings(_FAST, max_examples=60)
@given(number=_numbers, written=queries)
def test_explanations_add_up_to_the_score(worlds: list[World], number: int, written: Written) -> None:
    """Each line of an explanation is a part of the score; a raise for recent releases applies to their sum."""
    engine = worlds[number].engine
    request = SearchRequest(written.text, sort=Sort.RELEVANCE, limit=3, highlight=False)
    for hit in engine.search(request).hits:
        first, _, _, *parts = engine.explain(request, hit.id).splitlines()
        numbers = [float(found[1]) for part in parts if (found := re.match(r" +([\d.]+)  ", part))]
        raised = [float(found[1]) for part in parts if (found := re.search(r"all of it x ([\d.]+)", part))]
        assert float(first.split()[0]) == pytest.approx(hit.score, abs=1e-5)
        assert sum(numbers) * (raised or [1.0])[0] == pytest.approx(hit.score, rel=1e-4, abs=1e-4)


@settings(_FAST, max_examples=60)
@given(number=_numbers, node=nodes, request=requests(), size=st.integers(1, 9))
def test_cursors_give_each_hit_once(
    worlds: list[World], number: int, node: Node, request: SearchRequest, size: int
) -> None:
    judge_cursors(by_node(worlds[number], node, request), size)


@pytest.mark.soak
@_LONG
@given(number=_numbers, node=nodes, request=requests(), size=st.integers(1, 9))
def test_thousands_of_queries(worlds: list[World], number: int, node: Node, request: SearchRequest, size: int) -> None:
    case = by_node(worlds[number], node, request)
    judge(case)
    judge_cursors(case, size)


@pytest.mark.soak
@_LONG
@given(number=_numbers, node=phrases, request=requests(), ways=st.tuples(*2 * [st.sampled_from((0, 4, 2**40))]))
def test_thousands_of_phrases(
    worlds: list[World], number: int, node: Node, request: SearchRequest, ways: tuple[int, int]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(occurrences, "_RUNS", ways[0])
        patch.setattr(Bitmap, "CLOSE", ways[1])
        patch.setattr(phrase, "_in_memory", lambda *_: True)
        judge(by_node(worlds[number], node, request))


@pytest.mark.soak
@settings(_LONG, max_examples=max(1, _EXAMPLES * 2 // 5))
@given(
    number=_numbers,
    asked=st.tuples(queries, st.just(Match.ALL)) | st.tuples(lists.map(any_of), st.just(Match.ANY)),
    request=requests(),
    size=st.integers(1, 9),
)
def test_thousands_of_texts(
    worlds: list[World], number: int, asked: tuple[Written, Match], request: SearchRequest, size: int
) -> None:
    written, match = asked
    judge_meaning(worlds[number].oracle, written, match)
    case = by_text(worlds[number], written.text, match, request)
    judge(case)
    judge_cursors(case, size)


@pytest.mark.soak
@settings(_LONG, max_examples=25)
@given(node=nodes, request=requests())
def test_a_segment_of_more_releases_than_sixteen_bits_count(
    large_world: World, node: Node, request: SearchRequest
) -> None:
    judge(by_node(large_world, node, replace(request, highlight=False, limit=100_000)))


@pytest.fixture(scope="module")
def large_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    return large(tmp_path_factory.mktemp("large"))
