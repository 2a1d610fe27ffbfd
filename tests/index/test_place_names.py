"""A place asked by one of its official names is found by the others, and the query's description says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from written_releases import index_of

from ratssearch.index import place_names
from ratssearch.index.describe import describe, normalise
from ratssearch.index.engine import PlainVocabulary
from ratssearch.index.query import parse
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import Match, SearchRequest

TEXTS = (
    "Министры Кыргызстана прибыли в Алматы",
    "Министры Киргизии прибыли в Алма-Ату",
    "Делегация Кыргызской Республики и Восточного Тимора",
    "Делегация Беларуси и Тимора-Лешти",
    "Делегация Белоруссии",
    "吉尔吉斯斯坦总统访问韩国",
    "吉爾吉斯总统访问南韩",
    "白俄罗斯总统",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WhooshEngine]:
    opened = index_of(tmp_path_factory.mktemp("index"), [("x", text) for text in TEXTS])
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("text", "expected", "said"),
    [
        ("Кыргызстан", "012", "киргизия"),
        ("Киргизия", "012", "кыргызстан"),
        ("киргизию", "012", "кыргызстан"),
        ("Кыргызская Республика", "012", "киргизия"),
        ("министры Киргизстана", "01", "киргизия"),
        ("алматы", "01", "алма ата"),
        ("Алма-Ата", "01", "алматы"),
        ("Белоруссия", "34", "беларусь"),
        ("восточный тимор", "23", "тимор лешти"),
        ("Тимор-Лешти", "23", "восточный тимор"),
        ("吉尔吉斯斯坦总统", "56", "吉爾吉斯总统"),
        ("南韩", "56", "韩国"),
        ("韩国", "56", "南韩"),
        ("俄罗斯", "7", "俄羅斯"),
        ("-Киргизия", "34567", "кыргызстан"),
        ('"Кыргызстана"', "0", ""),
        ("кыргыз*", "02", ""),
    ],
)
def test_each_name_finds_the_others(engine: WhooshEngine, text: str, expected: str, said: str) -> None:
    """In any of its cases; not between quotation marks, and not as a part of a word."""
    found = {hit.id.removeprefix("r") for hit in engine.search(SearchRequest(text)).hits}
    assert found == set(expected)
    node = parse(text)
    assert said in describe(node, PlainVocabulary())
    assert parse(normalise(node)) == node


def test_any_of_the_words_too(engine: WhooshEngine) -> None:
    found = engine.search(SearchRequest("делегация Киргизия", match=Match.ANY)).hits
    assert {hit.id for hit in found} == {"r0", "r1", "r2", "r3", "r4"}


def test_no_name_stands_for_two_places() -> None:
    """Or a query would speak of both."""
    names = [name for group in place_names._groups() for name in group]
    assert len(names) == len(set(names))
    assert sum(len(group) for group in place_names._groups()) == len(place_names._by_stems()) + len(
        place_names._unspaced()
    )
