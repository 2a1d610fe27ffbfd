"""Inflected forms of Russian names, by pymorphy3."""

from __future__ import annotations

import functools
import re

import pymorphy3

CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
GENDERS = ("masc", "femn", "neut")


@functools.cache
def _analyser() -> pymorphy3.MorphAnalyzer:
    return pymorphy3.MorphAnalyzer(lang="ru")


def _like(form: str, model: str) -> str:
    """`form` with the capitals of `model`."""
    if model.isupper() and len(model) > 1:
        return form.upper()
    if "-" in model:
        parts = zip(form.split("-"), model.split("-"), strict=False)
        return "-".join(_like(new, old) for new, old in parts)
    return form[:1].upper() + form[1:] if model[:1].isupper() else form


def _nominative(word: str, pos: tuple[str, ...]) -> pymorphy3.analyzer.Parse | None:
    readings = [
        parse
        for parse in _analyser().parse(word)
        if parse.tag.POS in pos and parse.tag.case == "nomn" and "Surn" not in parse.tag and "Name" not in parse.tag
    ]
    if not readings:
        return None
    return max(readings, key=lambda parse: ("Geox" in parse.tag, parse.tag.number == "sing", parse.score))


def _inflect(parse: pymorphy3.analyzer.Parse, case: str, number: str | None, gender: str | None) -> str | None:
    wanted = {case} | ({number} if number else set()) | ({gender} if gender else set())
    found = parse.inflect(wanted)
    return found.word if found is not None else None


def inflect_name(name: str) -> set[str]:
    """All cases of a name: the words up to its head noun agree and change, what follows stays as it is."""
    return {name, *_cases(name, CASES)}


def _cases(name: str, cases: tuple[str, ...]) -> set[str]:
    words = name.split(" ")
    head = _head(words)
    if head is None or re.search(r"[A-Za-z]", name):
        return set()
    parses = [
        _nominative(word, ("NOUN",) if place == head else ("ADJF", "PRTF"))
        for place, word in enumerate(words[: head + 1])
    ]
    noun = parses[head]
    assert noun is not None
    number, gender = noun.tag.number, noun.tag.gender
    second = len(words) > head + 2 and words[head + 1] == "и" and _nominative(words[head + 2], ("NOUN",))
    forms: set[str] = set()
    for case in cases:
        out: list[str] = []
        for word, parse in zip(words, parses, strict=False):
            new = (
                _inflect(parse, case, number, gender if parse is not noun and number == "sing" else None)
                if parse
                else None
            )
            out.append(_like(new, word) if new else word)
        rest = words[head + 1 :]
        if second:
            other = _inflect(second, case, second.tag.number, None)
            rest = ["и", _like(other, rest[1]) if other else rest[1], *rest[2:]]
        forms.add(" ".join([*out, *rest]))
    return forms


def _head(words: list[str]) -> int | None:
    """Place of the head noun: the first noun in the nominative after adjectives only."""
    for place, word in enumerate(words):
        if word.isupper() and len(word) > 1:
            return None
        adjective = _nominative(word, ("ADJF", "PRTF"))
        noun = _nominative(word, ("NOUN",))
        if adjective is not None and place + 1 < len(words) and (noun is None or adjective.score >= noun.score):
            continue
        return place if noun is not None else None
    return None


def inflect_adjective(adjective: str) -> set[str]:
    """All forms of an adjective, with its adverb of language ("по-русски") left out."""
    parse = _nominative(adjective, ("ADJF",))
    if parse is None:
        raise SystemExit(f"{adjective}: pymorphy3 knows no adjective")
    forms = {form.word for form in parse.lexeme if form.tag.POS == "ADJF"}
    return {form for form in forms if form.startswith(adjective[:3])}


def inflect_person(noun: str) -> set[str]:
    """All cases, singular and plural, of a word for a country's people."""
    parse = _nominative(noun, ("NOUN",))
    if parse is None:
        raise SystemExit(f"{noun}: pymorphy3 knows no noun")
    return {form.word for form in parse.lexeme}


def genitive(name: str) -> set[str]:
    """The genitive of a name, "of Kazakhstan"; the name itself where it does not change."""
    return _cases(name, ("gent",)) or {name}
