"""All forms of all entities, and the scan that finds them: longest form first, leftmost first.

Spaced scripts are looked up word by word, so that word edges cost nothing; Chinese has no word edges and is
searched with an Aho-Corasick automaton. A form without targets is a block phrase: it takes its words and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick

from ratssearch.enrich.folding import Folded

if TYPE_CHECKING:
    from ratssearch.models import MentionKind

HAN = r"\u3007\u3400-\u9fff"
_HAN = re.compile(f"[{HAN}]")
_CYRILLIC = re.compile("[а-яА-Я]")
_WORD = re.compile(rf"(?:[^\W_{HAN}])+")
# Without Cyrillic every form begins with a capital or a digit: most words need no look-up.
_CAPITAL = re.compile(rf"(?<![^\W_{HAN}])[A-Z0-9][^\W_{HAN}]*")
_EDGE = re.compile(rf"[^\W_{HAN}]")


MANY = 8  # forms with the same first word, from which they are looked up by what follows it
FOLLOWING = 4  # characters


class Case(StrEnum):
    """How a form must be written in the text."""

    CAPITAL = "c"  # the first letter is a capital
    EXACT = "e"  # exactly as given: acronyms
    ANY = "a"  # any case: Russian adjectives, Chinese


class Target(NamedTuple):
    """What a form stands for."""

    kind: MentionKind
    entity: str
    rule: str
    confidence: float = 1.0


class Form(NamedTuple):
    phrase: str  # folded
    case: Case
    exact: str  # the folded form in its own case, for Case.EXACT
    guards: tuple[str, ...]  # names of the rules that must agree (context.py)
    targets: tuple[Target, ...]  # empty for a block phrase


class Match(NamedTuple):
    start: int  # in the folded text
    end: int
    form: Form


def first_word(phrase: str) -> str:
    """The key of a phrase in the look-up table; empty if it holds no word."""
    found = _WORD.match(phrase)
    return found.group() if found is not None else ""


class Lexicon:
    """The look-up table of forms. Built once, read by any number of threads."""

    def __init__(self, forms: Iterable[Form]) -> None:
        self.words: dict[str, list[Form]] = {}
        self.han: list[Form] = []
        for form in forms:
            key = first_word(form.phrase)
            if key:
                self.words.setdefault(key, []).append(form)
            elif _HAN.match(form.phrase):
                self.han.append(form)
        for same in self.words.values():
            if len(same) > 1:  # longest first; of equal ones the exact acronym before the word of the same letters
                same.sort(key=lambda form: (-len(form.phrase), form.case is not Case.EXACT))
        # Words that begin many forms ("bank", "united"): their forms by the characters that follow the word.
        self._following = {key: _by_following(key, same) for key, same in self.words.items() if len(same) > MANY}
        self._automaton: ahocorasick.Automaton | None = None

    def scan(self, text: Folded) -> list[Match]:
        """Every form in the text, without overlaps, in order."""
        return self._scan(text, 0, len(text.lower), whole=True)

    def countries_within(self, text: Folded, match: Match) -> list[Match]:
        """The forms of countries inside a longer match, such as the name of a ministry."""
        return self._scan(text, match.start, match.end, whole=False)

    def _scan(self, text: Folded, first: int, size: int, whole: bool) -> list[Match]:
        found: list[Match] = []
        lower, cased = text.lower, text.cased
        # The lower-cased text is searched where small letters may begin a name.
        words = _WORD.finditer(lower, first, size) if _CYRILLIC.search(lower) else _CAPITAL.finditer(cased, first, size)
        table, reached = self.words, first
        for word in words:
            start, end = word.span()
            if start < reached or (forms := table.get(lower[start:end])) is None:
                continue
            if len(forms) > MANY:
                same = self._following[lower[start:end]]
                forms = same.get(lower[end : end + FOLLOWING]) or same[""]
            for form in forms:
                if not lower.startswith(form.phrase, start):
                    continue
                end = start + len(form.phrase)
                if end <= size and self._stands(form, lower, cased, start, end) and (whole or _no_organisation(form)):
                    found.append(Match(start, end, form))
                    reached = end
                    break
        if self.han and _HAN.search(lower, first, size):
            found.extend(
                match for match in self._scan_han(lower[:size], first) if whole or _no_organisation(match.form)
            )
            found.sort(key=lambda match: match.start)
        return found

    @staticmethod
    def _stands(form: Form, lower: str, cased: str, start: int, end: int) -> bool:
        """Whether the form, the letters of which stand at start..end, does so as whole words and in its case."""
        if end < len(lower) and (_EDGE.match(lower, end - 1) or form.phrase[-1] == ".") and _EDGE.match(lower, end):
            return False  # inside a longer word, or "U.S" of "U.S.S.R"
        if form.case is Case.CAPITAL:
            return cased[start].isupper()
        return form.case is Case.ANY or cased[start:end] == form.exact

    def _scan_han(self, lower: str, first: int) -> list[Match]:
        if self._automaton is None:
            automaton = ahocorasick.Automaton()
            for form in self.han:
                automaton.add_word(form.phrase, form)
            automaton.make_automaton()
            self._automaton = automaton
        hits = self._automaton.iter_long(lower, first)
        return [Match(end + 1 - len(form.phrase), end + 1, form) for end, form in hits]


def _by_following(key: str, forms: list[Form]) -> dict[str, list[Form]]:
    """The forms that may stand where certain characters follow their first word; "" for all other characters."""
    size = len(key)
    short = [form for form in forms if len(form.phrase) < size + FOLLOWING]
    found: dict[str, list[Form]] = {"": short}
    for form in forms:
        if len(form.phrase) >= size + FOLLOWING:
            found.setdefault(form.phrase[size : size + FOLLOWING], []).append(form)
    for following, longer in found.items():
        if following:
            longer.extend(short)
    return found


def _no_organisation(form: Form) -> bool:
    """Whether a form is a country's or a block phrase, which must keep its words from countries."""
    return not form.targets or form.targets[0].kind.value == "country"
