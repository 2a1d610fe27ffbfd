"""Whether words of a listing say what they stand beside: "read more", "PDF", "Title:", a column's header."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

_LONGEST_LABEL = 40  # characters
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EDGES = " \t\n.:;,!?…»«›‹→➡>|<-–—()[]*·•#"  # what stands around labels
_DIGITS = re.compile(r"\d")
_WORDS = re.compile(r"[^\W_]+")


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    data = tomllib.loads(files(__package__).joinpath("listing_words.toml").read_text("utf-8"))
    nothing = "|".join(data["says_nothing"])
    names = {key: "|".join(map(re.escape, data[key])) for key in ("title", "date")}
    return {
        "nothing": re.compile(nothing, re.IGNORECASE),
        **{key: re.compile(rf"(?<![^\W_])(?:{words})(?![^\W_])", re.IGNORECASE) for key, words in names.items()},
    }


@lru_cache(maxsize=4096)
def is_telling(text: str) -> bool:
    """Whether text may say what a release is about: words that are more than "read more", a number or a file's name."""
    bare = text.strip(_EDGES)
    letters = sum(map(str.isalpha, bare))
    if not letters or _patterns()["nothing"].fullmatch(bare):
        return False
    words = _WORDS.findall(bare)
    if bare.isascii() and all(map(_DIGITS.search, words)):
        return False  # a docket's or file's number
    return letters >= len(_DIGITS.findall(bare)) or len(words) > 3


def names_a_title(label: str) -> bool:
    """Whether a label, column header or class name says that a title follows."""
    return _says("title", label)


def names_a_date(label: str) -> bool:
    """Whether a label, column header or class name says that a date follows."""
    return _says("date", label)


@lru_cache(maxsize=4096)
def _says(kind: str, label: str) -> bool:
    return 0 < len(label) <= _LONGEST_LABEL * 2 and bool(_patterns()[kind].search(_CAMEL.sub("-", label)))
