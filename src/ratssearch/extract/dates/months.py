"""Month names of some fifty languages (calendar.toml), and what number a written month stands for."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from ratssearch.text import fold

_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


@cache
def _calendar() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(resources.files(__package__).joinpath("calendar.toml").read_text("utf-8"))


def _names(part: str, languages: tuple[str, ...]) -> Iterator[tuple[str, int]]:
    for language in languages:
        for number, forms in enumerate(_calendar()[part].get(language, ()), 1):
            for form in forms.split():
                yield form, number
                if (bare := fold(form)) != form:  # capitals are often written without accents
                    yield bare, number


@cache
def month_names(language: str = "") -> Mapping[str, int]:
    """Name -> number, for a text in `language` that may quote others; "" for a text in an unknown language.

    The language's own names come first. A name that is another month elsewhere is left out unless the language says
    which it is: Croatian listopad is October, Polish November.
    """
    languages = tuple(_calendar()["names"])
    chosen: dict[str, int] = {}
    clashing: set[str] = set()
    for name, number in _names("names", languages):
        if chosen.setdefault(name, number) != number:
            clashing.add(name)
    for name, number in _names("short", languages):
        chosen.setdefault(name, number)
    for name in clashing:
        del chosen[name]
    return chosen | dict(own_names(language))


@cache
def own_names(language: str) -> Mapping[str, int]:
    """Name -> number in `language` and English only: what may stand without a year, where a foreign abbreviation is
    most likely another word. For "" the whole names of all languages and the abbreviations of English."""
    if language:
        pairs = [*_names("names", ("en", language)), *_names("short", ("en", language))]
    else:
        long = month_names_written_out()
        pairs = [*long.items(), *_names("short", ("en",))]
    return dict(pairs)


@cache
def month_names_written_out() -> Mapping[str, int]:
    """Whole names of four letters and more, of all languages, that mean one month everywhere."""
    chosen: dict[str, int] = {"may": 5, "май": 5, "мая": 5}
    clashing: set[str] = set()
    for name, number in _names("names", tuple(_calendar()["names"])):
        if len(name) >= 4 and chosen.setdefault(name, number) != number:
            clashing.add(name)
    return {name: number for name, number in chosen.items() if name not in clashing}


@cache
def all_names() -> frozenset[str]:
    """Every name and abbreviation of a month in every language."""
    languages = tuple(_calendar()["names"])
    return frozenset(name for part in ("names", "short") for name, _ in _names(part, languages))


def month_number(text: str, names: Mapping[str, int]) -> int:
    """The month that a name, digits or Chinese numerals stand for, or two names of the same month ("شباط/فبراير"); 0 if
    none."""
    name = text.strip().lower().rstrip(".")
    if "/" in name:
        both = {month_number(part, names) for part in name.split("/")}
        return both.pop() if len(both) == 1 else 0
    return names.get(name) or number(name)


def number(text: str | None) -> int:
    """The number that digits (with an ordinal's ending or not) or Chinese numerals stand for; 0 if none."""
    text = (text or "").strip()
    digits = 0
    while digits < len(text) and text[digits].isdecimal():
        digits += 1
    if digits:
        return int(text[:digits])
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (_HAN_DIGITS.get(ones, 0) if ones else 0)
    value = 0
    for char in text:
        if char not in _HAN_DIGITS:
            return 0
        value = value * 10 + _HAN_DIGITS[char]
    return value
