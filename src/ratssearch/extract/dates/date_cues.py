"""What the words beside a date say of it: published, changed, or another day altogether. The words are data."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from importlib import resources
from typing import Any


def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("publication.toml").read_text("utf-8"))


class Cues:
    """Words (regular expressions), looked for in any case. Most texts hold none, which is told by the letters that the
    words begin with: some two hundred patterns at every place of a text take long."""

    def __init__(self, words: Iterable[str]) -> None:
        words = tuple(words)
        self.pattern = re.compile("|".join(words), re.IGNORECASE)
        stems = {_stem(word).lower() for word in words}
        self._signs = _signs(stems)
        self._ascii_signs = _signs({stem for stem in stems if stem.isascii()})

    def search(self, text: str) -> re.Match[str] | None:
        """As of a pattern."""
        if text.isascii():
            return self.pattern.search(text) if self._ascii_signs.search(text.lower()) else None
        if not _ODD.search(text) and not self._signs.search(text.lower()):
            return None
        return self.pattern.search(text)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """As of a pattern."""
        return self.pattern.match(text, start)

    def sub(self, by: str, text: str) -> str:
        """As of a pattern."""
        return self.pattern.sub(by, text)


# Characters of which a small letter is not all that is the same in another case, such as those of Greek and Turkish.
_ODD = re.compile(r"[^\x00-\xb4\xb6-\xff\u0401\u0410-\u044f\u0451\u2000-\u206f\u3000-\u9fff\uac00-\ud7af\uff00-\uff20]")
_STEM = re.compile(r"(?:\\b)?([^\\\[\](){}?*+|.^$ıſ]*)([?*{]?)")  # ı and ſ are another case of i and s


def _stem(word: str) -> str:
    """The characters with which all that a word's pattern fits begins."""
    found = _STEM.match(word)
    if found is None:
        return ""
    return found[1][:-1] if found[2] else found[1]


def _signs(stems: Collection[str]) -> re.Pattern[str]:
    """Any of stems: those with one first letter together, for each that stands by itself is tried by itself."""
    rests: defaultdict[str, list[str]] = defaultdict(list)
    for stem in sorted(stems):
        rests[stem[:1]].append(re.escape(stem[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rests[first])})" for first in rests))


def _any_of(*parts: str) -> Cues:
    return Cues(word for part in parts for language in _table()[part].values() for word in language)


RELEASED = _any_of("release")  # a release says so of itself
LABELLED = _any_of("release", "published")
PUBLISHED = _any_of("release", "published", "weak")  # words of which some may introduce any day
ITSELF = _any_of("itself")  # a sentence that begins so tells of the page
CHANGED = _any_of("changed")
OTHER = _any_of("other")  # expiry, copyright, comments, birthdays, deadlines
WEEKDAY = _any_of("weekday")

_NOT_LETTERS = re.compile(r"[^a-z]+")
_LOOKS_PUBLISHED = re.compile(
    r"(?:publi\w*|issued?|releas\w*|posted|post|creat\w*|upload\w*|original|display)(?:date|time|on|at)$"
    r"|(?:date|time)(?:of)?(?:publi\w*|issued?|posted|creat\w*|releas\w*)$"
)
_LOOKS_OTHER = re.compile(
    r"modif|updat|expir|unpubl|last|copyright|event|valid|embargo|start|end(?:date|time)|birth|close"
)


@cache
def meta_kind(name: str) -> tuple[str, float]:
    """What a meta element of this name says: ("published" or "changed", weight), or ("", 0.0).

    A name that is known says more than one that is made like those of publication dates.
    """
    plain = _NOT_LETTERS.sub("", name.lower())
    names = _meta_names()
    if plain in names:
        return names[plain]
    if _LOOKS_PUBLISHED.search(plain) and not _LOOKS_OTHER.search(plain):
        return "published", 0.7
    return "", 0.0


@cache
def _meta_names() -> dict[str, tuple[str, float]]:
    """Name -> (kind, weight). Of two that a page has, the one that stands earlier in the table weighs a little more."""
    table = _table()["meta"]
    found: dict[str, tuple[str, float]] = {}
    for part, kind, weight in (
        ("published", "published", 1.0),
        ("likely", "published", 0.8),
        ("changed", "changed", 1.0),
    ):
        for place, name in enumerate(table[part]):
            found[name] = (kind, round(weight - place * 1e-4, 4))
    return found
