"""Which entities a release is about: points for where and how often each is mentioned.

The points are those of a logistic model, rounded; it was fitted once to the country codes that editors gave to
newswire stories (docs/enrichment.md has the figures). What differs in releases, which may be long and name many bodies,
was set by 200 judged pairs (docs/decisions/0124). Above zero, a release is about the entity.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import log, log1p

from ratssearch.models import EntityFact, Mention, MentionKind

# Rules whose mentions say less of what a release is about than the plain name does.
WEAK = frozenset({"city", "capital", "state", "home", "currency", "company"})

START = 0.25  # 0.31 above the model's own, where false and missed entities balance
BODY = -0.45  # bodies are named in passing more often than countries
TITLE, TITLE_WEAK = 2.03, 0.97
DATELINE = 5.24
LEAD = 0.48
TITLE_AND_LEAD = 0.72
OFTEN, OFTEN_WEAK, BY_NAME = 1.47, 0.44, 0.8  # times log(1 + mentions in the body)
TITLE_AND_OFTEN = -0.3  # what is in the title needs fewer mentions
FIRST, LAST = -0.87, -0.55  # times the place of the first and of the last mention in the body, 0 to 1
LENGTH = -0.35  # times the logarithm of the body's length
LONG, LONG_FROM = -0.2, 4000  # in a text longer than a newswire story, added to LENGTH above that many characters
ALONE = 2.94  # no other entity of its kind is mentioned
ALONE_IN, ALONE_NOT_IN = (
    1500,
    4000,
)  # a body alone says less in a text of so many characters, and nothing from so many on
SEVERAL, SEVERAL_FROM, DATELINE_AND_SEVERAL = 0.39, 6, 0.51
MANY, MANY_FROM = 1.59, 9  # in a release that lists many, each counts; a long one does not list but talks


@dataclass(slots=True)
class _Seen:
    """Where one entity is mentioned."""

    count: int = 0
    title: bool = False
    title_weak: bool = False
    dateline: bool = False
    lead: bool = False
    strong: int = 0
    weak: int = 0
    names: int = 0
    places: list[int] = field(default_factory=list)

    def add(self, mention: Mention, leads: int) -> None:
        weak = mention.rule in WEAK
        self.count += 1
        if mention.field == "title":
            self.title |= not weak
            self.title_weak |= weak
        elif mention.field == "dateline":
            self.dateline = True
        else:
            self.places.append(mention.start)
            self.lead |= mention.start < leads and not weak
            self.strong += not weak
            self.weak += weak
            self.names += mention.rule in ("name", "acronym")

    def points(self, others: int, length: int, kind: MentionKind = MentionKind.COUNTRY) -> float:
        first = min(self.places, default=length) / max(length, 1)
        last = max(self.places, default=0) / max(length, 1)
        listing = 0.0
        if length < LONG_FROM:
            several = SEVERAL_FROM <= others + 1 < MANY_FROM
            listing = MANY * (others + 1 >= MANY_FROM) + (SEVERAL + DATELINE_AND_SEVERAL * self.dateline) * several
        return (
            START
            + BODY * (kind is not MentionKind.COUNTRY)
            + TITLE * self.title
            + TITLE_WEAK * self.title_weak
            + DATELINE * self.dateline
            + LEAD * self.lead
            + TITLE_AND_LEAD * (self.title and self.lead)
            + (OFTEN + TITLE_AND_OFTEN * self.title) * log1p(self.strong)
            + OFTEN_WEAK * log1p(self.weak)
            + BY_NAME * log1p(self.names)
            + FIRST * first
            + LAST * last
            + LENGTH * log(length + 100)
            + LONG * max(0.0, log(max(length, 1) / LONG_FROM))
            + (ALONE * (1.0 if self.title else _alone(kind, length)) if others == 0 else 0)
            + listing
        )


def _alone(kind: MentionKind, length: int) -> float:
    """How much it says, from 1 to 0, that an entity is the only one of its kind in a text of so many characters: a long
    text without a second country is about the one, but names a single body in passing."""
    if kind is MentionKind.COUNTRY or length <= ALONE_IN:
        return 1.0
    return max(0.0, 1 - log(length / ALONE_IN) / log(ALONE_NOT_IN / ALONE_IN))


def facts(
    mentions: Iterable[Mention], leads: int, length: int, labels: Mapping[tuple[MentionKind, str], str]
) -> tuple[EntityFact, ...]:
    """One fact for each entity, most salient first. The body has `length` characters, `leads` of them in its lead;
    `labels` are the names of discovered entities."""
    seen: dict[tuple[MentionKind, str], _Seen] = {}
    kinds: dict[MentionKind, int] = {}
    for mention in mentions:
        key = (mention.kind, mention.entity)
        if key not in seen:
            seen[key] = _Seen()
            kinds[mention.kind] = kinds.get(mention.kind, 0) + 1
        seen[key].add(mention, leads)
    points = {key: held.points(kinds[key[0]] - 1, length, key[0]) for key, held in seen.items()}
    order = sorted(points, key=lambda key: (-points[key], key[0].value, key[1]))
    return tuple(
        EntityFact(*key, about=points[key] > 0, count=seen[key].count, label=labels.get(key, "")) for key in order
    )
