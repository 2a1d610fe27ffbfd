"""Capitalised words in a row that may be a person's name: where such names begin and end in a paragraph."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from ratssearch.enrich.discovery.name_facts import FACTS

Span = tuple[int, int]


class Token(NamedTuple):
    start: int
    end: int
    word: str
    named: bool  # whether it can be part of a person's name


class Run(NamedTuple):
    """Words in a row that may be a person's name."""

    start: int
    end: int
    first: int  # place of its first token
    words: int


class Names(NamedTuple):
    """What may be persons' names in one paragraph."""

    text: str
    tokens: list[Token]
    runs: list[Run]


# A capital that no letter goes before; the look behind comes second, so that the search skips from capital to capital.
TOKEN = re.compile(r"[A-Z](?<![\w'].)(?:\.(?:[A-Z]\.)*(?:(?=\W)|[A-Z][\w'-]*)|[\w'-]*)")
_PART = re.compile(r"(?:[A-Z]\.-?)+$|(?:[A-Z]\.)*(?:Mc|Mac|O'|D'|De|La|Al-|El-)?[A-Z][a-z]+(?:[-'][A-Z]?[a-z]+)*'?$"
                   r"|(?:O'|Mc)[A-Z][a-z]+$|[A-Z][a-z]+[A-Z][a-z]+$")  # fmt: skip
_PARTICLE = re.compile(
    r" (?:(?:al|el|bin|ibn|de(?: l[ao]s?)?|v[oa]n(?: de[rn]?)?|der|den|da|dos|del|e) )?(?:(?:al|el|as|an)-)?"
)
_ARTICLE = re.compile(r"(?<![\w'-])(?:al|el|as|an)-$")
_SUFFIX = re.compile(r"(?:, ?|\s)(?:Jr|Sr)\b\.?|(?: II| III| IV)\b")
_NICKNAME = re.compile(r" [\"(][A-Z][\w'-]{1,14}(?: [A-Z][\w'-]{1,14})?[\")] ")
_NAME_FOLLOWS = re.compile(r" (?:(?!(?:Jr|Sr|II|III|IV)\b)[A-Z]|of )")
POSSESSIVE = re.compile(r"'s?$")
# Endings of words for things, qualities and fields of study: nobody's name.
_THING = re.compile(
    r"\w{3}(?:tions?|sions?|(?<!le)ments?|isms?|[^c]ics|olog(?:y|ies|ists?|ical)|ilit(?:y|ies)|ivity|ersit(?:y|ies)|ncies"
    r"|ational)$"
)


class NameReader:
    """Reads the names of a paragraph by what can be part of one. Safe for many threads."""

    def __init__(self, no_names: frozenset[str], offices: frozenset[str], given: frozenset[str]) -> None:
        """`no_names` are words that no name holds, as they are written; `offices` the last words of offices and `given`
        usual given names, in small letters."""
        self.no_names = no_names
        self.offices = offices
        self.given = given
        self._named = lru_cache(maxsize=50_000)(self._can_be_named)

    def read(self, text: str, known: list[Span], towns: list[Span]) -> Names:
        """What may be persons' names in one paragraph (folded, in its own case). `known` are names that are no
        persons'; `towns` may be."""
        tokens = self._tokens(text, known, towns)
        return Names(text, tokens, self._runs(text, tokens))

    def _runs(self, text: str, tokens: list[Token]) -> list[Run]:
        """Words in a row that may be names, at most four, not inside a longer capitalised name."""
        found: list[Run] = []
        place = 0
        while place < len(tokens):
            if not tokens[place].named:
                place += 1
                continue
            last = place
            while further := _further(text, tokens, last):
                last = further
            last += self._ends_in_office(text, tokens, place, last)
            follower = tokens[last + 1] if last + 1 < len(tokens) else None
            inside = (
                follower is not None
                and not follower.named
                and text[tokens[last].end : follower.start] == " "
                and not tokens[last].word.endswith("'s")
                and not self.is_office(follower.word)
            )
            if last - place < 5 and not inside and not tokens[last].word.endswith("."):
                found.append(self._run(text, tokens, place, last))
            place = last + 1
        return found

    def _ends_in_office(self, text: str, tokens: list[Token], first: int, last: int) -> bool:
        """Whether the word after a given name is a surname, though an office too: "Mary King", not "Poe, King Otto"."""
        follower = tokens[last + 1] if last + 1 < len(tokens) else None
        if follower is None or text[tokens[last].end : follower.start] != " ":
            return False
        beside = first and self.is_office(tokens[first - 1].word) and text[tokens[first - 1].end] == " "
        if not (beside or self.is_given(tokens[first].word)):
            return False
        surname = POSSESSIVE.sub("", follower.word) in FACTS.offices_as_surnames
        return surname and _NAME_FOLLOWS.match(text, follower.end) is None

    @staticmethod
    def _run(text: str, tokens: list[Token], first: int, last: int) -> Run:
        end = tokens[last].end
        end -= len(tokens[last].word) - len(POSSESSIVE.sub("", tokens[last].word))
        suffix = _SUFFIX.match(text, end)
        start = tokens[first].start
        start -= 3 if text[start - 1 : start] == "-" and _ARTICLE.search(text, max(0, start - 4), start) else 0
        return Run(start, suffix.end() if suffix else end, first, last - first + 1)

    def _tokens(self, text: str, known: list[Span], towns: list[Span]) -> list[Token]:
        found: list[Token] = []
        for match in TOKEN.finditer(text):
            start, end = match.span()
            word = match.group()
            named = self._named(word) and text[start - 1 : start] not in ("@", "#")
            if named and known:
                named = not _crosses(start, end, known)
            if named and towns and _crosses(start, end, towns):
                named = text[start - 3 : start] not in ("of ", "in ", "at ")
            before = found[-1] if named and found else None
            if before and not before.named and text[before.end : start] == " " and self.is_given(before.word):
                found[-1] = before._replace(named=True)  # "Bill Poe", though a bill is no person
            found.append(Token(start, end, word, named))
        return found

    def is_given(self, word: str) -> bool:
        """Whether a word is a usual given name, and no office."""
        return word.lower() in self.given and not self.is_office(word)

    def _can_be_named(self, word: str) -> bool:
        bare = POSSESSIVE.sub("", word)
        if bare.partition("-")[0] in self.no_names:
            return False  # "General-led"
        return bare not in self.no_names and _PART.match(bare) is not None and _THING.match(bare) is None

    def is_office(self, word: str) -> bool:
        """Whether a word is the last one of an office."""
        return word.lower() in self.offices


def _crosses(start: int, end: int, spans: list[Span]) -> bool:
    return any(start < stop and begin < end for begin, stop in spans)


def _further(text: str, tokens: list[Token], last: int) -> int:
    """The place of the next word of a name, also after a nickname in quotation marks or brackets; 0 at its end."""
    if last + 1 == len(tokens) or tokens[last].word.endswith(("'s", "'")):
        return 0
    end, following = tokens[last].end, tokens[last + 1]
    if following.start <= end + 2 and text[end + 1] in '"(' and (aside := _NICKNAME.match(text, end)) is not None:
        inside = (place for place in range(last + 2, min(last + 4, len(tokens))) if tokens[place].start == aside.end())
        return next((place for place in inside if tokens[place].named), 0)
    return last + 1 if following.named and _PARTICLE.fullmatch(text, end, following.start) else 0
