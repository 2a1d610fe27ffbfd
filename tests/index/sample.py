"""Small made-up releases in three languages, and random queries about them."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from hypothesis import strategies as st

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
from ratssearch.models import (
    DateBasis,
    DateFact,
    EntityFact,
    EventDate,
    ExtractedPage,
    FacetFilter,
    FacetRequest,
    Granularity,
    MentionKind,
    Precision,
    Release,
    SearchRequest,
    Sort,
    Tags,
)

_ENGLISH = (
    "report reports reported reporting border borders organisation organization labour labor the of state states "
    "stated grain trade trades traders 2020 2396 unodc centre center programme"
)
_RUSSIAN = "граница границы границе граничный отчет отчеты отчета зерно торговля торговли страна страны и на"
_CHINESE = "安全 理事会 边境 贸易 国家 粮食"
WORDS = {"en": _ENGLISH.split(" "), "ru": _RUSSIAN.split(" "), "zh": _CHINESE.split(" ")}
COUNTRIES = ("KZ", "KG", "TJ", "UZ", "RU", "CN")
ORGANISATIONS = ("unodc", "ecrats", "who", "un")
SOURCES = ("north", "south", "west")
_START = date(2018, 11, 1)
_SEEN = datetime(2026, 1, 1, tzinfo=UTC)


def release(number: int, choose: random.Random, longest: int = 30) -> Release:
    """A made-up release with paragraphs of less than `longest` words; its id depends on the number alone."""
    language = choose.choice(("en", "en", "ru", "zh"))
    page = ExtractedPage(
        title=_text(choose, language, choose.randrange(0, 7)),
        paragraphs=tuple(_text(choose, language, choose.randrange(1, longest)) for _ in range(choose.randrange(0, 4))),
        language=language,
        published=_published(choose),
        events=tuple(_event(choose) for _ in range(choose.randrange(0, 3))),
    )
    facts = [
        EntityFact(kind, entity, choose.random() < 0.5, choose.randrange(1, 5))
        for kind, entities in ((MentionKind.COUNTRY, COUNTRIES), (MentionKind.ORGANISATION, ORGANISATIONS))
        for entity in choose.sample(entities, choose.randrange(0, 4))
    ]
    name = f"s{choose.randrange(3)}"
    return Release(
        id=f"made-{number * 7919 % 1009:04}",
        source_id=SOURCES[int(name[1])],
        url=f"https://made-up.example/{number}",
        addresses=(),
        first_seen=_SEEN + timedelta(microseconds=number),
        last_seen=_SEEN,
        absent_since=None,
        failed_looks=0,
        edition_count=1,
        page=page,
        tags=Tags(entities=tuple(facts)),
    )


def giant(number: int) -> Release:
    """A release with frequencies and positions that do not fit into a byte, twelve bits or sixteen bits."""
    choose = random.Random(number)
    body = ["border " * 300 + "grain", "trade " * 70_000 + "grain border", "state the " * 33_000 + "report of trade"]
    far = " ".join(choose.choice(WORDS["en"]) for _ in range(4_500))
    one = release(number, choose)
    text = [*body, far][number % 4]
    page = replace(one.page, title="" if number % 4 else "grain " * 260, paragraphs=(text, "граница зерно"))
    return replace(one, page=page)


def _text(choose: random.Random, language: str, length: int) -> str:
    words = [choose.choice(WORDS[language if choose.random() < 0.9 else "en"]) for _ in range(length)]
    if language == "zh":
        return "".join(words)
    if choose.random() < 0.03:
        words *= 60  # long fields and high frequencies
    return " ".join(word.capitalize() if choose.random() < 0.2 else word for word in words)


def _published(choose: random.Random) -> DateFact | None:
    if choose.random() < 0.15:
        return None
    day = _START + timedelta(days=choose.randrange(800))
    kind = choose.random()
    if kind < 0.1:
        return DateFact(date(day.year, 1, 1), date(day.year, 12, 31), Precision.YEAR, DateBasis.TEXT, "")
    if kind < 0.2:
        first = day.replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        return DateFact(first, last, Precision.MONTH, DateBasis.URL, "")
    return DateFact(day, day, Precision.DAY, DateBasis.META, "")


def _event(choose: random.Random) -> EventDate:
    first = _START + timedelta(days=choose.randrange(900))
    return EventDate(first, first + timedelta(days=choose.randrange(40)), Precision.DAY, "", 0, 0)


# ---------------------------------------------------------------- queries

_indexed = [
    *WORDS["en"],
    *WORDS["ru"],
    "安全",
    "理事",
    "事会",
    "边境",
    "会边",
    "国家",
    "安",
    "理",
    "missing",
    "торгуют",
]
_word = st.sampled_from(_indexed)
_field = st.sampled_from(("", "", "title", "body"))
_boost = st.sampled_from((1.0, 1.0, 2.0, 0.5))
_day = st.integers(-30, 900).map(lambda days: _START + timedelta(days=days))
_pattern = st.one_of(
    _word.map(lambda word: word[:2] + "*"),
    _word.map(lambda word: "*" + word[-2:]),
    _word.map(lambda word: word[:1] + "?" + word[2:]),
    _word.map(lambda word: word[:1] + "*" + word[-1:]),
    st.sampled_from(("*", "?*", "??", "*an*", "re*t*", "[a]*")),
)


def _phrases(words: list[str]) -> st.SearchStrategy[Phrase]:
    """With and without gaps between the words."""
    steps = st.lists(st.integers(1, 3), min_size=len(words) - 1, max_size=len(words) - 1)
    places = st.just(()) | steps.map(lambda each: tuple(accumulate(each, initial=0)))
    return st.builds(Phrase, st.just(tuple(words)), _field, st.integers(0, 4), st.booleans(), _boost, places)


phrases: st.SearchStrategy[Phrase] = st.lists(_word, min_size=1, max_size=3).flatmap(_phrases)
leaf: st.SearchStrategy[Node] = st.one_of(
    st.builds(Term, _word, _field, st.booleans(), _boost),
    st.builds(Term, _word, _field, st.booleans(), _boost),
    phrases,
    st.builds(Wildcard, _pattern, _field, _boost),
    st.builds(Fuzzy, _word.filter(lambda word: len(word) > 2), st.sampled_from((1, 2)), _field, _boost),
    st.builds(Keyword, st.just("country"), st.sampled_from((*COUNTRIES, "XX"))),
    st.builds(Keyword, st.just("source"), st.sampled_from((*SOURCES, "nowhere"))),
    st.builds(Keyword, st.just("organisation"), st.sampled_from((*ORGANISATIONS, "nobody"))),
    st.builds(Keyword, st.just("language"), st.sampled_from(("en", "ru", "zh", "fr"))),
    st.builds(Keyword, st.just("year"), st.sampled_from(("2019", "unknown", "1999"))),
    st.builds(DateRange, st.sampled_from(("date", "event")), st.none() | _day, st.none() | _day),
    st.just(Everything()),
    st.just(Nothing("made up")),
)


def _several(children: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Node, ...]]:
    return st.lists(children, min_size=1, max_size=4).map(tuple)


nodes: st.SearchStrategy[Node] = st.recursive(
    leaf,
    lambda children: st.one_of(
        st.builds(And, _several(children)),
        st.builds(Or, _several(children)),
        st.builds(Not, children),
        st.builds(AndMaybe, children, children),
        st.builds(Boost, children, _boost),
    ),
    max_leaves=8,
)

_values = {"country": (*COUNTRIES, "XX"), "organisation": ORGANISATIONS, "source": SOURCES, "language": ("en", "ru"),
           "year": ("2018", "2019", "unknown")}  # fmt: skip


def _filter(facet: str) -> st.SearchStrategy[FacetFilter]:
    values = st.lists(st.sampled_from(_values[facet]), max_size=2, unique=True).map(tuple)
    return st.builds(FacetFilter, st.just(facet), values, values)


def _facet(facet: str) -> st.SearchStrategy[FacetRequest]:
    inside = st.lists(st.sampled_from((*_values[facet], "elsewhere")), max_size=3, unique=True).map(tuple)
    return st.builds(FacetRequest, st.just(facet), st.sampled_from((0, 2, 50)), st.none() | st.none() | inside)


@st.composite
def requests(draw: st.DrawFn) -> SearchRequest:
    facets = draw(st.lists(st.sampled_from(sorted(_values)), max_size=3))  # one facet may have two filters
    return SearchRequest(
        filters=tuple(draw(_filter(facet)) for facet in facets),
        date_from=draw(st.none() | st.none() | _day),
        date_to=draw(st.none() | st.none() | _day),
        sort=draw(st.sampled_from((None, Sort.RELEVANCE, Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST))),
        limit=1000,
        facets=tuple(draw(_facet(facet)) for facet in sorted(_values)),
        histogram=draw(st.sampled_from((None, Granularity.YEAR, Granularity.MONTH, Granularity.DAY))),
        about_only=draw(st.booleans()),
    )
