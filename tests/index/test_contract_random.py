"""Random queries, judged by looking at every release."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle import unselected
from sample import nodes, requests
from worlds import World

from ratssearch.index.nodes import Node
from ratssearch.models import SearchRequest, Sort

_FAST = settings(
    max_examples=300, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), database=None
)
_LONG = settings(
    max_examples=int(os.environ.get("RATSSEARCH_EXAMPLES", "5000")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
)


def judge(world: World, node: Node, request: SearchRequest) -> None:
    """Everything that the contract says of one answer."""
    engine, oracle = world.engine, world.oracle
    results = engine.search_node(node, request)
    expected = {doc.release.id: doc for doc in oracle.found(node, request)}
    assert results.total == len(expected)
    assert results.corpus == engine.count() == len(world.releases)
    assert {hit.id for hit in results.hits} == set(expected)
    assert len(results.hits) == len(expected)
    judge_order(world, node, request)
    for facet in results.facets:
        judge_facet(world, node, request, facet.name)
    if request.histogram:
        judge_histogram(world, node, request)
    days = [doc.days for doc in expected.values() if doc.days]
    assert results.first_date is None if not days else results.first_date is not None
    if days:
        assert results.first_date is not None and results.first_date.toordinal() == min(day[0] for day in days)
        assert results.last_date is not None and results.last_date.toordinal() == max(day[1] for day in days)


def judge_order(world: World, node: Node, request: SearchRequest) -> None:
    results = world.engine.search_node(node, request)
    documents = world.oracle.documents
    if request.sort is Sort.RELEVANCE:
        scores = {hit.id: world.oracle.score(node, documents[hit.id]) for hit in results.hits}
        for hit in results.hits:
            assert hit.score == pytest.approx(scores[hit.id], rel=1e-6, abs=1e-9)
        ranked = [(-hit.score, hit.id) for hit in results.hits]
        assert ranked == sorted(ranked)
    elif request.sort in (Sort.NEWEST, Sort.OLDEST):
        sign = -1 if request.sort is Sort.NEWEST else 1
        days = {hit.id: documents[hit.id].days for hit in results.hits}
        ordered = [(sign * day[0] if day else 2**31, name) for name, day in days.items()]
        assert ordered == sorted(ordered)


def judge_facet(world: World, node: Node, request: SearchRequest, name: str) -> None:
    results = world.engine.search_node(node, request)
    facet = next(facet for facet in results.facets if facet.name == name)
    size = next(wanted.size for wanted in request.facets if wanted.facet == name)
    counts = world.oracle.counts(node, request, name)
    filters = [one for one in request.filters if one.facet == name]
    included = {value for one in filters for value in one.include}
    excluded = {value for one in filters for value in one.exclude} - included
    chosen = facet.values[: len(included | excluded)]
    assert {value.value for value in chosen if value.selected} == included
    assert {value.value for value in chosen if value.excluded} == excluded
    assert all(value.count == counts.get(value.value, 0) for value in chosen)
    assert list(facet.values[len(chosen) :]) == unselected(counts, filters, size)
    assert facet.other == len(counts.keys() - included - excluded) - (len(facet.values) - len(chosen))
    assert facet.truncated == (facet.other > 0)


def judge_histogram(world: World, node: Node, request: SearchRequest) -> None:
    results = world.engine.search_node(node, request)
    assert request.histogram is not None
    length = {"year": 4, "month": 7, "day": 10}[request.histogram]
    inside = world.oracle.histogram(world.oracle.found(node, request), request.histogram)
    totals = world.oracle.histogram(world.oracle.documents.values(), request.histogram)
    low = request.date_from.isoformat()[:length] if request.date_from else ""
    high = request.date_to.isoformat()[:length] if request.date_to else "9999"
    inside = {bar: count for bar, count in inside.items() if low <= bar <= high}
    expected = [
        (bar, inside.get(bar, 0), total)
        for bar, total in sorted(totals.items())
        if inside and min(inside) <= bar <= max(inside)
    ]
    assert [(bar.label, bar.count, bar.total) for bar in results.histogram] == expected


def judge_cursors(world: World, node: Node, request: SearchRequest, size: int) -> None:
    """Pages by cursor hold each hit once, in the order of the whole list."""
    whole = [hit.id for hit in world.engine.search_node(node, request).hits]
    paged: list[str] = []
    page = world.engine.search_node(node, replace(request, limit=size))
    paged.extend(hit.id for hit in page.hits)
    while page.next_cursor:
        page = world.engine.search_node(node, replace(request, limit=size, cursor=page.next_cursor))
        assert page.hits
        paged.extend(hit.id for hit in page.hits)
    assert paged == whole
    offsets = [
        hit.id
        for start in range(0, len(whole), size)
        for hit in world.engine.search_node(node, replace(request, limit=size, offset=start)).hits
    ]
    assert offsets == whole


@_FAST
@given(number=st.integers(0, 3), node=nodes, request=requests())
def test_answers_equal_those_of_looking_at_every_release(
    worlds: list[World], number: int, node: Node, request: SearchRequest
) -> None:
    """Sets, totals, scores, order, facets, histogram and dates."""
    judge(worlds[number], node, request)


@settings(_FAST, max_examples=60)
@given(number=st.integers(0, 3), node=nodes, request=requests(), size=st.integers(1, 9))
def test_cursors_give_each_hit_once(
    worlds: list[World], number: int, node: Node, request: SearchRequest, size: int
) -> None:
    judge_cursors(worlds[number], node, request, size)


@pytest.mark.soak
@_LONG
@given(number=st.integers(0, 3), node=nodes, request=requests(), size=st.integers(1, 9))
def test_thousands_of_queries(worlds: list[World], number: int, node: Node, request: SearchRequest, size: int) -> None:
    judge(worlds[number], node, request)
    judge_cursors(worlds[number], node, request, size)
