"""Matches become mentions: guards are asked, neighbours compared, evidence written down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ratssearch.enrich import context, neighbours
from ratssearch.enrich.folding import Folded
from ratssearch.enrich.lexicon import Match, Target
from ratssearch.enrich.misspelling import Misspellings
from ratssearch.enrich.reading import Part, Reading
from ratssearch.models import Mention, MentionKind

CONFIDENCE = {"city": 0.7, "capital": 0.9, "demonym": 0.95, "misspelling": 0.7, "currency": 0.6, "company": 0.6}
_PLACES = frozenset({"city", "capital", "name"})
_NAMED = frozenset({"name", "demonym"})
Held = tuple[Part, Match, Target]


class Tagger:
    """Turns a reading into mentions. Holds only what the gazetteer says; safe for many threads."""

    def __init__(
        self,
        choices: dict[str, dict[str, Any]],
        qualifiers: list[str],
        words: context.WordLists,
        misspellings: Misspellings,
        homes: dict[str, str],
        countries_within: Callable[[Folded, Match], list[Match]],
    ) -> None:
        self.homes = homes
        self.countries_within = countries_within
        self.choices = choices
        self.words = words
        self.misspellings = misspellings
        postal = "|".join(sorted((re.escape(word.lower()) for word in qualifiers), key=len, reverse=True))
        # "Lebanon, Tenn." and "READING, Penn.,": a town of the United States whatever its name.
        self.postal = re.compile(rf", (?:{postal})(?:\.|(?![\w-]))")
        self.town = re.compile(rf"(?<![\w.-])[a-z][\w.'-]*(?: [a-z][\w.'-]*)*, ?(?:{postal})(?:\.|(?![\w-]))")

    def mentions(self, reading: Reading) -> list[Mention]:
        """All mentions of known entities, in no order; notes their places in the parts."""
        held = list(self._known(reading))
        found = [self._mention(part, match.start, match.end, target) for part, match, target in held]
        for part in reading.parts:
            for start, end, form in self.misspellings.scan(reading, part):
                if context.is_person(self.words, part, start, end):
                    continue
                target = form.targets[0]._replace(rule="misspelling")
                found.append(self._mention(part, start, end, target, distance=1))
        found.extend(self._unknown_town(reading, found))
        return found

    def _known(self, reading: Reading) -> Iterator[Held]:
        """Matches of the lexicon that their guards let pass; acronyms last that need their full name beside them."""
        named: set[str] = set()
        pending: list[tuple[Part, Match]] = []
        for part in reading.parts:
            for number, match in enumerate(part.matches):
                guards = match.form.guards
                if "defined" in guards or ("home" in guards and neighbours.is_anothers(part, match)):
                    if "defined" in guards:
                        pending.append((part, match))
                    continue
                targets = self._targets(reading, part, number)
                if "home" in guards:
                    targets = iter([target for target in targets if self.homes[target.entity] == reading.country])
                own = list(targets)
                if not own and "home" in guards:
                    pending.append((part, match))
                for target in own:
                    yield part, match, target
                    if target.kind is MentionKind.ORGANISATION:
                        named.add(target.entity)
                        yield from self._within(reading, part, match, target)
        for part, match in pending:
            meant = [target for target in match.form.targets if target.entity in named]
            if len(meant) == 1 or "home" not in match.form.guards:
                yield from ((part, match, target) for target in meant)

    def _within(self, reading: Reading, part: Part, match: Match, organisation: Target) -> Iterator[Held]:
        """The countries in an organisation's name, else the home of a national body."""
        home = self.homes.get(organisation.entity, "")
        for found in self.countries_within(part.text, match):
            if not found.form.targets or found.form.targets[0].rule not in _NAMED:
                continue  # the Paris Club is not about France
            narrowed = Part(part.field, part.lead, part.text, part.original, [found], part.shouting)
            for target in self._targets(reading, narrowed, 0):
                home = "" if target.entity == home else home
                yield part, found, target
        if home:
            yield part, match, Target(MentionKind.COUNTRY, home, "home", 0.6)

    def _unknown_town(self, reading: Reading, found: list[Mention]) -> Iterator[Mention]:
        """A dateline such as "WOBURN, Mass., March 3": the state's abbreviation says the country."""
        if any(mention.field == "dateline" and mention.kind is MentionKind.COUNTRY for mention in found):
            return
        for part in reading.parts:
            town = self.town.search(part.text.lower) if part.field == "dateline" else None
            if town is not None and part.text.cased[town.start()].isupper():
                yield self._mention(part, town.start(), town.end(), Target(MentionKind.COUNTRY, "US", "state"))

    def _targets(self, reading: Reading, part: Part, number: int) -> Iterator[Target]:
        match = part.matches[number]
        form = match.form
        targets = form.targets
        if not targets or context.is_ticker(part, match.start, match.end):
            return
        if form.guards:
            targets = self._guarded(reading, part, match)
            if not targets:
                return
        if targets[0].kind is MentionKind.COUNTRY and targets[0].rule in _PLACES:
            if targets[0].rule == "city" and context.has_particle(part, match.start):
                return
            targets = self._qualified(part, number, targets)
        if targets and targets[0].kind is MentionKind.COUNTRY and part.field != "dateline":
            if context.is_currency(part, match.end):
                targets = tuple(target._replace(rule="currency") for target in targets)
            elif context.is_company(part, match.start, match.end):
                targets = tuple(target._replace(rule="company") for target in targets)
        yield from targets

    def _guarded(self, reading: Reading, part: Part, match: Match) -> tuple[Target, ...]:
        form, start, end = match.form, match.start, match.end
        for guard in form.guards:
            if guard.startswith("choice:"):
                return self._chosen(guard[len("choice:") :], reading, part, match)
            if not self._agrees(guard, reading, part, start, end):
                return ()
        return form.targets

    def _agrees(self, guard: str, reading: Reading, part: Part, start: int, end: int) -> bool:
        if guard == "home":  # decided by _known
            return True
        if guard == "upper":
            return not part.shouting
        if guard == "dateline":
            return part.field == "dateline"
        if guard == "compound":  # "российско-китайский"
            return part.text.lower[end : end + 1] in ("-", "")
        if guard == "common":
            return context.is_common_noun(part, start)
        if guard == "language":
            return not context.is_language(part, start, end)
        if guard == "pronoun":
            return not neighbours.is_pronoun(self.words, part, start, end)
        if guard == "word":
            return context.is_place_here(part, start, end)
        if guard == "person":
            return part.field == "dateline" or not context.is_person(self.words, part, start, end)
        if guard == "contextual":
            return context.is_united_nations_organ(reading, part, start, end)
        raise KeyError(guard)

    def _chosen(self, choice: str, reading: Reading, part: Part, match: Match) -> tuple[Target, ...]:
        entity, confidence = context.choose(self.choices[choice], reading, part, match.start, match.end)
        return tuple(
            target._replace(confidence=min(confidence, CONFIDENCE.get(target.rule, 1.0)))
            for target in match.form.targets
            if target.entity == entity
        )

    def _qualified(self, part: Part, number: int, targets: tuple[Target, ...]) -> tuple[Target, ...]:
        """The same, or another country's where a state or country follows: "Lebanon, Tennessee", "London, Ontario"."""
        match = part.matches[number]
        lower = part.text.lower
        if self.postal.match(lower, match.end) and part.text.cased[match.end + 2].isupper():
            return (Target(MentionKind.COUNTRY, "US", "city"),)
        return () if neighbours.takes_town(self.words, self.choices, part, number, targets[0]) else targets

    def _mention(self, part: Part, start: int, end: int, target: Target, distance: int = 0) -> Mention:
        first, last = part.text.span(start, end)
        part.known.append((start, end, target.kind, target.rule))
        confidence = min(target.confidence, CONFIDENCE.get(target.rule, 1.0))
        words = part.quoted(first, last)
        if target.rule == "misspelling" and not distance:
            distance = 2  # listed, since no search for one slip would find it
        return Mention(target.kind, target.entity, words, part.field, first, last, target.rule, confidence, distance)
