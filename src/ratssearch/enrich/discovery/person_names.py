"""Persons' names taken apart: which spellings are of one name, and why.

Two spellings have one key if their words are the same, or nearly: romanisations of a name from another script, a word's
cases, an article. Names with another given name, or with another middle name or initial, have keys of their own.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from ratssearch.enrich.discovery import romanisation
from ratssearch.enrich.discovery.name_facts import FACTS
from ratssearch.enrich.discovery.names import LONGEST_KEY, body_key, name_words
from ratssearch.models import MentionKind


class PersonName(NamedTuple):
    """A name by the keys of its words; empty where it has none of a kind."""

    surname: str
    given: str
    middle: tuple[str, ...]
    women: bool = False  # in Latin letters, the surname has a woman's ending

    @property
    def key(self) -> str:
        """What the spellings of this name share, such as "poe-anna-b"; the surname alone has no hyphen."""
        return "-".join(filter(None, (self.surname, self.given, *self.middle)))[:LONGEST_KEY]

    @property
    def bare(self) -> bool:
        """Whether it is a surname alone."""
        return not self.given

    def covers(self, other: PersonName) -> bool:
        """Whether `other` may be a shorter form of this name: an initial, or fewer middle names."""
        if self.surname != other.surname or self == other or not other.given:
            return False
        if not _is_short(self.given, other.given) or len(self.middle) < len(other.middle):
            return False
        return all(_is_short(full, short) for full, short in zip(self.middle, other.middle, strict=False))


@lru_cache(maxsize=20_000)
def person_name(words: str) -> PersonName | None:
    """The name that the words write; None where they hold no letter."""
    parts = list(name_words(words))
    while len(parts) > 1 and parts[0] in FACTS.forms:
        del parts[0]
    if not parts:
        return None
    last = _without_article(parts[-1])
    romanised = romanisation.is_romanised(last)
    surname = romanisation.surname(last, romanised)
    if len(parts) == 1:
        return PersonName(surname, "", (), _is_womans(last)) if surname else None
    first, *middle = (
        romanisation.given(word, romanised or romanisation.is_romanised(word))
        for word in (parts[0], *(_without_article(word) for word in parts[1:-1] if word not in FACTS.particles))
    )
    if first.endswith("a") and romanisation.CYRILLIC.search(last) and surname.endswith(("v", "n", "sk")):
        surname += "a"  # Анна Петрова, in any case, is no Petrov
    return PersonName(surname, first, tuple(filter(None, middle)), _is_womans(last)) if surname and first else None


def person_key(words: str) -> str:
    """The key of a name as it is written; empty if it holds no word."""
    name = person_name(words)
    return name.key if name is not None else ""


def own_key(words: str) -> str:
    """The key of nothing but this spelling."""
    return "-".join(name_words(words))[:LONGEST_KEY]


def why_grouped(entity: str, words: str) -> str:
    """Why words are counted under a person: "" for the name itself, else "surname", "shorter", "romanised",
    "short_form" (of the given name) or "file" (the operator's)."""
    name = person_name(words)
    if name is None:
        return ""
    surname, *rest = entity.split("-")
    if name.key == entity:
        last = name_words(words)[-1]
        return "romanised" if romanisation.CYRILLIC.search(last) or romanisation.is_romanised(last) else ""
    if name.bare:
        return "surname" if name.surname in (surname, surname.removesuffix("a"), *rest[:1]) else "file"
    if name.surname != surname or not rest:
        return "file"
    return "shorter" if _is_short(rest[0], name.given) else "short_form"


def is_called(kind: MentionKind, entity: str, text: str, *, other_script: bool = False) -> bool:
    """Whether a name that somebody wrote may be that of a discovered one: "Giyesov" and "J. Giyosov" both find Jumakhon
    Giyosov, "Mary Poe" does not find Anna Poe. A name written in `other_script` is compared by its consonants."""
    if kind is not MentionKind.PERSON:
        return entity == body_key(text)
    name = person_name(text)
    if name is None:
        return False
    surname, *rest = entity.split("-")
    same = romanisation.skeleton if other_script else str
    if same(name.surname.removesuffix("a")) != same(surname.removesuffix("a")) and name.surname != surname:
        return False
    if name.bare or not rest:
        return name.bare
    given, *middle = rest
    if not _may_be(same(given), same(name.given)):
        return False
    return all(_may_be(one, other) for one, other in zip(middle, name.middle, strict=False))


def has_bearer(entity: str) -> str:
    """The key of the surname alone that belongs to a person's key."""
    return entity.partition("-")[0]


def _is_short(full: str, short: str) -> bool:
    return full == short or (len(short) == 1 and full.startswith(short))


def _may_be(one: str, other: str) -> bool:
    return _is_short(one, other) or _is_short(other, one)


def _without_article(word: str) -> str:
    first, hyphen, rest = word.partition("-")
    return rest if hyphen and rest and first in FACTS.particles else word


def _is_womans(word: str) -> bool:
    return word.endswith(("ova", "eva", "skaya", "ina"))
