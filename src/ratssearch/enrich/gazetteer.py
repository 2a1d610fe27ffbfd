"""The gazetteer: what entities there are, what they are called, and which of them a release names."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ratssearch.enrich.compiled import Compiled
from ratssearch.enrich.context import WordLists
from ratssearch.enrich.discovery import Discoverer
from ratssearch.enrich.discovery.bearers import NO_CHANGES, OperatorNames
from ratssearch.enrich.discovery.names import labels
from ratssearch.enrich.folding import fold_key
from ratssearch.enrich.lexicon import Case, Form, Lexicon, Target
from ratssearch.enrich.misspelling import SHORTEST, Misspellings
from ratssearch.enrich.reading import read_page
from ratssearch.enrich.salience import facts
from ratssearch.enrich.tagging import Tagger
from ratssearch.models import ExtractedPage, Mention, MentionKind, Tags

RULES = "5"  # raise with any change of the rules that changes tags
LANGUAGES = ("en", "ru", "zh")


@dataclass(frozen=True, slots=True)
class Organisation:
    """One body of the gazetteer. Empty strings where nothing is known."""

    id: str
    labels: tuple[str, str, str]  # English, Russian, Chinese
    parent: str = ""
    kind: str = ""
    country: str = ""  # ISO alpha-2 of a national body
    wikidata: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """One country by its ISO 3166-1 code, or a state of the past by its ISO 3166-3 code."""

    code: str
    labels: tuple[str, str, str]
    successors: tuple[str, ...] = ()  # of a state of the past; the main one first


@dataclass(frozen=True, slots=True)
class Region:
    """A group of countries: a sub-region of the United Nations (M49), or a usual one."""

    id: str
    label: str
    countries: tuple[str, ...]
    m49: bool


def _forms(compiled: Compiled) -> dict[tuple[str, str], Form]:
    """The forms of the compiled file by phrase and case; one form for all that the same phrase stands for."""
    merged: dict[tuple[str, str], Form] = {}
    for (kind, entity, rule, letter, guard), phrases in compiled.forms.items():
        targets = (Target(MentionKind(kind), entity, rule),) if kind else ()
        guards = tuple(guard.split("+")) if guard else ()
        case = Case(letter)
        for phrase in phrases:
            exact = phrase if case is Case.EXACT else ""
            form = Form(phrase.lower() if exact else phrase, case, exact, guards, targets)
            other = merged.get((phrase, letter))
            merged[phrase, letter] = form if other is None else _both(other, form)
    return merged


def _both(one: Form, other: Form) -> Form:
    """One form for two of the same phrase; where a choice is to be made, it is the last guard."""
    guards = sorted(dict.fromkeys((*one.guards, *other.guards)), key=lambda name: name.startswith("choice:"))
    entities = {target.entity for target in one.targets}
    added = (target for target in other.targets if target.entity not in entities)
    return one._replace(guards=tuple(guards), targets=(*one.targets, *added))


_FIELDS = ("title", "dateline", "body")


def _place(mention: Mention) -> tuple[int, int, str, str]:
    return _FIELDS.index(mention.field), mention.start, mention.kind, mention.entity


class Gazetteer:
    """Entities, their names, and the tagging of releases. Immutable; safe for many threads."""

    def __init__(
        self,
        compiled: Compiled,
        extra: Iterable[Form] = (),
        changes: str = "",
        persons: OperatorNames = NO_CHANGES,
    ) -> None:
        """`extra` forms overrule built-in ones; `changes` tells apart gazetteers with an operator's file, whose
        `persons` are joined and kept apart as it says."""
        self.version = f"{RULES}.{compiled.digest}" + (f"+{changes}" if changes else "")
        self._countries = {
            code: Country(code, (en, ru, zh), tuple(sorted(successors.split(), key=lambda other: other != main)))
            for code, (en, ru, zh, main, successors) in compiled.countries.items()
        }
        self._organisations = {
            identifier: Organisation(identifier, (en, ru, zh), parent, kind, country, wikidata)
            for identifier, (en, ru, zh, parent, kind, country, wikidata) in compiled.organisations.items()
        }
        names = compiled.regions["labels"]
        self._regions = {
            identifier: Region(identifier, names[identifier], tuple(codes), group == "m49")
            for group in ("m49", "groups")
            for identifier, codes in compiled.regions[group].items()
        }
        own = list(extra)
        built = _forms(compiled)
        for form in own:
            built.pop((form.exact or form.phrase, form.case.value), None)
        forms = [*own, *built.values()]
        self._lexicon = Lexicon(forms)
        lists = {
            name: frozenset(words.replace("_", " ") for words in held.split()) for name, held in compiled.words.items()
        }
        words = WordLists(*(lists[field.name] for field in dataclasses.fields(WordLists)))
        slips = _misspellings(forms, lists["no_slips"])
        homes = {held.id: held.country for held in self._organisations.values() if held.country}
        within = self._lexicon.countries_within
        self._tagger = Tagger(compiled.choices, compiled.qualifiers, words, slips, homes, within)
        given = frozenset(map(fold_key, lists["given_names"]))
        discovery = {**compiled.discovery, "given_names": compiled.words["given_names"]}
        self._discoverer = Discoverer(discovery, given, persons)
        self._names: dict[tuple[MentionKind, str], tuple[str, ...]] | None = None

    # ------------------------------------------------------------ tagging

    def tag(self, page: ExtractedPage, *, country: str = "") -> Tags:
        """The mentions of a page with their evidence, and what it is about. `country` is the publisher's (alpha-2)."""
        reading = read_page(page, country, self._lexicon)
        known = self._tagger.mentions(reading)  # first: what is known is not discovered
        mentions = tuple(sorted((*known, *self._discoverer.find(reading)), key=_place))
        leads = len(page.paragraphs[0]) if page.paragraphs else 0
        length = sum(map(len, page.paragraphs)) + 2 * max(0, len(page.paragraphs) - 1)
        return Tags(mentions, facts(mentions, leads, length, labels(mentions)), self.version)

    # ------------------------------------------------------------ look-ups

    def entities(self, kind: MentionKind) -> tuple[str, ...]:
        """Codes or ids of all known entities of a kind, in order."""
        return tuple(sorted(self._known(kind)))

    def _known(self, kind: MentionKind) -> Mapping[str, Country | Organisation]:
        """What the tables hold of a kind; nothing of kinds that are discovered."""
        if kind is MentionKind.COUNTRY:
            return self._countries
        return self._organisations if kind is MentionKind.ORGANISATION else {}

    def label(self, kind: MentionKind, entity: str, language: str = "en") -> str:
        """The name shown for an entity, in English where the language has none; an unknown one is its own label."""
        held = self._known(kind).get(entity)
        if held is None:
            return entity
        place = LANGUAGES.index(language) if language in LANGUAGES else 0
        return held.labels[place] or held.labels[0]

    def resolve(self, kind: MentionKind, text: str) -> tuple[str, ...]:
        """Entities that a code, id, name, demonym or acronym stands for, in any case; empty if none."""
        known = self._known(kind)
        code = text.strip().upper() if kind is MentionKind.COUNTRY else text.strip().lower()
        if code in known:
            return (code,)
        if self._names is None:
            self._names = self._name_table()
        return self._names.get((kind, fold_key(text)), ())

    def _name_table(self) -> dict[tuple[MentionKind, str], tuple[str, ...]]:
        table: dict[tuple[MentionKind, str], tuple[str, ...]] = {}
        forms = [form for same in self._lexicon.words.values() for form in same] + self._lexicon.han
        for form in forms:
            if "home" in form.guards and len(form.targets) > 1:
                continue  # the name alone may be any of theirs
            for target in form.targets:
                if target.rule in ("city", "capital", "state"):
                    continue
                held = table.setdefault((target.kind, form.phrase), ())
                if target.entity not in held:
                    table[target.kind, form.phrase] = (*held, target.entity)
        for kind, known in ((MentionKind.COUNTRY, self._countries), (MentionKind.ORGANISATION, self._organisations)):
            for entity, held_entity in known.items():
                for label in held_entity.labels:
                    table.setdefault((kind, fold_key(label)), (entity,))
        return table

    def country(self, code: str) -> Country | None:
        return self._countries.get(code)

    def organisation(self, identifier: str) -> Organisation | None:
        return self._organisations.get(identifier)

    def parent(self, kind: MentionKind, entity: str) -> str:
        """The body that an organisation belongs to, or empty. A country's parent is its M49 sub-region."""
        if kind is MentionKind.ORGANISATION:
            held = self._organisations.get(entity)
            return held.parent if held else ""
        if kind is not MentionKind.COUNTRY:
            return ""
        return next((region.id for region in self._regions.values() if region.m49 and entity in region.countries), "")

    def ancestors(self, kind: MentionKind, entity: str) -> tuple[str, ...]:
        """Parent, grandparent and so on of an organisation; the regions of a country."""
        if kind is MentionKind.COUNTRY:
            return tuple(region.id for region in self._regions.values() if entity in region.countries)
        found: list[str] = []
        while (entity := self.parent(kind, entity)) and entity not in found:
            found.append(entity)
        return tuple(found)

    def children(self, identifier: str) -> tuple[str, ...]:
        """Organisations directly below one."""
        return tuple(sorted(held.id for held in self._organisations.values() if held.parent == identifier))

    def regions(self) -> tuple[Region, ...]:
        """All groups of countries: M49 sub-regions first."""
        return tuple(self._regions.values())

    def region(self, identifier: str) -> Region | None:
        return self._regions.get(identifier)


def _misspellings(forms: Iterable[Form], no_slips: frozenset[str]) -> Misspellings:
    """Single-word names and demonyms in Latin letters that are long enough, without those that need a guard."""
    names: dict[str, Form] = {}
    known = set(no_slips)
    for form in forms:
        if not form.phrase.isascii() or not form.phrase.isalpha():
            continue
        target = form.targets[0] if form.targets else None
        usual = target is not None and target.kind is MentionKind.COUNTRY and target.rule in ("name", "demonym")
        if usual and form.case is Case.CAPITAL and len(form.phrase) >= SHORTEST and form.guards in ((), ("language",)):
            names[form.phrase] = form
        else:
            known.add(form.phrase)
    return Misspellings(names, frozenset(known))
