"""Compile the gazetteer: readable TOML tables in, one compact file out, which the package loads.

    python scripts/build_gazetteer.py

Needs the `gazetteer` extra: babel for the CLDR names of countries in English, Russian and Chinese, pymorphy3 for the
inflected forms of Russian names. Neither is needed to run the search engine. A test fails while gazetteer.json is
older than the tables (it holds their digest).
"""

from __future__ import annotations

import itertools
import re
import tomllib
from collections.abc import Iterable, Iterator
from typing import Any

from babel import Locale
from russian import genitive, inflect_adjective, inflect_name, inflect_person

from ratssearch.enrich.compiled import DATA, Compiled, tables_digest, write_compiled
from ratssearch.enrich.folding import fold_mapped

Table = dict[str, Any]

# Spellings that stand for each other anywhere in an English name.
VARIANTS = (
    ("United Nations", ("UN", "U.N.")),
    ("Counter-Terrorism", ("Counter Terrorism", "Counterterrorism", "Counter-Terrorist")),
    ("Anti-Terrorist", ("Antiterrorist", "Anti-Terrorism", "Antiterrorism")),
    ("Anti-Terrorism", ("Antiterrorism", "Anti-Terrorist", "Antiterrorist")),
    ("Organisation", ("Organization",)),
    ("Organization", ("Organisation",)),
    ("Centre", ("Center",)),
    ("Programme", ("Program",)),
    ("Defence", ("Defense",)),
    ("Labour", ("Labor",)),
    (" and ", (" & ",)),
    ("Shanghai Cooperation", ("Shanghai Co-operation",)),
    ("Co-operation", ("Cooperation",)),
    ("Cooperation", ("Co-operation",)),
    ("'s ", ("s' ", " ")),
)
# Tables of one family of bodies: its Chinese name may go before that of each, and is no mention of the family there.
FAMILIES = {"united-nations": "联合国"}
NOT_NAMES = {"Reunion", "Réunion", "Man", "Виргинские о-ва"}  # words of the language before they are islands


def spellings(name: str) -> set[str]:
    """A name with every combination of its interchangeable parts."""
    found = {name}
    for part, others in VARIANTS:
        for form in list(found):
            if part in form:
                found.update(form.replace(part, other) for other in others)
    return found


def plural(demonym: str) -> Iterator[str]:
    yield demonym
    if not re.search(r"(ese|ish|sh|ss|[sxz]|French|Dutch|Welsh|Thai|Lao)$", demonym):
        yield demonym + "s"
    if demonym == "Thai":
        yield "Thais"


def cldr_names(name: str) -> Iterator[str]:
    """The forms in running text of a CLDR territory name."""
    if " - " in name or name in NOT_NAMES:
        return
    form = re.sub(r" *\(.*", "", name)  # "Myanmar (Burma)": the tables have the second name
    if form in NOT_NAMES:
        return
    for spelling in {form, form.replace(" & ", " and ")}:
        yield spelling
        if spelling.startswith("St. "):
            yield from ("St " + spelling[4:], "Saint " + spelling[4:])


def is_acronym(form: str) -> bool:
    """Written in capitals only, so it must be found so: UAE, U.S., ШОС, but not a name of several words."""
    if re.search(r"[a-zа-я][A-ZА-Я]", form) and " " not in form and len(form) <= 6:  # BiH, AfDB
        return True
    letters = [char for char in form if char.isalpha()]
    return form.isupper() and len(letters) <= 12 and not re.search(r"[A-ZА-Я]{2,} [A-ZА-Я]{2,} [A-ZА-Я]{4,}", form)


def russian_forms(name: str) -> set[str]:
    return {name} if is_acronym(name) else inflect_name(name)


class Builder:
    """Collects forms by (kind, entity, rule, case, guard)."""

    def __init__(self, ambiguous: Table) -> None:
        self.compiled = Compiled()
        self.choices = {word: choice["id"] for choice in ambiguous["choice"] for word in choice["words"]}
        self.person = set(ambiguous["person"]["words"])
        self.word = set(ambiguous["word"]["words"])
        self.pronoun = set(ambiguous["pronoun"]["words"])
        self.ru_given = set(read("words.toml")["ru_given_names"].split())
        self.places_seen: dict[str, str] = {}  # folded name -> first country
        self.own_names: dict[str, list[str]] = {}  # national body -> its names without the country's
        self.seen: set[tuple[str, str, str]] = set()

    def add(self, kind: str, entity: str, rule: str, form: str, *, case: str = "", guard: str = "") -> None:
        folded = fold_mapped(form).cased.strip()
        case = case or ("e" if is_acronym(folded) else "c")
        if re.search(r"[\u3400-\u9fff]", folded):
            case = "a"
        key = folded if case == "e" else folded.lower()
        if not key or (key, case, entity) in self.seen:
            return
        self.seen.add((key, case, entity))
        if kind == "country":
            if case != "e" and not guard.count("choice:") and (other := self.places_seen.get(key, entity)) != entity:
                print(f"{form}: both {other} and {entity}")
            self.places_seen.setdefault(key, entity)
        self.compiled.forms.setdefault((kind, entity, rule, case, guard), []).append(key)

    def place_guard(self, form: str, rule: str) -> str:
        guards = []
        if form in self.person:
            guards.append("person")
        if rule in ("city", "capital") and form in self.word:
            guards.append("word")
        if form in self.pronoun:
            guards.append("pronoun")
        if rule == "demonym":
            guards.append("language")
        if form in self.choices:
            guards.append("choice:" + self.choices[form])
        return "+".join(guards)

    def place(self, code: str, rule: str, form: str) -> None:
        if rule == "city" and ", " in form:  # "Portland, Maine": the place counts with its state only
            rule = "name" if form[0].isupper() else rule
        self.add("country", code, rule, form, guard=self.place_guard(form, rule))

    def places(self, code: str, rule: str, forms: Iterable[str]) -> None:
        for form in forms:
            self.place(code, rule, form)


def add_own_names(builder: Builder) -> None:
    """Names of national bodies without their country's, which mean the one of the publisher's country."""
    taken = {key for (_, _, _, _, _), forms in builder.compiled.forms.items() for key in forms}
    for identifier, names in builder.own_names.items():
        for name in names:
            folded = fold_mapped(name).cased.strip()
            if " " in folded and folded.lower() not in taken and folded not in taken:
                builder.add("organisation", identifier, "name", name, guard="home")


def without_country(name: str, country: Table, label: str) -> str:
    """A body's English name without its country's before or after it; empty where none is there."""
    places = "|".join(map(re.escape, {label, *country.get("names", ())}))
    before = "|".join(map(re.escape, {*country.get("demonyms", ()), *country.get("attributive", ())}))
    shorter = re.sub(rf"^(?:{before}) (?=[A-Z])| of (?:the )?(?:{places})$", "", name)
    return "" if shorter == name else shorter


def listed(value: str | list[str] | None) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else value


def add_russian_country(builder: Builder, code: str, table: Table, cldr: str) -> None:
    names = [*cldr_names(cldr), *listed(table.get("ru_names"))]
    for rule, forms in (
        ("name", names),
        ("capital", listed(table.get("ru_capital"))),
        ("city", listed(table.get("ru_cities"))),
    ):
        for form in itertools.chain.from_iterable(map(russian_forms, forms)):
            builder.add("country", code, rule, form, guard="person" if form.lower() in builder.ru_given else "")
    for adjective in table.get("ru_adjectives", ()):
        for form in inflect_adjective(adjective):
            builder.add("country", code, "demonym", form, case="a", guard="language")
        if adjective.endswith("ский"):
            builder.add("country", code, "demonym", adjective[:-2] + "о", case="a", guard="compound")
    for head in table.get("ru_heads", ()):
        builder.add("country", code, "demonym", head, case="a", guard="compound")
    for person in table.get("ru_people", ()):
        for form in inflect_person(person):
            builder.add("country", code, "demonym", form, case="a", guard="common")


def add_russian_choice(builder: Builder, choice: Table, entities: list[str]) -> None:
    guard = "choice:" + choice["id"]
    for entity in entities:
        for form in itertools.chain.from_iterable(map(inflect_name, choice.get("ru_words", ()))):
            builder.add("country", entity, "name", form, guard=guard)
        for form in itertools.chain.from_iterable(map(inflect_adjective, choice.get("ru_adjectives", ()))):
            builder.add("country", entity, "demonym", form, case="a", guard="language+" + guard)
        for form in itertools.chain.from_iterable(map(inflect_person, choice.get("ru_people", ()))):
            builder.add("country", entity, "demonym", form, case="a", guard="common+" + guard)


def add_country(builder: Builder, code: str, table: Table, locales: dict[str, Locale]) -> None:
    cldr = {language: locale.territories.get(code, "") for language, locale in locales.items()}
    labels = [table.get("label", cldr["en"]), table.get("ru_label", cldr["ru"]), table.get("zh_label", cldr["zh"])]
    builder.compiled.countries[code] = [*labels, table.get("main", ""), " ".join(table.get("successors", ()))]
    builder.places(code, "name", cldr_names(cldr["en"]))
    builder.places(code, "name", table.get("names", ()))
    builder.places(code, "demonym", itertools.chain.from_iterable(map(plural, table.get("demonyms", ()))))
    builder.places(code, "demonym", table.get("people", ()))
    builder.places(code, "capital", listed(table.get("capital")))
    builder.places(code, "state", table.get("states", ()))
    builder.places(code, "city", table.get("cities", ()))
    builder.places(code, "misspelling", table.get("misspellings", ()))
    add_russian_country(builder, code, table, cldr["ru"])
    chinese = [*cldr_names(cldr["zh"]), *listed(table.get("zh_names"))]
    for rule, forms in (
        ("name", chinese),
        ("capital", listed(table.get("zh_capital"))),
        ("city", table.get("zh_cities", ())),
    ):
        for form in forms:
            builder.add("country", code, rule, form)


def add_organisation(builder: Builder, identifier: str, table: Table) -> None:
    kind = "organisation"
    russian, chinese = listed(table.get("ru")), listed(table.get("zh"))
    builder.compiled.organisations[identifier] = [
        table["name"],
        russian[0] if russian else "",
        chinese[0] if chinese else "",
        table.get("parent", ""),
        table.get("kind", ""),
        table.get("country", ""),
        table.get("wikidata", ""),
    ]
    country = COUNTRIES.get(table.get("country", ""), {})
    for name in [table["name"], *table.get("names", ())]:
        for form in spellings(name):
            builder.add(kind, identifier, "acronym" if is_acronym(form) else "name", form)
        if country and table.get("kind") == "national":
            own = without_country(name, country, builder.compiled.countries[table["country"]][0])
            builder.own_names.setdefault(identifier, []).extend(spellings(own))
    for acronym in table.get("acronyms", ()):
        builder.add(kind, identifier, "acronym", acronym, case="e", guard="upper" if acronym in CAPITAL_WORDS else "")
        if acronym in SPOKEN:
            builder.add(kind, identifier, "acronym", acronym.capitalize(), case="c")
    for acronym in table.get("unsure", ()):
        builder.add(kind, identifier, "acronym", acronym, case="e", guard="defined")
    for name in table.get("contextual", ()):
        builder.add(kind, identifier, "name", name, guard="contextual")
    for name in russian:
        for form in russian_forms(name):
            builder.add(kind, identifier, "acronym" if is_acronym(form) else "name", form)
    for name in chinese:
        builder.add(kind, identifier, "name", name)


def with_family(table: Table, family: str) -> Table:
    """The table of a body with its Chinese names also as "联合国妇女地位委员会"; as it is where there is no family."""
    chinese = listed(table.get("zh"))
    if not family or not chinese:
        return table
    return {**table, "zh": [*chinese, *(family + name for name in chinese if family not in name)]}


def add_offices(builder: Builder, offices: Table, locales: dict[str, Locale]) -> None:
    """National offices whose names follow a pattern, for each of their countries."""
    for office, pattern in offices.items():
        for code in pattern["countries"]:
            table = COUNTRIES[code]
            label = builder.compiled.countries[code][0]
            names = [label, *(name for name in table.get("names", ()) if len(name) > 3 or name.isupper())]
            genitives = [
                form
                for name in [builder.compiled.countries[code][1], *listed(table.get("ru_names"))]
                for form in genitive(name)
            ]
            fill = {
                "name": names,
                "adj": [*table["demonyms"], *table.get("attributive", ())],
                "ru": genitives,
                "zh": [builder.compiled.countries[code][2]],
            }
            filled = {
                key: [form for text in pattern.get(key, ()) for form in fill_in(text, fill)]
                for key in ("names", "ru", "zh")
            }
            entry = {**filled, "name": pattern["label"].format(name=label), "kind": "national", "country": code}
            add_organisation(builder, f"{code.lower()}-{office}", entry)


def fill_in(pattern: str, values: dict[str, list[str]]) -> list[str]:
    """A pattern with each value of the one key that it holds."""
    key = re.search(r"\{(\w+)\}", pattern)
    assert key is not None, pattern
    return [pattern.replace(key.group(), value) for value in values[key.group(1)]]


# Acronyms spoken as words, which some papers write with one capital.
SPOKEN = {"OPEC", "NATO", "UNESCO", "UNICEF", "ASEAN", "GATT", "UNCTAD", "EFTA", "APEC", "OAPEC", "SEATO", "BRICS"}
CAPITAL_WORDS = {"WHO", "US", "IT", "SHARE", "AID", "CARE", "OAS", "WIPO", "START"}


def add_blocks(builder: Builder, blocks: Table) -> None:
    for form in blocks["capital"]:
        for spelling in {form, form.replace(" ", "-")} if form.count(" ") == 1 else {form}:
            builder.add("", "", "", spelling, case="c")
    for form in blocks["exact"]:
        builder.add("", "", "", form, case="e")
    for name in blocks["ru"]:
        forms = inflect_adjective(name) if name.endswith("ский") and " " not in name else inflect_name(name)
        for form in forms:
            builder.add("", "", "", form, case="a")
    for form in blocks["zh"]:
        builder.add("", "", "", form)


def add_towns(builder: Builder, towns: Table) -> None:
    """Small towns, which count in a dateline; those written with their state count everywhere."""
    for code, joined in towns.items():
        for town in map(str.strip, joined.split("|")):
            if ", " in town:
                builder.place(code, "city", town)
            elif town.lower() not in builder.places_seen:  # the larger city of that name is meant
                builder.add("country", code, "city", town, guard="dateline")


def read(*parts: str) -> Table:
    return tomllib.loads((DATA.joinpath(*parts)).read_text(encoding="utf-8"))


COUNTRIES: Table = {
    code: table
    for path in sorted((DATA / "countries").glob("*.toml"))
    for code, table in read("countries", path.name).items()
}


def main() -> None:
    ambiguous = read("ambiguous.toml")
    builder = Builder(ambiguous)
    locales = {language: Locale(language) for language in ("en", "ru", "zh")}
    for code, table in COUNTRIES.items():
        add_country(builder, code, table, locales)
    for path in sorted((DATA / "organisations").glob("*.toml")):
        for identifier, table in read("organisations", path.name).items():
            if identifier in builder.compiled.organisations:
                raise SystemExit(f"{path}: [{identifier}] stands twice")
            add_organisation(builder, identifier, with_family(table, FAMILIES.get(path.stem, "")))
    add_towns(builder, read("towns.toml"))
    add_offices(builder, read("offices.toml"), locales)
    add_own_names(builder)
    for choice in ambiguous["choice"]:
        builder.compiled.choices[choice["id"]] = choice
        entities = [option["entity"] for option in choice["option"]]
        for word in choice["words"]:
            for entity in entities:
                rule = "demonym" if word.endswith(("an", "ans", "ese")) else "name"
                guards = [builder.place_guard(word, rule)]
                builder.add("country", entity, rule, word, guard="+".join(filter(None, guards)))
        add_russian_choice(builder, choice, entities)
    add_blocks(builder, read("blocks.toml"))
    builder.compiled.regions = read("regions.toml")
    builder.compiled.qualifiers = read("countries", "united-states.toml")["US"]["postal"]
    builder.compiled.words = {name: " ".join(words.split()) for name, words in read("words.toml").items()}
    builder.compiled.discovery = {name: " ".join(words.split()) for name, words in read("discovery.toml").items()}
    builder.compiled.digest = tables_digest()
    write_compiled(builder.compiled)
    count = sum(len(forms) for forms in builder.compiled.forms.values())
    made = builder.compiled
    print(f"{len(made.countries)} countries, {len(made.organisations)} organisations, {count} forms")


if __name__ == "__main__":
    main()
