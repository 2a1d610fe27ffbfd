"""Sentences from the word lists of a language (words/LANGUAGE.toml): each `{slot}` becomes one of the slot's words."""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

_SLOT = re.compile(r"\{(\w+)\}")


@cache
def _tables(language: str) -> dict[str, Any]:
    return tomllib.loads((Path(__file__).with_name("words") / f"{language}.toml").read_text("utf-8"))


@dataclass(frozen=True)
class Words:
    """The words of one language, for one site."""

    language: str
    site: str = ""
    host: str = ""

    def furniture(self, name: str) -> list[str]:
        """The lines that a site may use for a part of its pages, slots not filled."""
        value = _tables(self.language)["furniture"][name]
        return value if isinstance(value, list) else [value]

    @property
    def news(self) -> str:
        """What the language calls the section of releases."""
        return self.furniture("news")[0]

    def text(self, name: str) -> list[str]:
        """The sentences that a release may be made of, slots not filled."""
        value = _tables(self.language)["text"][name]
        return value if isinstance(value, list) else [value]

    def one(self, rng: random.Random, name: str, near: date | None = None, **fixed: str) -> str:
        """A sentence of text `name` with its slots filled; near: what the days it names are near to."""
        return self.fill(rng, rng.choice(self.text(name)), near, **fixed)

    def fill(self, rng: random.Random, template: str, near: date | None = None, **fixed: str) -> str:
        """The template with every slot filled; a slot that begins with a capital begins its word with one."""

        def word(match: re.Match[str]) -> str:
            slot = match[1]
            if slot in fixed:
                return fixed[slot]
            found = self._word(rng, slot.lower().removesuffix("_low"), near)
            if slot.isupper():
                return found.upper()
            if slot.endswith("_low"):
                return found[:1].lower() + found[1:]
            return found[:1].upper() + found[1:] if slot[0].isupper() else found

        return _SLOT.sub(word, template)

    def _word(self, rng: random.Random, slot: str, near: date | None) -> str:
        if slot == "n":
            return str(rng.choice((rng.randint(2, 19), rng.randint(20, 99), rng.randint(100, 950))))
        if slot == "day":
            return self.inline_day((near or date(2019, 5, 2)) + timedelta(days=rng.randint(-40, 60)))
        if slot in ("site", "host"):
            return self.site if slot == "site" else self.host
        words: list[str] = _tables(self.language)["slots"][slot]
        return rng.choice(words)

    def inline_day(self, day: date) -> str:
        """A day as sentences name it."""
        notation: str = _tables(self.language)["inline_day"]
        return self.written(day, notation)

    def notations(self) -> list[str]:
        """How pages of the language write a day."""
        found: list[str] = _tables(self.language)["visible_days"]
        return found

    def day_labels(self) -> list[str]:
        """What stands before the day of a release; some are empty."""
        found: list[str] = _tables(self.language)["day_labels"]
        return found

    def written(self, day: date, notation: str) -> str:
        """A day in a notation: {d} {dd} {m} {mm} {mon} {month} {y} {yy} {weekday} {iso}."""
        tables = _tables(self.language)
        month = tables["months"][day.month - 1]
        return notation.format(
            d=day.day,
            dd=f"{day.day:02}",
            m=day.month,
            mm=f"{day.month:02}",
            mon=month[:3],
            month=month,
            y=day.year,
            yy=f"{day.year % 100:02}",
            weekday=tables["weekdays"][day.weekday()],
            iso=day.isoformat(),
        )
