"""Finding what a query is about inside one text: every form of its words, its phrases only as phrases.

A query is compiled once. Each text is then searched with one regular expression for words that begin like a wanted one;
which of those count is remembered by word, so stemming and spelling are compared once per word, not once per text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ratssearch.index.analysis import MARKS, STOP_WORDS, UNSPACED, flowed, is_unspaced, stem, words
from ratssearch.index.analysis_flat import Flat, flat
from ratssearch.index.nodes import Fuzzy, Node, Not, Phrase, Term, Wildcard
from ratssearch.index.query_trees import children
from ratssearch.index.spelling import edit_distance

_GAP = re.compile(r"[\W_]*")
_CONTINUED = re.compile(rf"[^\W_{UNSPACED}]|[{MARKS}]")  # a character that a word beginning after it would belong to
_KNOWN_LIMIT = 50_000  # words remembered per query
MAX_PASSES = 10
_Worded = Term | Phrase | Wildcard | Fuzzy


class Found(NamedTuple):
    """An occurrence of a part of the query: offsets into the original text, end exclusive; `part` tells parts apart."""

    start: int
    end: int
    part: int
    weight: float


@dataclass(frozen=True, slots=True)
class _Unit:
    """One thing to look for: words that begin with `beginning` and pass `test`, or an unspaced `literal`."""

    beginning: str = ""
    test: Callable[[str], bool] | None = None
    literal: str = ""


@dataclass(frozen=True, slots=True)
class _Part:
    """A word or phrase of the query: its units in order, by number."""

    units: tuple[int, ...]
    slop: int
    weight: float


@lru_cache(maxsize=256)
def matcher(node: Node, field: str) -> Matcher:
    """The compiled form of what a query looks for in one text field."""
    return Matcher(node, field)


class Matcher:
    """Looks for the words and phrases of one query; safe for many threads."""

    def __init__(self, node: Node, field: str) -> None:
        self._units: list[_Unit] = []
        self._numbers: dict[Term | Wildcard | Fuzzy | str, int] = {}
        self._parts: list[_Part] = []
        wanted = [leaf for leaf in _wanted(node) if leaf.field in ("", field)]
        telling = [
            leaf for leaf in wanted if not (isinstance(leaf, Term) and not leaf.exact and leaf.word in STOP_WORDS)
        ]
        for leaf in dict.fromkeys(telling or wanted):
            self._add(leaf)
        spaced = [(number, unit) for number, unit in enumerate(self._units) if unit.test]
        self._spaced = [(number, unit.test) for number, unit in spaced if unit.test]
        self._literals = [(number, unit.literal) for number, unit in enumerate(self._units) if unit.literal]
        self._candidates = _candidates([unit.beginning for _, unit in spaced])
        self._known: dict[str, tuple[int, ...]] = {}

    def __bool__(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self._parts)

    def find(self, text: str) -> list[Found]:
        """All occurrences in a text, by where they start. A phrase without slop is one of them, not each word."""
        flattened = flat(text)
        places = self._places(flattened)
        found: list[Found] = []
        for number, part in enumerate(self._parts):
            for start, end in _occurrences(part, places, flattened.text):
                found.append(Found(*flattened.span(start, end), number, part.weight))
        found.sort()
        return found

    # ------------------------------------------------------------ compiling

    def _add(self, leaf: _Worded) -> None:
        if not isinstance(leaf, Phrase):
            self._parts.append(_Part((self._unit(leaf),), 0, leaf.boost))
            return
        units = tuple(
            self._unit(run) if is_unspaced(run) else self._unit(Term(run, exact=leaf.exact))
            for run in flowed(leaf.words, leaf.offsets)
        )
        self._parts.append(_Part(units, leaf.slop, leaf.boost * (1 + len(leaf.words) / 2)))

    def _unit(self, leaf: Term | Wildcard | Fuzzy | str) -> int:
        """The number of a unit, made if new."""
        if leaf not in self._numbers:
            self._numbers[leaf] = len(self._units)
            self._units.append(_compile(leaf))
        return self._numbers[leaf]

    # ------------------------------------------------------------ searching

    def _places(self, flattened: Flat) -> dict[int, list[tuple[int, int]]]:
        """Where each unit stands in a folded text, in order."""
        places: dict[int, list[tuple[int, int]]] = {}
        text = flattened.text
        known = self._known
        for pattern in self._candidates:
            for candidate in pattern.finditer(text):
                word = candidate[0]
                units = known.get(word)
                if units is None:
                    units = self._judge(word)
                if units:
                    start, end = candidate.span()
                    if not start or not _CONTINUED.match(text[start - 1]):
                        for number in units:
                            places.setdefault(number, []).append((start, end))
        for number, literal in self._literals:
            at = text.find(literal)
            while at >= 0:
                places.setdefault(number, []).append((at, at + len(literal)))
                at = text.find(literal, at + 1)
        return places

    def _judge(self, word: str) -> tuple[int, ...]:
        units = tuple(number for number, test in self._spaced if test(word))
        if len(self._known) >= _KNOWN_LIMIT:
            self._known.clear()
        self._known[word] = units
        return units


def _wanted(node: Node) -> Iterator[_Worded]:
    """The words of a query that its hits hold, from left to right."""
    if isinstance(node, _Worded):
        yield node
    elif not isinstance(node, Not):
        for child in children(node):
            yield from _wanted(child)


def _compile(leaf: Term | Wildcard | Fuzzy | str) -> _Unit:
    if isinstance(leaf, str):
        return _Unit(literal=leaf)
    if isinstance(leaf, Wildcard):
        beginning = re.split(r"[*?]", leaf.pattern)[0]
        if is_unspaced(leaf.pattern):
            return _Unit(literal=beginning)
        shape = "".join({"*": ".*", "?": "."}.get(part, re.escape(part)) for part in re.split(r"([*?])", leaf.pattern))
        return _Unit(beginning, re.compile(shape).fullmatch)  # type: ignore[arg-type]
    if is_unspaced(leaf.word):
        return _Unit(literal=leaf.word)
    word = leaf.word
    if isinstance(leaf, Fuzzy):
        limit = leaf.distance
        return _Unit(word[0], lambda other: edit_distance(word, other, limit) <= limit)
    if leaf.exact:
        return _Unit(word, word.__eq__)
    key = stem(word)
    # All words of a class begin alike, but for the last letters (policy, policies; defence, defense).
    return _Unit(
        key[: max(3, len(key) - 2)] if len(key) > 3 else key[:1], lambda other: other == word or stem(other) == key
    )


def _candidates(beginnings: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """All words, and a few ends of words, that begin in one of these ways. A search for one known beginning runs at the
    speed of memory, so up to a dozen are looked for one after the other."""
    shortest: list[str] = []
    for beginning in sorted(set(beginnings)):
        if not shortest or not beginning.startswith(shortest[-1]):
            shortest.append(beginning)
    letter = rf"[^\W_{UNSPACED}]"
    rest = rf"{letter}*(?:[{MARKS}]+{letter}*)*"
    if shortest == [""]:
        return (re.compile(letter + rest),)
    if len(shortest) > MAX_PASSES:
        shortest = ["(?:" + "|".join(map(re.escape, shortest)) + ")"]
    else:
        shortest = list(map(re.escape, shortest))
    return tuple(re.compile(beginning + rest) for beginning in shortest)


# ---------------------------------------------------------------- phrases


def _occurrences(part: _Part, places: dict[int, list[tuple[int, int]]], text: str) -> list[tuple[int, int]]:
    """Spans of one part of the query in a folded text."""
    rows = [places.get(number, []) for number in part.units]
    if len(rows) == 1:
        return rows[0]
    if not all(rows):
        return []
    found: list[tuple[int, int]] = []
    for first in rows[0]:
        chain = _chain(first, rows[1:], part.slop, text)
        if chain and part.slop == 0:
            found.append((chain[0][0], chain[-1][1]))
        elif chain:
            found.extend(chain)
    return found


def _chain(
    first: tuple[int, int], rows: Sequence[list[tuple[int, int]]], slop: int, text: str
) -> list[tuple[int, int]] | None:
    """The units of a phrase that follow its first one, each at its next place; None if they are too far apart."""
    chain = [first]
    for row in rows:
        end = chain[-1][1]
        index = bisect_left(row, (end, end))
        if index == len(row):
            return None
        start = row[index][0]
        if not _GAP.fullmatch(text, end, start):
            if not slop:
                return None
            slop -= len(words(text[end:start]))
            if slop < 0:
                return None
        chain.append(row[index])
    return chain
