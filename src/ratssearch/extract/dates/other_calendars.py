"""Days written in the Buddhist, the Solar Hijri and the East Asian era calendars (other_calendars.toml).

All of them are computed with certainty. The lunar Hijri calendar is not, so its dates are none.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from typing import Any

from ratssearch.extract.dates.months import number

# Between these years a fixed cycle of 33 gives the same leap years as the equinox does.
_SOLAR_YEARS = range(1343, 1473)
_EPOCH = date(2021, 3, 21)  # 1 Farvardin 1400
_EPOCH_YEAR = 1400
_LONG_MONTHS = 6  # of 31 days; the others have 30
_HAN = r"\d{1,2}|[〇一二三四五六七八九十]{1,3}|元"
# Only digits of Persian and its neighbours, or the text's language, tell such a date from one of the lunar calendar.
_SOLAR_NUMERIC = re.compile(r"(?<![\d/.-])(1[34]\d\d)([/.-])(0?[1-9]|1[0-2])\2(0?[1-9]|[12]\d|3[01])(?![\d/])")
_PERSIAN_DIGITS = re.compile("[۰-۹]")
_PERSIAN = frozenset(("fa", "ps"))
_ONE_SPELLING = str.maketrans("يىك", "ییک")  # letters that Persian shares with Arabic are typed in either form


@dataclass(frozen=True, slots=True)
class Found:
    """A day and the characters start..end (exclusive) that name it."""

    day: date
    start: int
    end: int


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath("other_calendars.toml").read_text("utf-8"))


@cache
def _signs() -> re.Pattern[str]:
    """A character with which every date found here begins or that it holds: a cheap test."""
    names = [*_months("thai"), *_months("solar_hijri"), *_table()["eras"]]
    return re.compile(f"[{''.join(sorted({name[0] for name in names}))}يك]|{_PERSIAN_DIGITS.pattern}")


@cache
def _months(calendar: str) -> dict[str, int]:
    """Name -> number."""
    return {
        form: place
        for place, names in enumerate(_table()[calendar]["months"], 1)
        for form in names.translate(_ONE_SPELLING).split("|")
    }


@cache
def _named(calendar: str) -> re.Pattern[str]:
    """ "5 NAME 2563" in a calendar; a longer name wins over one that it begins with."""
    names = "|".join(re.escape(name) for name in sorted(_months(calendar), key=len, reverse=True))
    words = "|".join(re.escape(word) for word in sorted(_table()[calendar]["year_words"], key=len, reverse=True))
    return re.compile(
        rf"(?<![\d./-])(?P<day>0?[1-9]|[12]\d|3[01])\s*(?P<month>{names})(?![^\W\d_])[\s,،]*(?:(?:{words})\s*)?"
        r"(?P<year>\d{4})(?!\d)"
    )


@cache
def _era() -> re.Pattern[str]:
    names = "|".join(_table()["eras"])
    return re.compile(
        rf"(?:中華)?(?P<era>{names})\s*(?P<year>\d{{1,3}}|[〇一二三四五六七八九十]{{1,3}}|元)\s*年\s*"
        rf"(?P<month>{_HAN})\s*月\s*(?P<day>{_HAN})\s*日"
    )


def other_calendar_dates(text: str, original: str, language: str) -> Iterator[Found]:
    """The days of text, of which `original` is the same with its own digits, for these tell a language."""
    if language not in _PERSIAN and (original.isascii() or not _signs().search(original)):
        return
    text = text.translate(_ONE_SPELLING)
    for match in _named("thai").finditer(text):
        year = int(match["year"])
        yield from _found(
            gregorian_day(_buddhist_year(year), _months("thai")[match["month"]], int(match["day"])), match
        )
    for match in _named("solar_hijri").finditer(text):
        yield from _found(_solar(int(match["year"]), _months("solar_hijri")[match["month"]], int(match["day"])), match)
    for match in _era().finditer(text):
        yield from _found(_of_era(match), match)
    for match in _SOLAR_NUMERIC.finditer(text):
        if language in _PERSIAN or _PERSIAN_DIGITS.search(original, match.start(), match.end()):
            yield from _found(_solar(int(match[1]), int(match[3]), int(match[4])), match)


def is_persian(text: str, language: str) -> bool:
    """Whether numerals of text, which is in `language` (ISO 639-1, or "" for unknown), are those of a Persian date."""
    return language in _PERSIAN or (not text.isascii() and bool(_PERSIAN_DIGITS.search(text)))


def _found(day: date | None, match: re.Match[str]) -> Iterator[Found]:
    if day is not None:
        yield Found(day, match.start(), match.end())


def _buddhist_year(year: int) -> int:
    """Years of our own time are written beside those of the Buddhist count; none can be both."""
    return year if year < 2200 else year - int(_table()["thai"]["years_before"])


def _of_era(match: re.Match[str]) -> date | None:
    before, last = _table()["eras"][match["era"]]
    year, month, day = (1 if match[key] == "元" else number(match[key]) for key in ("year", "month", "day"))
    year += before
    return None if not year or (last and year > last) else gregorian_day(year, month, day)


def _solar(year: int, month: int, day: int) -> date | None:
    """The Gregorian day of one in the Solar Hijri calendar, if it exists and lies in the years that are certain."""
    if year not in _SOLAR_YEARS or day > (31 if month <= _LONG_MONTHS else 30):
        return None
    if month == 12 and day == 30 and not _is_leap(year):
        return None
    first, last = sorted((year, _EPOCH_YEAR))
    days = sum(366 if _is_leap(between) else 365 for between in range(first, last))
    start = days if year >= _EPOCH_YEAR else -days
    return _EPOCH + timedelta(days=start + 30 * (month - 1) + min(month - 1, _LONG_MONTHS) + day - 1)


def _is_leap(year: int) -> bool:
    return (25 * year + 11) % 33 < 8


def gregorian_day(year: int, month: int, day: int) -> date | None:
    """The day, or None where there is no such day or it lies outside 1800 to 2100."""
    if not 1800 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
