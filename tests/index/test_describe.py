"""A query shown back in words and as normalised text; docs/query-language.md holds most examples."""

from __future__ import annotations

import pytest

from ratssearch.index.describe import MAX_LISTED, describe, normalise
from ratssearch.index.engine import PlainVocabulary
from ratssearch.index.nodes import AndMaybe, Boost, DateRange, Keyword, Nothing, Or, Term
from ratssearch.index.query import parse


class Names(PlainVocabulary):
    def label(self, facet: str, value: str) -> str:
        return {"KZ": "Kazakhstan", "ru": "Russian", "un": "United Nations"}.get(value, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "all releases"),
        ("!?", "no releases: The query holds no words."),
        (
            '"small arms" country:kz date:[2019 to 2020]',
            "releases with “small arms” exactly, mentioning Kazakhstan, published from 2019 to 2020",
        ),
        ("lang:ru -org:un", "releases in the language Russian, not mentioning United Nations"),
        ("a -(b OR c)", "releases with “a”, without “b” or “c”"),
        ("-(b c)", "releases other than those (with “b” and “c”)"),
        ("(b c)^2 OR d", "releases with “d” or (with “b” and “c”) (weight 2)"),
        ("country:kz OR a", "releases with “a” or mentioning Kazakhstan"),
        ("date:[* to *]", "releases published at a known date"),
        ("date:[2019-03-05 to 2019-03-07]", "releases published from 5 March 2019 to 7 March 2019"),
        ("date:[2019-12 to 9999]", "releases published from December 2019 to December 9999"),
    ],
)
def test_in_words(text: str, expected: str) -> None:
    """Names instead of codes, dates as one would say them, lists joined in words."""
    assert describe(parse(text), Names()) == expected


def test_long_lists_are_cut() -> None:
    """A pasted page is not repeated word by word."""
    said = describe(parse(" ".join(f"w{number}" for number in range(40))), PlainVocabulary())
    assert said.count("“") == MAX_LISTED
    assert said.endswith("and 28 more")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  a   AND b ", "a b"),
        ("A/RES/75", "a/res/75"),
        ("“Small Arms”~2", '"small arms"~2'),
        ("lang:RU", "language:ru"),
        ('org:"Drugs and Crime"', 'organisation:"drugs and crime"'),
        ("date:2019", "date:[2019-01-01 to 2019-12-31]"),
        ("NOT (a OR b)", "-(a OR b)"),
        ("a (b OR c) MAYBE d", "(a (b OR c)) MAYBE d"),
        ("安全理事会", "安全理事会"),
        ("", "*"),
    ],
)
def test_normalised(text: str, expected: str) -> None:
    """One spelling for every way of writing the same query, and it means the same."""
    node = parse(text)
    assert normalise(node) == expected
    assert parse(expected) == node


def test_unresolved_names_survive() -> None:
    """What no vocabulary knows is kept as it was typed."""
    assert normalise(Or((Term("a"), Nothing("No country is called xyz.", "country:xyz")))) == "a OR country:xyz"


def test_trees_that_engines_build_are_described_too() -> None:
    """Description does not depend on the parser having made the tree."""
    tree = AndMaybe(Boost(Keyword("country", "KZ"), 2.0), DateRange("event", None, None))
    assert describe(tree, Names()) == (
        "releases mentioning Kazakhstan (weight 2), first those speaking of events at a known date"
    )
