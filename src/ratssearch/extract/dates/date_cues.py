"""What the words beside a date say of it: published, changed, or another day altogether. The words are data."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import Any


def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("publication.toml").read_text("utf-8"))


def _any_of(*parts: str) -> re.Pattern[str]:
    words = [word for part in parts for language in _table()[part].values() for word in language]
    return re.compile("|".join(words), re.IGNORECASE)


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
