"""Releases of a source that were published within days of each other, and which of them are siblings.

Only what a sibling search needs is held, for the days around the one that is looked at: whoever asks day after day
reads each release once, however many share a day. Where all of them are of one language none is read at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from ratssearch.archive import Archive
from ratssearch.models import Relation
from ratssearch.relate import Facts, best, facts_of, sibling
from ratssearch.relate.siblings import DAYS


@dataclass(slots=True)
class _Day:
    """The releases of one day, as far as they were asked for."""

    languages: dict[str, str]  # id -> language, of all
    facts: dict[str, Facts | None] = field(default_factory=dict)
    chosen: dict[str, dict[str, Relation]] = field(default_factory=dict)  # id -> other -> how it is known


class Neighbours:
    """Siblings of dated releases. Quick when asked source by source and in the order of days."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._source_id = ""
        self._days: dict[date, _Day] = {}

    def siblings(self, source_id: str, release_id: str, day: date) -> list[Relation]:
        """Siblings of a release that was published on `day`. A sibling must be the best of both, or two meetings of
        one day mix."""
        if source_id != self._source_id:
            self._source_id, self._days = source_id, {}
        for past in [held for held in self._days if abs((held - day).days) > 2 * DAYS]:
            del self._days[past]
        found = self._chosen(release_id, day)
        return [relation for other, relation in found.items() if release_id in self._chosen(other, self._day_of(other))]

    def _day_of(self, release_id: str) -> date:
        return next(day for day, held in self._days.items() if release_id in held.languages)

    def _chosen(self, release_id: str, day: date) -> dict[str, Relation]:
        """The best for a release in each other language, by id."""
        held = self._at(day)
        if release_id not in held.chosen:
            held.chosen[release_id] = self._choose(release_id, day)
        return held.chosen[release_id]

    def _choose(self, release_id: str, day: date) -> dict[str, Relation]:
        language = self._at(day).languages.get(release_id)
        near = [self._at(other) for other in _days_around(day)]
        languages = {other: spoken for held in near for other, spoken in held.languages.items() if spoken != language}
        if not languages or language is None:
            return {}
        one = self._facts(self._at(day), release_id)
        if one is None:
            return {}
        others = (self._facts(held, other) for held in near for other in held.languages if other in languages)
        found = [relation for two in others if two is not None and (relation := sibling(one, two))]
        return {relation.other: relation for relation in best(found, languages)}

    def _facts(self, held: _Day, release_id: str) -> Facts | None:
        if release_id not in held.facts:
            release = self._archive.get_release(release_id)
            held.facts[release_id] = None if release is None else facts_of(release)
        return held.facts[release_id]

    def _at(self, day: date) -> _Day:
        if day not in self._days:
            self._days[day] = _Day(dict(self._archive.published_on(self._source_id, day)))
        return self._days[day]


def _days_around(day: date) -> Iterator[date]:
    """Days on which a sibling may have been published; the calendar has a first and a last one."""
    for number in range(max(1, day.toordinal() - DAYS), min(date.max.toordinal(), day.toordinal() + DAYS) + 1):
        yield date.fromordinal(number)
