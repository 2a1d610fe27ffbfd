"""A search engine of a few dozen plain lines: looks at every document for every question. The judge of real engines.

Nothing here is shared with the engines but the contract: analysis, query nodes, ranking settings and models.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ratssearch.index import analysis
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
from ratssearch.index.ranking import Ranking, power
from ratssearch.models import FacetFilter, FacetValue, Granularity, MentionKind, Release, SearchRequest

TEXTS = ("title", "body")


@dataclass(frozen=True)
class Plain:
    """A release as the judge sees it."""

    release: Release
    words: Mapping[str, Sequence[str]]  # field -> its words
    stems: Mapping[str, Sequence[str]]
    counts: Mapping[tuple[str, bool], Counter[str]]  # (field, as written) -> how often each word or stem
    values: Mapping[str, tuple[str, ...]]  # facet -> values
    about: Mapping[str, tuple[str, ...]]
    days: tuple[int, int] | None
    events: tuple[tuple[int, int], ...]


def plain(release: Release) -> Plain:
    page, published = release.page, release.page.published
    words = {"title": analysis.words(page.title), "body": analysis.words(page.body)}
    facts = release.tags.entities
    values, about = {}, {}
    for facet, kind in (("country", MentionKind.COUNTRY), ("organisation", MentionKind.ORGANISATION)):
        values[facet] = tuple(dict.fromkeys(fact.entity for fact in facts if fact.kind is kind))
        about[facet] = tuple(dict.fromkeys(fact.entity for fact in facts if fact.kind is kind and fact.about))
    single = {
        "source": (release.source_id,),
        "language": (page.language,),
        "year": (f"{published.first.year:04}" if published else "unknown",),
    }
    stems = {name: analysis.stems(found) for name, found in words.items()}
    return Plain(
        release,
        words,
        stems,
        {(name, exact): Counter((words if exact else stems)[name]) for name in TEXTS for exact in (True, False)},
        {**values, **single},
        {**about, **single},
        (published.first.toordinal(), published.last.toordinal()) if published else None,
        tuple((event.first.toordinal(), event.last.toordinal()) for event in page.events),
    )


class Oracle:
    """Answers over a fixed set of releases. `stored` says how an engine rounds the length of a field."""

    def __init__(self, releases: Iterable[Release], ranking: Ranking, stored: Callable[[int], int]) -> None:
        self.documents = {release.id: plain(release) for release in releases}
        self._ranking = ranking
        self._stored = stored
        lengths = {name: [stored(len(doc.words[name])) for doc in self.documents.values()] for name in TEXTS}
        self._average = {name: sum(found) / max(1, len(found)) for name, found in lengths.items()}
        self._frequencies: dict[tuple[str, bool], int] = {}
        self._newest = max((doc.days[0] for doc in self.documents.values() if doc.days), default=0)

    # ------------------------------------------------------------ sets

    def matches(self, node: Node, doc: Plain) -> bool:
        match node:
            case Everything():
                return True
            case Nothing():
                return False
            case Term() | Phrase() | Wildcard() | Fuzzy():
                return any(self._in_field(node, doc, name) for name in _fields(node.field))
            case Keyword():
                return node.value in doc.values[node.field]
            case DateRange():
                spans = doc.events if node.field == "event" else (doc.days,) if doc.days else ()
                return any(_overlaps(span, node.first, node.last) for span in spans)
            case And():
                return all(self.matches(child, doc) for child in node.children)
            case Or():
                return any(self.matches(child, doc) for child in node.children)
            case Not():
                return not self.matches(node.child, doc)
            case AndMaybe():
                return self.matches(node.required, doc)
            case Boost():
                return self.matches(node.child, doc)

    def _in_field(self, node: Term | Phrase | Wildcard | Fuzzy, doc: Plain, name: str) -> bool:
        match node:
            case Term():
                return self._count(doc, name, node.word, node.exact) > 0
            case Phrase():
                return self._phrase(doc, name, node)
            case Wildcard():
                return any(_like(node.pattern, word) for word in doc.counts[name, True])
            case Fuzzy():
                return any(_near(node, word) for word in doc.counts[name, True])

    def _count(self, doc: Plain, name: str, word: str, exact: bool) -> int:
        return doc.counts[name, exact][word if exact else analysis.stem(word)]

    def _phrase(self, doc: Plain, name: str, node: Phrase) -> bool:
        text = doc.words[name] if node.exact else doc.stems[name]
        wanted = node.words if node.exact else tuple(map(analysis.stem, node.words))
        if any(word not in doc.counts[name, node.exact] for word in wanted if not analysis.is_beginning(word)):
            return False
        offsets = node.places or range(len(wanted))
        width = offsets[-1] + 1 + node.slop  # of the longest span

        def follows(number: int, first: int, last: int) -> bool:
            if number == len(wanted):
                return True
            nearest = last + offsets[number] - offsets[number - 1]
            places = range(nearest, min(len(text), first + width))
            return any(follows(number + 1, first, at) for at in places if _stands_for(wanted[number], text[at]))

        return any(follows(1, at, at) for at, word in enumerate(text) if _stands_for(wanted[0], word))

    # ------------------------------------------------------------ scores

    def score(self, node: Node, doc: Plain) -> float:
        return self._score(node, doc, power(node, self._ranking)) * self._recency(doc)

    def _recency(self, doc: Plain) -> float:
        """What the newest release of all has its score raised by, halved with every half-life of age."""
        if not doc.days:
            return 1.0
        age = self._newest - doc.days[0]
        return 1.0 + float(self._ranking.recency * 0.5 ** (age / self._ranking.half_life))

    def _score(self, node: Node, doc: Plain, rarity_power: float) -> float:
        if not self.matches(node, doc):
            return 0.0
        match node:
            case Term():
                return node.boost * sum(
                    self._bm25(doc, name, node.word, node.exact, rarity_power) for name in _fields(node.field)
                )
            case Phrase():
                return node.boost * sum(
                    self._bm25(doc, name, word, node.exact, rarity_power)
                    for name in _fields(node.field)
                    if self._phrase(doc, name, node)
                    for word in node.words
                )
            case Wildcard() | Fuzzy():
                return node.boost
            case And() | Or():
                return sum(self._score(child, doc, rarity_power) for child in node.children)
            case AndMaybe():
                optional = self._score(node.optional, doc, rarity_power)
                return self._score(node.required, doc, rarity_power) + optional
            case Boost():
                return node.factor * self._score(node.child, doc, rarity_power)
            case _:
                return 0.0

    def _bm25(self, doc: Plain, name: str, word: str, exact: bool, rarity_power: float) -> float:
        tf = self._count(doc, name, word, exact)
        settings = self._ranking
        frequency = self._frequency(word, exact)
        idf = math.log(1 + (len(self.documents) - frequency + 0.5) / (frequency + 0.5)) ** rarity_power
        relative = self._stored(len(doc.words[name])) / max(self._average[name], 1.0)
        norm = settings.k1 * (1 - settings.b + settings.b * relative)
        return settings.weight(name) * idf * tf * (settings.k1 + 1) / (tf + norm)

    def _frequency(self, word: str, exact: bool) -> int:
        key = (word, exact)
        if key not in self._frequencies:
            term = Term(word, exact=exact)
            self._frequencies[key] = sum(self.matches(term, doc) for doc in self.documents.values())
        return self._frequencies[key]

    # ------------------------------------------------------------ requests

    def found(self, node: Node, request: SearchRequest, *, without: str = "") -> list[Plain]:
        """Documents of a request; `without` leaves out the filters of one facet."""
        return [
            doc
            for doc in self.documents.values()
            if self.matches(node, doc)
            and _in_dates(doc, request.date_from, request.date_to)
            and all(
                _passes(doc, one, request.about_only)
                for facet in {one.facet for one in request.filters} - {without}
                for one in request.filters
                if one.facet == facet
            )
        ]

    def counts(self, node: Node, request: SearchRequest, facet: str) -> dict[str, int]:
        """How many hits carry each value of a facet, the facet's own filters left out."""
        counts: dict[str, int] = {}
        for doc in self.found(node, request, without=facet):
            for value in (doc.about if request.about_only else doc.values)[facet]:
                counts[value] = counts.get(value, 0) + 1
        return counts

    def histogram(self, docs: Iterable[Plain], granularity: Granularity) -> dict[str, int]:
        bars: dict[str, int] = {}
        for doc in docs:
            if doc.days is not None:
                length = {Granularity.YEAR: 4, Granularity.MONTH: 7, Granularity.DAY: 10}[granularity]
                for bar in {_day(number).isoformat()[:length] for number in range(doc.days[0], doc.days[1] + 1)}:
                    bars[bar] = bars.get(bar, 0) + 1
        return bars


def unselected(counts: Mapping[str, int], chosen: Collection[str], size: int) -> list[FacetValue]:
    """The values of a facet as they must be listed after the selected and excluded ones."""
    rest = sorted(((-count, value) for value, count in counts.items() if value not in chosen))
    return [FacetValue(value, -count) for count, value in rest[: max(0, size - len(chosen))]]


def _fields(field: str) -> tuple[str, ...]:
    return (field,) if field else TEXTS


def _stands_for(wanted: str, word: str) -> bool:
    """Whether a word of a phrase is this word of a text; one Chinese character is the beginning of any word."""
    return word.startswith(wanted) if len(wanted) == 1 and wanted >= "\u4e00" else word == wanted


def _like(pattern: str, word: str) -> bool:
    parts = (re.escape(c) if c not in "*?" else "." if c == "?" else ".*" for c in pattern)
    return re.fullmatch("".join(parts), word) is not None


def _near(node: Fuzzy, word: str) -> bool:
    return word[:1] == node.word[:1] and edit_distance(node.word, word) <= node.distance


def edit_distance(one: str, other: str) -> int:
    """Levenshtein distance."""
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        last, row[0] = row[0], number
        for at, char in enumerate(other, 1):
            last, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, last + (letter != char))
    return row[-1]


def _overlaps(span: tuple[int, int], first: date | None, last: date | None) -> bool:
    return (first is None or span[1] >= first.toordinal()) and (last is None or span[0] <= last.toordinal())


def _in_dates(doc: Plain, first: date | None, last: date | None) -> bool:
    if first is None and last is None:
        return True
    return doc.days is not None and _overlaps(doc.days, first, last)


def _passes(doc: Plain, one: FacetFilter, about_only: bool) -> bool:
    values = (doc.about if about_only else doc.values)[one.facet]
    return (not one.include or any(v in values for v in one.include)) and not any(v in values for v in one.exclude)


def _day(number: int) -> date:
    return date(1, 1, 1) + timedelta(days=number - 1)
