"""Random queries as people write them, each with what docs/query-language.md says that it means, found out apart from
the parser."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from hypothesis import strategies as st
from sample import COUNTRIES, ORGANISATIONS, SOURCES, WORDS

from ratssearch.index.analysis import STOP_WORDS
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
    Or,
    Phrase,
    Term,
    Wildcard,
)

# What queries are made of, and what they should not hold: for texts in any order.
SCRAPS = (
    *(
        "border",
        "кз",
        "安全",
        "法",
        "a",
        "of",
        "terr",
        "U.S.",
        "A/RES/75",
        "l'union",
        "e\u0301",
        "2019",
        "2019-03",
        "kz",
    ),
    *("title:", "body:", "org:", "country:", "date:", "event:", "year:", "lang:", "source:", "unknown", ":", "："),
    *("(", ")", "(", ")", '"', '"', "“", "”", "（", "）", "[", " to ", "]", "..", ">=", "<", "~", "~2", "^", "^2"),
    *(
        "*",
        "?",
        "+",
        "-",
        " AND ",
        " OR ",
        " NOT ",
        " MAYBE ",
        " ",
        " ",
        " ",
        "\u200b",
        "\ufeff",
        "\ud800",
        "\x00",
        "\\",
    ),
)


class Written(NamedTuple):
    """A query's text and what it means."""

    text: str
    node: Node


@dataclass(frozen=True)
class Part:
    """One part of a list of words, with the sign before it."""

    sign: str
    written: Written

    @property
    def is_filter(self) -> bool:
        return isinstance(self.written.node, Keyword | DateRange)

    @property
    def is_small(self) -> bool:
        node = self.written.node
        return isinstance(node, Term) and not node.field and not node.exact and node.word in STOP_WORDS


_word = st.sampled_from([*WORDS["en"], *WORDS["ru"], "安全", "边境", "国家", "missing"])
_run = st.sampled_from(("理事会", "国家安全", "安", "法"))  # of other lengths than two characters
_long = _word.filter(lambda word: len(word) > 4)
_field = st.sampled_from(("", "", "title", "body"))
_year, _month, _day = st.integers(2018, 2021), st.integers(1, 12), st.integers(1, 28)


def _fielded(field: str, text: str) -> str:
    return f"{field}:{text}" if field else text


def _term(word: str, field: str) -> Written:
    return Written(_fielded(field, word), Term(word, field))


def _heavy(word: str, boost: float) -> Written:
    return Written(f"{word}^{boost:g}", Term(word, boost=boost))


def _quoted(words: list[str], field: str, slop: int) -> Written:
    mark = f"~{slop}" if slop else ""
    text = _fielded(field, '"' + " ".join(words) + '"' + mark)
    placed = _placed(words)
    if len(placed) == 1:
        return Written(text, _single(placed[0][0], field, exact=True))
    return Written(text, Phrase(tuple(word for word, _ in placed), field, slop, places=tuple(at for _, at in placed)))


def _together(run: str, field: str) -> Written:
    placed = _placed([run])
    if len(placed) == 1:
        return Written(_fielded(field, run), _single(run, field, exact=False))
    return Written(_fielded(field, run), Phrase(tuple(word for word, _ in placed), field, exact=False))


def _single(word: str, field: str, *, exact: bool) -> Node:
    return Term(word, field, exact) if len(word) > 1 else Wildcard(f"{word}*", field)


def _placed(words: list[str]) -> list[tuple[str, int]]:
    """The index's words of some words, and where they stand: each Chinese character takes a place of its own, whether
    the words are written together or apart, and stands in a pair with the next one."""
    placed, place = [], 0
    for word in words:
        if word < "\u4e00":
            placed.append((word, place))
            place += 1
        else:
            placed += [(word[at : at + 2], place + at) for at in range(max(1, len(word) - 1))]
            place += len(word)
    return placed


def _fuzzy(word: str, distance: int, field: str) -> Written:
    mark = "" if distance == 1 else "2"
    return Written(_fielded(field, f"{word}~{mark}"), Fuzzy(word, distance, field))


def _patterns(word: str, field: str) -> st.SearchStrategy[Written]:
    texts = (word[:3] + "*", "*" + word[-3:], word[:2] + "?" + word[3:], word[:2] + "*" + word[-1:], word[:4] + "*s")
    return st.sampled_from(texts).map(lambda text: Written(_fielded(field, text), Wildcard(text, field)))


def _keyword(names: tuple[str, ...], values: tuple[str, ...]) -> st.SearchStrategy[Written]:
    pairs = st.tuples(st.sampled_from(names), st.sampled_from(values))
    return pairs.map(lambda pair: Written(f"{pair[0]}:{pair[1].lower()}", Keyword(names[-1], pair[1])))


def _dated(field: str, year: int, month: int, day: int, kind: int) -> Written:
    """One of the ways to write a span of days."""
    following = date(year + month // 12, month % 12 + 1, 1)
    first, one = date(year, month, 1), date(year, month, day)
    last = date.fromordinal(following.toordinal() - 1)
    shown = f"{year}-{month:02}"
    ways: tuple[tuple[str, date | None, date | None], ...] = (
        (f"{year}", date(year, 1, 1), date(year, 12, 31)),
        (shown, first, last),
        (f"{shown}-{day:02}", one, one),
        (f"[{shown} to {year + 1}]", first, date(year + 1, 12, 31)),
        (f"{year}..{shown}-{day:02}", date(year, 1, 1), one),
        (f">={shown}", first, None),
        (f">{shown}", following, None),
        (f"<={shown}", None, last),
        (f"<{shown}", None, date.fromordinal(first.toordinal() - 1)),
        (f"[* to {shown}]", None, last),
    )
    text, start, end = ways[kind % len(ways)]
    return Written(f"{field}:{text}", DateRange("event" if field == "event" else "date", start, end))


_filter = st.one_of(
    _keyword(("country",), COUNTRIES),
    _keyword(("org", "organisation"), ORGANISATIONS),
    _keyword(("source",), SOURCES),
    _keyword(("lang", "language"), ("en", "ru", "zh")),
    _keyword(("year",), ("2018", "2019", "unknown")),
    st.builds(_dated, st.sampled_from(("date", "published", "event")), _year, _month, _day, st.integers(0, 9)),
)
_words = st.one_of(
    st.builds(_term, _word, _field),
    st.builds(_term, _word, st.just("")),
    st.builds(_heavy, _word, st.sampled_from((2.0, 0.5))),
    st.builds(_quoted, st.lists(_word | _word | _run, min_size=1, max_size=3), _field, st.sampled_from((0, 0, 2, 5))),
    st.builds(_fuzzy, _long, st.sampled_from((1, 2)), _field),
    st.tuples(_long, _field).flatmap(lambda pair: _patterns(*pair)),
)
_leaf = st.one_of(_words, _words, _filter, st.just(Written("*", Everything())), st.builds(_together, _run, _field))


def _all(parts: list[Written]) -> Written:
    return Written("(" + " ".join(part.text for part in parts) + ")", And(tuple(part.node for part in parts)))


def _and(one: Written, other: Written) -> Written:
    return Written(f"({one.text} AND {other.text})", And((one.node, other.node)))


def _or(parts: list[Written]) -> Written:
    return Written("(" + " OR ".join(part.text for part in parts) + ")", Or(tuple(part.node for part in parts)))


def _without(one: Written, other: Written, sign: str) -> Written:
    return Written(f"({one.text} {sign}{other.text})", And((one.node, Not(other.node))))


def _or_of_all(first: Written, second: Written, third: Written, turned: bool) -> Written:
    """AND binds tighter than OR, on either side."""
    if turned:
        return Written(
            f"({first.text} OR {second.text} {third.text})", Or((first.node, And((second.node, third.node))))
        )
    return Written(f"({first.text} {second.text} OR {third.text})", Or((And((first.node, second.node)), third.node)))


def _maybe(one: Written, other: Written) -> Written:
    return Written(f"({one.text} MAYBE {other.text})", AndMaybe(one.node, other.node))


def _weighed(one: Written) -> Written:
    return Written(f"({one.text})^3", Boost(one.node, 3.0))


queries: st.SearchStrategy[Written] = st.recursive(
    _leaf,
    lambda children: st.one_of(
        st.builds(_all, st.lists(children, min_size=1, max_size=3)),
        st.builds(_and, children, children),
        st.builds(_or, st.lists(children, min_size=1, max_size=3)),
        st.builds(_without, children, children, st.sampled_from(("-", "NOT ", "AND NOT "))),
        st.builds(_or_of_all, children, children, children, st.booleans()),
        st.builds(_maybe, children, children),
        children.map(_weighed),
        children.map(lambda child: Written(f"NOT {child.text}", Not(child.node))),
    ),
    max_leaves=6,
)

_part = st.builds(Part, st.sampled_from(("", "", "", "+", "-")), st.one_of(_words, _words, _words, _filter))
lists: st.SearchStrategy[list[Part]] = st.lists(_part, min_size=1, max_size=5)


def any_of(parts: list[Part]) -> Written:
    """A list of words as `match=any` takes it: what is signed and every filter decides, then any word that is not
    small; small words select where there is nothing else."""
    must = [part for part in parts if part.sign == "+" or (part.is_filter and not part.sign)]
    never = [Not(part.written.node) for part in parts if part.sign == "-"]
    free = [part for part in parts if part not in must and part.sign != "-"]
    telling = [part for part in free if not part.is_small]
    chosen = telling or (free if not must else [])
    deciding = [part.written.node for part in must]
    if chosen and all(part.is_filter for part in must):
        deciding.append(Or(tuple(part.written.node for part in chosen)))
    node = And((Everything(), *deciding, *never))
    return Written(" ".join(part.sign + part.written.text for part in parts), node)
