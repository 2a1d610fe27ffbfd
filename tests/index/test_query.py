"""The query language: what text means, and where a refusal points."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratssearch.errors import QueryError
from ratssearch.index.describe import describe, normalise
from ratssearch.index.engine import PlainVocabulary
from ratssearch.index.nodes import (
    And,
    AndMaybe,
    Boost,
    DateRange,
    Everything,
    Fuzzy,
    Keyword,
    Node,
    Not,
    Nothing,
    Or,
    Phrase,
    Term,
    Wildcard,
)
from ratssearch.index.query import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse
from ratssearch.models import Match

A, B, C, D = (Term(word) for word in "abcd")


VALUES = {"kazakhstan": ("KZ",), "казахстан": ("KZ",), "哈萨克斯坦": ("KZ",), "kz": ("KZ",), "korea": ("KP", "KR")}


class Names:
    """A vocabulary of three names, one of them shared by two values."""

    def label(self, facet: str, value: str) -> str:
        return {"KZ": "Kazakhstan"}.get(value, value)

    def resolve(self, facet: str, text: str) -> tuple[str, ...]:
        return VALUES.get(text.lower(), ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Everything()),
        (" \u00a0\u200b ", Everything()),
        ("*", Everything()),
        ("a", A),
        ("a b", And((A, B))),
        ("a AND b", And((A, B))),
        ("a a", A),
        ("meeting of", And((Term("meeting"), Term("of")))),
        ("a OR b", Or((A, B))),
        ("a b OR c d", Or((And((A, B)), And((C, D))))),
        ("a (b OR c)", And((A, Or((B, C))))),
        ("a AND (b AND c)", And((A, B, C))),
        ("NOT a", Not(A)),
        ("a -b", And((A, Not(B)))),
        ("a NOT b", And((A, Not(B)))),
        ("+a -(b c)", And((A, Not(And((B, C)))))),
        ("a OR NOT b", Or((A, Not(B)))),
        ("NOT NOT a", A),
        ("a MAYBE b c", AndMaybe(A, And((B, C)))),
        ("a and b or not c", And((A, Term("and"), B, Term("or"), Term("not"), C))),
        ("a - b", And((A, B))),
        ("a & b, c!", And((A, B, C))),
        ('"small arms"', Phrase(("small", "arms"))),
        ("“small arms”", Phrase(("small", "arms"))),
        ("«small arms»", Phrase(("small", "arms"))),
        ('"small arms"~3', Phrase(("small", "arms"), slop=3)),
        ('"small arms"~3^2', Phrase(("small", "arms"), slop=3, boost=2.0)),
        ('"arms"', Term("arms", exact=True)),
        ('a ""', A),
        ("A/RES/75/291", Phrase(("a", "res", "75", "291"), exact=False)),
        ("2396 (2017)", And((Term("2396"), Term("2017")))),
        ("co-operation", Or((Phrase(("co", "operation"), exact=False), Term("cooperation")))),
        ("U.S.", Term("usa")),
        ("US", Term("usa")),
        ("us", Term("us")),
        ("Qa’ida", Term("qaida")),
        ("title:a", Term("a", "title")),
        ("Text:a", Term("a", "body")),
        ('title:"a b"', Phrase(("a", "b"), "title")),
        ("title:(a OR b)", Or((Term("a", "title"), Term("b", "title")))),
        ("-title:a", Not(Term("a", "title"))),
        ("a^2", Term("a", boost=2.0)),
        ("(a b)^0.5", Boost(And((A, B)), 0.5)),
        ("(a)^2", Term("a", boost=2.0)),
        ("terror*", Wildcard("terror*")),
        ("Ёлк*", Wildcard("елк*")),
        ("*stan", Wildcard("*stan")),
        ("wom?n", Wildcard("wom?n")),
        ("women?", Term("women")),
        ("counter-terror*", And((Term("counter"), Wildcard("terror*")))),
        ("kazakstan~", Fuzzy("kazakstan")),
        ("~kazakstan", Term("kazakstan")),
        ("kazakstan~2^3", Fuzzy("kazakstan", 2, boost=3.0)),
        ("安全理事会", Phrase(("安全", "全理", "理事", "事会"), exact=False)),
        ("安全", Term("安全")),
        ("法", Wildcard("法*")),
        ('"安全 国家"', Phrase(("安全", "国家"), places=(0, 2))),
        ('"理事会 国家 un"~2', Phrase(("理事", "事会", "国家", "un"), slop=2, places=(0, 1, 3, 5))),
        ('"安 全"', Phrase(("安", "全"))),
        ("安全、国家", Phrase(("安全", "国家"), exact=False, places=(0, 2))),
        ("安全*", Term("安全")),
        ("（a OR b）", Or((A, B))),
        ("country:kz", Keyword("country", "KZ")),
        ("country:(kz OR ru)", Or((Keyword("country", "KZ"), Keyword("country", "RU")))),
        ('org:"Drugs and Crime"', Keyword("organisation", "drugs and crime")),
        ("lang:RU", Keyword("language", "ru")),
        ("year:2019", Keyword("year", "2019")),
        ("year:unknown", Keyword("year", "unknown")),
        ("date:2019", DateRange("date", date(2019, 1, 1), date(2019, 12, 31))),
        ("date:2020-02", DateRange("date", date(2020, 2, 1), date(2020, 2, 29))),
        ("event:2020-02-20", DateRange("event", date(2020, 2, 20), date(2020, 2, 20))),
        ("published:[2019-03 to 2020]", DateRange("date", date(2019, 3, 1), date(2020, 12, 31))),
        ("date:[2019 TO *]", DateRange("date", date(2019, 1, 1), None)),
        ("date:2019..2020-01", DateRange("date", date(2019, 1, 1), date(2020, 1, 31))),
        ("date:>=2019", DateRange("date", date(2019, 1, 1), None)),
        ("date:>2019", DateRange("date", date(2020, 1, 1), None)),
        ("date:<2019", DateRange("date", None, date(2018, 12, 31))),
        ("date:<=2019-02", DateRange("date", None, date(2019, 2, 28))),
        ('date:"2019"', DateRange("date", date(2019, 1, 1), date(2019, 12, 31))),
        ("https://un.org 10:30", And((Phrase(("https", "un", "org"), exact=False), Phrase(("10", "30"), exact=False)))),
        ("note: this", And((Term("note"), Term("this")))),
        ("NATO AND OSCE", And((Term("nato"), Term("osce")))),
        ("STATE OF WAR AND PEACE", And(tuple(map(Term, ("state", "of", "war", "and", "peace"))))),
    ],
)
def test_meaning(text: str, expected: Node) -> None:
    """Each query means exactly this tree."""
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a b", Term("b")),
        ("c d", Or((C, D))),
        ("c c d", Or((Term("c", boost=2.0), D))),
        ("c AND d b", Or((And((C, D)), B))),
        ("+c d", AndMaybe(C, D)),
        ("c d -b", And((Or((C, D)), Not(B)))),
        ("c country:kz", And((C, Keyword("country", "KZ")))),
        ("the of", Or((Term("the"), Term("of")))),
        ("the war of words", Or((Term("war"), Term("words")))),
        ("four-power", Or((Term("four"), Term("power"), Term("fourpower")))),
        ("A/RES/75/291", Phrase(("a", "res", "75", "291"), exact=False)),
        ("安全会", Or((Term("安全"), Term("全会")))),
        ("安全、国家", Or((Term("安全"), Term("国家")))),
        ("", Everything()),
    ],
)
def test_meaning_of_any(text: str, expected: Node) -> None:
    """With match=any side by side means any of them; filters and signs hold all the same; stop words are idle."""
    assert parse(text, match=Match.ANY) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("country:Kazakhstan", Keyword("country", "KZ")),
        ("country:Казахстан", Keyword("country", "KZ")),
        ("country:哈萨克斯坦", Keyword("country", "KZ")),
        ('country:"kazakhstan"', Keyword("country", "KZ")),
        ("country:korea", Or((Keyword("country", "KP"), Keyword("country", "KR")))),
        ("country:atlantis", Nothing("No country is called atlantis.", "country:atlantis")),
        ('org:"no such"', Nothing("No organisation is called no such.", 'organisation:"no such"')),
        ("lang:ru", Keyword("language", "ru")),
        ("source:ecrats", Keyword("source", "ecrats")),
    ],
)
def test_names_are_understood(text: str, expected: Node) -> None:
    """Names in any language that the vocabulary knows stand for values; unknown ones find nothing and say so."""
    assert parse(text, vocabulary=Names()) == expected


@pytest.mark.parametrize(
    ("text", "position", "length", "message"),
    [
        ('say "hello', 4, 1, "quotation mark is not closed"),
        ("a (b OR c", 2, 1, "parenthesis is not closed"),
        ("a) b", 1, 1, "closes nothing"),
        ("()", 0, 2, "nothing between"),
        ("titel:x", 0, 5, 'no field "titel". Did you mean "title"'),
        ("a xyzzy:b", 2, 5, "Fields are title, body"),
        ("country: kz", 0, 7, "needs a value"),
        ("country:kz*", 8, 3, "not a pattern"),
        ("a AND", 2, 3, "Nothing follows AND"),
        ("a AND OR b", 2, 3, "Nothing follows AND"),
        ("OR b", 0, 2, "Nothing stands before OR"),
        ("(AND b)", 1, 3, "Nothing stands before AND"),
        ("a NOT", 2, 3, "Nothing follows NOT"),
        ("a *b", 2, 2, "too many words"),
        ("a*", 0, 2, "too many words"),
        ("ab~", 0, 3, "too short"),
        ("word~3", 0, 6, "1 or 2"),
        ('"a b"~x', 5, 2, "After ~"),
        ("word^", 4, 1, "After ^"),
        ("word^0", 4, 2, "After ^"),
        ("(a b)^x", 5, 2, "After ^"),
        ("date:yesterday", 5, 9, "is no date"),
        ("date:2019-02-30", 5, 10, "no day 2019-02-30"),
        ("date:[2020 to 2019]", 5, 14, "ends before it begins"),
        ("date:[2019 to", 5, 8, "is no date"),
        ("date:(2019)", 5, 1, "takes a date"),
        ("date:>9999-12-31", 5, 11, "end of the calendar"),
        ("year:19", 5, 2, "is no year"),
        ("a " * MAX_LENGTH, MAX_LENGTH, MAX_LENGTH, "longer than"),
        ("(" * (MAX_DEPTH + 2) + "a", MAX_DEPTH + 1, 1, "parentheses deep"),
    ],
)
def test_refusals_point_at_the_place(text: str, position: int, length: int, message: str) -> None:
    """A query that cannot be understood is refused with the place and what to do."""
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert (caught.value.position, caught.value.length) == (position, length)


def test_too_many_terms() -> None:
    """The number of terms is bounded."""
    words = [f"w{number}" for number in range(MAX_TERMS + 1)]
    assert isinstance(parse(" ".join(words[:-1])), And)
    with pytest.raises(QueryError, match="more than"):
        parse(" ".join(words))


def test_punctuation_alone_finds_nothing() -> None:
    """Text without a single word is no query for everything."""
    assert isinstance(parse("?!"), Nothing)


PIECES = """
a b war terror* *stan wom?n counter-terror* co-operation A/RES/75 "small arms" "x" "small arms"~3 ( ) AND OR NOT MAYBE
+ - title: body:b country:kz country: org:un year:2019 date:2019 date:[2019-03 to event:>=2020-02-20 2020] kazakstan~
~2 ^2 ^1.5 word^3 安全理事会 法 第1届 ёлка the ! ? : * ” « https://un.org
"""
pieces = st.sampled_from(PIECES.split())
queries = st.one_of(
    st.text(max_size=40),
    st.lists(pieces, max_size=14).map(" ".join),
    st.lists(pieces, max_size=8).map("".join),
    st.text(alphabet="ab AND()\"~^*?:+-'安\u3000", max_size=40),
)


@settings(max_examples=400, deadline=None)
@given(queries, st.sampled_from(Match))
def test_only_refused_never_broken(text: str, match: Match) -> None:
    """Any text is understood or refused with a place inside it; what is understood can be described, and its
    normalised text means the same."""
    try:
        node = parse(text, match=match)
    except QueryError as refusal:
        assert 0 <= refusal.position <= len(text)
        assert refusal.length >= 1
        return
    assert describe(node, PlainVocabulary()).startswith(("releases ", "all releases", "no releases"))
    assert parse(normalise(node)) == node
