"""An operator's gazetteer file: names to add, to overrule or to take away, checked before anything uses them.

block = ["Paris Hotel"]                      # words that say nothing

[country.KZ]
names = ["Kazakia"]                          # also: demonyms, capitals, cities, label
remove = ["Kazak"]

[organisation.border-academy]
name = "Border Academy of Example"           # needed for a new body; others need only what changes
names = ["Example Border Academy"]
acronyms = ["EBA"]
unsure = ["BAE"]                             # counts only beside the full name
ru = ["Пограничная академия"]
zh = ["边防学院"]
parent = "cis"

[person."Anna B. Poe"]                       # the name by which she is counted
same = ["Annie Poe", "Анна По"]              # spellings that are hers too
apart = ["A. Poe"]                           # spellings that are not
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ratssearch.enrich.compiled import Compiled
from ratssearch.enrich.discovery.bearers import OperatorNames
from ratssearch.enrich.discovery.person_names import own_key, person_key
from ratssearch.enrich.folding import fold_mapped
from ratssearch.enrich.lexicon import Case, Form, Target, first_word
from ratssearch.errors import GazetteerError
from ratssearch.models import MentionKind

_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HAN = re.compile("[\u3400-\u9fff]")
_COUNTRY_FORMS = {"names": "name", "demonyms": "demonym", "capitals": "capital", "cities": "city"}
_ORGANISATION_FORMS = {"names": "name", "acronyms": "acronym", "unsure": "acronym", "ru": "name", "zh": "name"}
_FACTS = ("name", "parent", "kind", "country", "wikidata")
_WHAT = "See docs/enrichment.md for what a gazetteer file may hold."


@dataclass(slots=True)
class PersonChanges:
    """Spellings of persons that the file joins and keeps apart."""

    same: dict[str, str] = field(default_factory=dict)
    apart: set[tuple[str, str]] = field(default_factory=set)

    def names(self) -> OperatorNames:
        return OperatorNames(self.same, frozenset(self.apart))


@dataclass(slots=True)
class Changes:
    """What an operator's file changes."""

    countries: dict[str, list[str]] = field(default_factory=dict)
    organisations: dict[str, list[str]] = field(default_factory=dict)
    forms: list[Form] = field(default_factory=list)
    removed: set[tuple[str, str]] = field(default_factory=set)  # (entity, folded form)
    persons: PersonChanges = field(default_factory=PersonChanges)
    digest: str = ""

    def apply(self, compiled: Compiled) -> Compiled:
        """The compiled gazetteer with these labels and facts, without the removed forms."""
        kept = {
            key: [form for form in forms if (key[1], form.lower()) not in self.removed]
            for key, forms in compiled.forms.items()
        }
        return replace(
            compiled,
            countries={**compiled.countries, **self.countries},
            organisations={**compiled.organisations, **self.organisations},
            forms=kept if self.removed else compiled.forms,
        )


class _Reader:
    """Checks one file and collects its changes; every complaint names the file and the entry."""

    def __init__(self, path: Path, compiled: Compiled) -> None:
        self.path = path
        self.compiled = compiled
        self.changes = Changes()

    def fail(self, entry: str, problem: str, hint: str = _WHAT) -> GazetteerError:
        return GazetteerError(f"{self.path}: {entry}: {problem}.", hint=hint)

    def read(self) -> Changes:
        try:
            raw = self.path.read_bytes()
            table = tomllib.loads(raw.decode("utf-8"))
        except OSError as error:
            raise GazetteerError(
                f"{self.path}: the gazetteer file cannot be read ({error.strerror}).",
                hint="Check the path and its permissions.",
            ) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise GazetteerError(f"{self.path}: this is no valid TOML: {error}.", hint=_WHAT) from error
        self.known_keys("the file", table, {"block", "country", "organisation", "person"})
        for form in self.strings("block", table.get("block", [])):
            self.form("block", form, None, ())
        for code, entry in self.tables("country", table):
            self.country(code, entry)
        entries = list(self.tables("organisation", table))
        for identifier, entry in entries:
            self.organisation(identifier, entry)
        for identifier, entry in entries:
            self.parent(identifier, entry.get("parent", ""))
        for person, entry in self.tables("person", table):
            self.person(person, entry)
        self.changes.digest = hashlib.sha256(raw).hexdigest()[:12]
        return self.changes

    def known_keys(self, entry: str, table: Mapping[str, Any], allowed: set[str]) -> None:
        unknown = sorted(set(table) - allowed)
        if unknown:
            may = ", ".join(sorted(allowed))
            raise self.fail(entry, f"unknown key {unknown[0]!r}", f"It may hold {may}.")

    def tables(self, kind: str, table: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        entries = table.get(kind, {})
        if not isinstance(entries, dict):
            raise self.fail(kind, "must be tables", f"Write [{kind}.ID] and the keys below it.")
        for identifier, entry in entries.items():
            if not isinstance(entry, dict):
                raise self.fail(f"[{kind}.{identifier}]", "must be a table", f"Write [{kind}.{identifier}] on a line.")
            yield identifier, entry

    def strings(self, entry: str, value: object) -> list[str]:
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.fail(entry, "must be a list of names", 'Write it as ["One name", "Another name"].')
        return value

    def string(self, entry: str, value: object) -> str:
        if not isinstance(value, str):
            raise self.fail(entry, "must be text", "Put it in quotation marks.")
        return value

    def form(self, entry: str, written: str, target: Target | None, guards: tuple[str, ...]) -> None:
        folded = fold_mapped(written).cased.strip()
        if not first_word(folded.lower()) and not _HAN.match(folded):
            raise self.fail(
                entry, f"{written!r} does not begin with a letter or a digit", "Write it as it stands in texts."
            )
        case = Case.ANY if _HAN.search(folded) or folded[0] >= "а" else Case.CAPITAL
        if target is not None and target.rule == "acronym":
            case = Case.EXACT
        if case is Case.CAPITAL and not (folded[0].isupper() or folded[0].isdigit()):
            raise self.fail(entry, f"{written!r} must begin with a capital letter", "Names are told from words by it.")
        exact = folded if case is Case.EXACT else ""
        self.changes.forms.append(Form(folded.lower(), case, exact, guards, (target,) if target else ()))

    def remove(self, entry: str, entity: str, forms: list[str]) -> None:
        known = {form.lower() for key, held in self.compiled.forms.items() if key[1] == entity for form in held}
        for form in forms:
            folded = fold_mapped(form).lower.strip()
            if folded not in known:
                raise self.fail(entry, f"{form!r} is no built-in form of it", "Take it out of `remove`.")
            self.changes.removed.add((entity, folded))

    def country(self, code: str, entry: dict[str, Any]) -> None:
        name = f"[country.{code}]"
        held = self.compiled.countries.get(code)
        if held is None:
            raise self.fail(name, "no such country", "Use an upper-case ISO 3166 code such as KZ.")
        self.known_keys(name, entry, {*_COUNTRY_FORMS, "label", "remove"})
        for key, rule in _COUNTRY_FORMS.items():
            for form in self.strings(f"{name} {key}", entry.get(key, [])):
                self.form(f"{name} {key}", form, Target(MentionKind.COUNTRY, code, rule), ())
        self.remove(f"{name} remove", code, self.strings(f"{name} remove", entry.get("remove", [])))
        if "label" in entry:
            self.changes.countries[code] = [self.string(f"{name} label", entry["label"]), *held[1:]]

    def organisation(self, identifier: str, entry: dict[str, Any]) -> None:
        name = f"[organisation.{identifier}]"
        if not _ID.fullmatch(identifier) or identifier.startswith("unlisted-"):
            raise self.fail(
                name, "is no id", "Ids are lower-case words joined by hyphens, not beginning with unlisted-."
            )
        self.known_keys(name, entry, {*_FACTS, *_ORGANISATION_FORMS, "remove"})
        facts = {key: self.string(f"{name} {key}", entry[key]) for key in _FACTS if key in entry}
        held = self.compiled.organisations.get(identifier, [""] * 7)
        label = facts.get("name", held[0]).strip()
        if not label:
            raise self.fail(name, "a new organisation needs a name", 'Add name = "Its full name".')
        country = facts.get("country", held[5])
        if country and country not in self.compiled.countries:
            raise self.fail(f"{name} country", f"no country {country!r}", "Use an upper-case ISO 3166 code such as KZ.")
        for key, rule in _ORGANISATION_FORMS.items():
            for form in self.strings(f"{name} {key}", entry.get(key, [])):
                guards = ("defined",) if key == "unsure" else ()
                self.form(f"{name} {key}", form, Target(MentionKind.ORGANISATION, identifier, rule), guards)
        if "name" in facts:
            self.form(f"{name} name", label, Target(MentionKind.ORGANISATION, identifier, "name"), ())
        self.remove(f"{name} remove", identifier, self.strings(f"{name} remove", entry.get("remove", [])))
        russian = entry.get("ru") or [held[1]]
        chinese = entry.get("zh") or [held[2]]
        kind, wikidata = facts.get("kind", held[4]), facts.get("wikidata", held[6])
        parent = facts.get("parent", held[3])
        self.changes.organisations[identifier] = [label, russian[0], chinese[0], parent, kind, country, wikidata]

    def person(self, person: str, entry: dict[str, Any]) -> None:
        name, key = f"[person.{json.dumps(person, ensure_ascii=False)}]", person_key(person)
        if not key:
            raise self.fail(name, "is no name", "Write the full name between quotation marks.")
        self.known_keys(name, entry, {"same", "apart"})
        same, apart = (self.strings(f"{name} {list_}", entry.get(list_, [])) for list_ in ("same", "apart"))
        for spelling in same:
            held = self.changes.persons.same.setdefault(person_key(spelling), key)
            if held != key or spelling in apart:
                raise self.fail(name, f"{spelling!r} is somebody else's too", "Leave it under one person.")
        self.changes.persons.apart |= {(key, own_key(spelling)) for spelling in apart}

    def parent(self, identifier: str, parent: str) -> None:
        entry = f"[organisation.{identifier}] parent"
        known = {**self.compiled.organisations, **self.changes.organisations}
        seen = {identifier}
        while parent:
            if parent not in known:
                raise self.fail(
                    entry, f"no organisation {parent!r}", "Use the id of a built-in body or of one in this file."
                )
            if parent in seen:
                raise self.fail(entry, "a body cannot be above itself", "Take one of the parents away.")
            seen.add(parent)
            parent = known[parent][3]


def read_changes(path: Path, compiled: Compiled) -> Changes:
    """The changes of an operator's file; raises GazetteerError naming file, entry and what to do."""
    return _Reader(path, compiled).read()
