"""Written dates found in text: "20 February 2020", "20-21 февраля 2020 г.", "2020年2月20日", "02/20/2020".

The patterns (date_patterns.py) find the shape of a date, any word standing where a month may stand; months.py knows
whether the word is one.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, cached_property

from ratssearch.extract.dates.date_patterns import (
    BARE_MONTH,
    BETWEEN,
    DAYS,
    ISO,
    LISTS,
    MONTH,
    MONTH_FIRST,
    MONTHS,
    NUMERAL,
    NUMERIC,
    SHORT_YEARS,
    YEARS,
    Shape,
)
from ratssearch.extract.dates.date_spelling import plain_dates
from ratssearch.extract.dates.months import month_names, month_number, number, own_names
from ratssearch.extract.dates.other_calendars import gregorian_day, is_persian, other_calendar_dates
from ratssearch.models import Precision

_NUMBER = re.compile(r"[\d〇○零一二三四五六七八九十]")
_LETTERS = re.compile(r"[^\W\d_]+")
_DIGITS = re.compile(r"\d+")
_HAN_NUMERAL = re.compile(r"[〇○零一二三四五六七八九十]")
_YEAR_SIGN = re.compile(r"1[89]\d\d|20\d\d|['’]\d\d")
_DATED = re.compile(
    r"1[89]\d\d|20\d\d|'\d\d|\d\s?[-./]\s?\w|(?<=[A-Za-z.,]\s)\d\d\s*(?:[)\]|]|$)"
)  # in every date in ASCII that has a year
_IN_FIGURES = re.compile(r"\d\s?[-./–—]\s?\d")
_SHORT_YEAR = re.compile(r"\d(?<!\d\d)\d\s*(?:[)\]|]|$)")
_LONGEST_SPAN = 400  # days; what is longer is two dates


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day or span as written. A year that is not written was taken from `near` or is absent (year 0)."""

    first: date
    last: date
    precision: Precision
    start: int
    end: int
    year_written: bool
    otherwise: date | None = None  # what 02/03/2020 is if read in the other order


@dataclass(frozen=True, slots=True)
class _Reading:
    """How a text is read."""

    names: Mapping[str, int]
    own: Mapping[str, int]  # names that may stand without a year
    near: date | None
    day_first: bool | None
    short_years: bool  # 02/03/20 may be a date


_Reader = Callable[[re.Match[str], _Reading], tuple[WrittenDate, ...]]


def written_dates(
    text: str,
    *,
    near: date | None = None,
    day_first: bool | None = None,
    months: bool = False,
    years: bool = False,
    language: str = "",
) -> Iterator[WrittenDate]:
    """Dates of text in order, none overlapping.

    near: supplies the year of a date written without one (the nearest such day to it); without near, those are left
    out. day_first: how to read 02/03/2020; None leaves ambiguous ones out. months: "February 2020" and "January to
    March 2020" count too; years: "in 2020". language: of the text (ISO 639-1), if known.
    """
    if not _NUMBER.search(text) and not (months and near and BARE_MONTH.search(text)):
        return
    if near is None and text.isascii() and not _DATED.search(text):
        return
    plain, quotes = plain_dates(text)
    short_years = not is_persian(text, language)  # of another century
    reading = _Reading(month_names(language), own_names(language), near, day_first, short_years)
    found: list[WrittenDate] = []
    taken = bytearray(len(text))
    for day in other_calendar_dates(plain, text, language):
        _add(found, taken, [WrittenDate(day.day, day.day, Precision.DAY, day.start, day.end, True)])
    for pattern, read, places in _readers(plain, reading, months=months, years=years):
        _add(found, taken, _matches(pattern, plain, read, reading, places))
    if quotes:
        found = [replace(written, start=quotes.get(written.start, written.start)) for written in found]
    yield from sorted(found, key=lambda written: written.start)


def _readers(
    text: str, reading: _Reading, *, months: bool, years: bool
) -> Iterator[tuple[re.Pattern[str], _Reader, Sequence[int] | None]]:
    """The patterns that may fit, each with what makes a date of its match, and the places where alone it can begin, if
    these are known; the surest first."""
    signs = _Signs(text, reading)
    if reading.near is None and _SHORT_YEAR.search(text):
        yield from signs.fitting(SHORT_YEARS, _of_days)
    yield from signs.fitting(DAYS, _of_days)
    if _IN_FIGURES.search(text):
        yield from ((MONTH_FIRST, _of_days, None), (ISO, _of_days, None), (NUMERIC, _of_numeric, None))
    if months:
        yield from signs.fitting(MONTHS, _of_months)
    if years:
        yield from signs.fitting(YEARS, _of_years)


class _Signs:
    """What stands in a text of all that dates are made of."""

    def __init__(self, text: str, reading: _Reading) -> None:
        self._text = text
        self._names = reading.names
        self._lower = text.lower()
        self._words = [word for word in _LETTERS.findall(self._lower) if word in reading.names]
        self._months = len(self._words)
        self._han = _HAN_NUMERAL.search(text) is not None
        if self._han:
            self._months += 2  # these may stand for one
        self._numerals = [found.start() for found in _DIGITS.finditer(text)]
        self._days = len(self._numerals)  # beside that of a year; -1: none, and the year cannot be told otherwise
        if reading.near is None:
            self._days = self._days - 1 if _YEAR_SIGN.search(text) else -1

    def fitting(
        self, shapes: Iterable[Shape], read: _Reader
    ) -> Iterator[tuple[re.Pattern[str], _Reader, Sequence[int] | None]]:
        """Those shapes of which a date may stand in the text, and where."""
        for shape in shapes:
            if self.fit(shape):
                yield shape.pattern, read, self.places(shape)

    def fit(self, shape: Shape) -> bool:
        """Whether a date of this shape may stand in the text."""
        return self._months >= shape.months and self._days >= shape.days and shape.sign in self._lower

    def places(self, shape: Shape) -> Sequence[int] | None:
        """Where alone such a date may begin; None where that is not known."""
        if shape.begins == MONTH:
            return self._named
        return self._numerals if shape.begins == NUMERAL else None

    @cached_property
    def _named(self) -> list[int]:
        """Where words begin that are names of months or may stand for one."""
        if not self._han and len(self._lower) == len(self._text):
            places = (_place(word).finditer(self._lower) for word in set(self._words))
            return sorted(found.start() for one in places for found in one)
        words = ((found.start(), found[0]) for found in _LETTERS.finditer(self._text))
        return [start for start, word in words if word.lower() in self._names or _HAN_NUMERAL.search(word)]


@cache
def _place(name: str) -> re.Pattern[str]:
    """A name of a month as a whole word."""
    return re.compile(rf"{name}(?<![^\W\d_]{'.' * len(name)})(?![^\W\d_])", re.DOTALL)


def _matches(
    pattern: re.Pattern[str], text: str, read: _Reader, reading: _Reading, places: Sequence[int] | None
) -> Iterator[WrittenDate]:
    """What read makes of each place where the pattern fits. A place that is no date hides none that begins in it.
    places: where alone one can begin, or None: a pattern tried at every character takes long."""
    if places is not None:
        end = 0
        for place in places:
            if place >= end and (match := pattern.match(text, place)) and (written := read(match, reading)):
                yield from written
                end = match.end()
        return
    match = pattern.search(text)
    while match:
        written = read(match, reading)
        yield from written
        match = pattern.search(text, match.end() if written else match.start() + 1)


def _add(found: list[WrittenDate], taken: bytearray, more: Iterable[WrittenDate]) -> None:
    """Add those of more that overlap none found before; taken marks the characters that are spoken for."""
    for written in more:
        if not any(taken[written.start : written.end]):
            found.append(written)
            taken[written.start : written.end] = b"\x01" * (written.end - written.start)


def _parts(match: re.Match[str], reading: _Reading) -> tuple[int, int, int, int, int, int] | None:
    """day, month and year of both ends, 0 for what is not written; None where a word is no month, or none that may
    stand without a day or year."""
    parts = match.groupdict()
    year1, year2 = _year(parts.get("y1")), _year(parts.get("y2"))
    names = reading.names if (year1 or year2) and parts.get("d1") else reading.own
    values = []
    for key in ("m1", "m2"):
        word = parts.get(key) or ""
        value = month_number(word, names)
        if word and not 1 <= value <= 12:
            return None
        values.append(value)
    return number(parts.get("d1")), values[0], year1, number(parts.get("d2")), values[1], year2


def _year(text: str | None) -> int:
    """Two digits are a year of 1970 to 2069."""
    value = number((text or "").lstrip("'’"))
    if text and len(text.lstrip("'’")) == 2 and text.lstrip("'’").isdecimal():
        return value + (2000 if value < 70 else 1900)
    return value


def _of_days(match: re.Match[str], reading: _Reading) -> tuple[WrittenDate, ...]:
    parts = _parts(match, reading)
    if parts is None:
        return ()
    day1, month1, year1, day2, month2, year2 = parts
    two_months = bool(month1 and month2)
    month1, month2 = month1 or month2, month2 or month1
    written = bool(year1 or year2)
    if not written and match[0][0].islower() and match[0][0].isascii() and match[0][0].isalpha():
        return ()  # "may 20 people": English month names without a year count only when capitalised
    year2 = year2 or (year1 + 1 if year1 and month1 > month2 else year1)
    if not written:
        if reading.near is None:
            return ()
        year2 = _nearest_year(month2, day2 or day1, reading.near)
    last = gregorian_day(year2, month2, day2 or day1)
    first = gregorian_day(year1 or year2, month1, day1)
    if first and last and first > last and not year1 and month1 > month2:
        first = gregorian_day(year2 - 1, month1, day1)
    if first is None or last is None or first > last or (last - first).days > _LONGEST_SPAN:
        return ()
    if two_months and first == last:
        return ()  # a dateline and the same day again
    if _is_list(match, (last - first).days):
        # "20 February and 3 March" are two days, each to be found by itself.
        return () if two_months else _listed(match, year2, month2, written)
    return (WrittenDate(first, last, Precision.DAY, match.start(), _end(match), written),)


def _is_list(match: re.Match[str], length: int) -> bool:
    """Whether the days are named one by one ("3, 10 and 17 March"), not as a span. Days in a row are a span."""
    joined = match.groupdict().get("to") or ""
    if not LISTS.fullmatch(joined) or BETWEEN.search(match.string, max(0, match.start() - 12), match.start()):
        return False
    return length != 1 + (match.groupdict().get("mid") or "").count(",")


def _listed(match: re.Match[str], year: int, month: int, written: bool) -> tuple[WrittenDate, ...]:
    """A date for each number of a list; the last one's words include month and year."""
    numbers = list(re.finditer(r"\d+", match.string[match.start("d1") : match.end("d2")]))
    found = []
    for place in numbers:
        start = match.start("d1") + place.start()
        end = _end(match) if place is numbers[-1] else match.start("d1") + place.end()
        if day := gregorian_day(year, month, int(place[0])):
            found.append(WrittenDate(day, day, Precision.DAY, start, end, written))
    return tuple(found)


def _end(match: re.Match[str]) -> int:
    """ "2 июня." ends a sentence: the full stop is not the date's."""
    text = match[0]
    return match.end() - (text.endswith(".") and len(text) > 1 and not text[-2].isdigit())


def _of_numeric(match: re.Match[str], reading: _Reading) -> tuple[WrittenDate, ...]:
    one, two, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 2:
        if match[2] in "-–—" or not reading.short_years:
            return ()
        year = _year(match[4])
    if match[2] == "." or one > 12:
        order = True
    elif two > 12:
        order = False
    elif reading.day_first is None and one != two:
        return ()
    else:
        order = bool(reading.day_first)
    days = gregorian_day(year, two, one), gregorian_day(year, one, two)
    day, other = days if order else days[::-1]
    if day is None:
        return ()
    otherwise = None if match[2] == "." or other == day else other
    return (WrittenDate(day, day, Precision.DAY, match.start(), match.end(), True, otherwise),)


def _of_months(match: re.Match[str], reading: _Reading) -> tuple[WrittenDate, ...]:
    parts = _parts(match, reading)
    if parts is None:
        return ()
    _, month1, year1, _, month2, year2 = parts
    month1, month2 = month1 or month2, month2 or month1
    year1, year2 = year1 or year2, year2 or year1
    written = bool(year2)
    if not written:
        if reading.near is None or (match["m1"][0].islower() and match["m1"].isascii()):
            return ()  # "in march" is no English month
        shift = {"去": -1, "明": 1}.get(match.groupdict().get("which") or "", 0)
        named = match.groupdict().get("which")
        year1 = year2 = reading.near.year + shift if named else _nearest_year(month1, 15, reading.near)
    if year1 == year2 and month1 > month2 and not parts[2]:
        year1 -= 1
    if not (1800 <= year1 <= year2 <= 2100 and 1 <= month1 <= 12 and 1 <= month2 <= 12):
        return ()
    first = date(year1, month1, 1)
    last = date(year2, month2, calendar.monthrange(year2, month2)[1])
    if first > last:
        return ()
    return (WrittenDate(first, last, Precision.MONTH, match.start(), _end(match), written),)


def _of_years(match: re.Match[str], reading: _Reading) -> tuple[WrittenDate, ...]:
    year1 = _year(match["y1"])
    year2 = _year(match["y2"]) or year1
    if not 1800 <= year1 <= year2 <= 2100:
        return ()
    first, last = date(year1, 1, 1), date(year2, 12, 31)
    return (WrittenDate(first, last, Precision.YEAR, match.start("span"), match.end("span"), True),)


def _nearest_year(month: int, day: int, near: date) -> int:
    """The year in which that day of the year lies nearest to `near`."""
    days = [
        candidate
        for year in (near.year - 1, near.year, near.year + 1)
        if (candidate := gregorian_day(year, month, day))
    ]
    return min(days, key=lambda candidate: abs((candidate - near).days)).year if days else near.year
