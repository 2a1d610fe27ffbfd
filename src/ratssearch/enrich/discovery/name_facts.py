"""The facts about persons' names of persons.toml, beside this file."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import NamedTuple


class NameFacts(NamedTuple):
    """Everything folded; see the file for what each list means."""

    romanised_endings: tuple[str, ...]
    romanised_letters: re.Pattern[str]
    romanised_given: dict[str, str]  # a romanisation -> the first one of its line
    women_ru: frozenset[str]
    nicknames: dict[str, frozenset[str]]  # a given name or short form -> those that may be the same one's
    particles: frozenset[str]
    women: frozenset[str]
    men: frozenset[str]
    forms: frozenset[str]
    offices: tuple[str, ...]
    offices_as_surnames: frozenset[str]
    single: frozenset[str]  # no surname by itself
    no_names: frozenset[str]  # as they are written, with a capital


def _read() -> NameFacts:
    table = tomllib.loads(Path(__file__).with_name("persons.toml").read_text("utf-8"))
    words = {name: tuple(value.split()) for name, value in table.items() if isinstance(value, str)}
    given = {form: line.split()[0] for line in table["romanised_given"] for form in line.split()}
    short: dict[str, frozenset[str]] = {}
    for line in table["nicknames"]:
        for form in line.split():
            short[form] = short.get(form, frozenset()) | frozenset(line.split())
    return NameFacts(
        words["romanised_endings"],
        re.compile("|".join(words["romanised_letters"])),
        given,
        frozenset(words["women_ru"]),
        short,
        frozenset(words["particles"]),
        frozenset(words["women"]),
        frozenset(words["men"]),
        frozenset(words["forms_of_address"]),
        tuple(office.replace("_", " ") for office in words["offices"]),
        frozenset(words["offices_as_surnames"]),
        frozenset(words["single"]),
        frozenset(words["no_names"]),
    )


FACTS = _read()
