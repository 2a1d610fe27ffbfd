"""Written dates found in text: "20 February 2020", "20-21 февраля 2020 г.", "2020年2月20日", "02/20/2020"."""

from __future__ import annotations

import calendar
import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources

from ratssearch.models import Precision

_NAMES = tomllib.loads(resources.files(__package__).joinpath("calendar.toml").read_text("utf-8"))["months"]
MONTHS: dict[str, int] = {
    name: number for months in _NAMES.values() for number, names in enumerate(months, 1) for name in names.split()
}
_MON = "|".join(sorted(map(re.escape, MONTHS), key=len, reverse=True))
_MON = rf"(?:{_MON})(?![^\W\d_])\.?"  # a whole word
_DAY2 = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|er|º)?(?![\d:%])"
_DAY = r"(?<![\d.,:/-])" + _DAY2
_YEAR = r"(?:1[89]|20)\d\d(?!\d)"
_TO = r"\s*(?:[-–—‒−]|to|till|until|through|and|&|по|до|и|bis|und|au|et|al|y)\s*"
_OF = r"[\s,.]*(?:of\s|de\s|del\s|d['’])?\s*"
_SEP = r"[\s,.]*(?:of\s|de\s|del\s)?\s*"
_HAN = r"[〇○零一二三四五六七八九十]"
_WEEKDAY = r"(?:\([^)]{1,12}\)\s*)?"

# One range or day each; named groups d1 m1 y1 d2 m2 y2 (second half empty for a single day).
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # 2020年2月20日至3月2日, 2月20日-21日
        rf"(?:(?P<y1>\d{{4}}|[〇○零一二三四五六七八九]{{4}})\s*年\s*)?(?P<m1>\d{{1,2}}|{_HAN}{{1,3}})\s*月\s*"
        rf"(?P<d1>\d{{1,2}}|{_HAN}{{1,3}})\s*(?:日|号)?{_WEEKDAY}\s*(?:至|到|—+|–|-|~|～|－|和|、)\s*"
        rf"(?:(?P<y2>\d{{4}})\s*年\s*)?(?:(?P<m2>\d{{1,2}}|{_HAN}{{1,3}})\s*月\s*)?(?P<d2>\d{{1,2}}|{_HAN}{{1,3}})\s*(?:日|号)",
        rf"(?:(?P<y1>\d{{4}}|[〇○零一二三四五六七八九]{{4}})\s*年\s*)?(?P<m1>\d{{1,2}}|{_HAN}{{1,3}})\s*月\s*"
        rf"(?P<d1>\d{{1,2}}|{_HAN}{{1,3}})\s*(?:日|号)",
        r"(?P<y1>\d{4})\s*년\s*(?P<m1>\d{1,2})\s*월\s*(?P<d1>\d{1,2})\s*일",
        # 28 February [2020] - 2 March 2020, с 28 февраля по 2 марта
        rf"(?P<d1>{_DAY}){_OF}(?P<m1>{_MON})(?:{_SEP}(?P<y1>{_YEAR}))?(?:\s*(?:года|г\.))?{_TO}(?P<d2>{_DAY2}){_OF}(?P<m2>{_MON})(?:{_SEP}(?P<y2>{_YEAR}))?",
        # 20-21 February 2020, 20 and 21 February
        rf"(?P<d1>{_DAY})(?:{_TO}|\s*,\s*)(?P<d2>{_DAY2}){_OF}(?P<m2>{_MON})(?:{_SEP}(?P<y2>{_YEAR}))?",
        # February 28 - March 2, 2020
        rf"(?<!\w)(?P<m1>{_MON})\s*(?P<d1>{_DAY})(?:,?\s*(?P<y1>{_YEAR}))?{_TO}(?P<m2>{_MON})\s*(?P<d2>{_DAY2})(?:,?\s*(?P<y2>{_YEAR}))?",
        # February 20-21, 2020
        rf"(?<!\w)(?P<m1>{_MON})\s*(?P<d1>{_DAY}){_TO}(?P<d2>{_DAY2})(?!\s*(?:{_MON}))(?:,?\s*(?P<y2>{_YEAR}))?",
        # 20 February 2020, 20th of February
        rf"(?P<d1>{_DAY}){_OF}(?P<m1>{_MON})(?:{_SEP}(?P<y1>{_YEAR}))?",
        # February 20, 2020
        rf"(?<!\w)(?P<m1>{_MON})\s*(?P<d1>{_DAY})(?:\s*,?\s*(?P<y1>{_YEAR}))?",
        # 2020-02-20, 2020/2/20, 2020.02.20
        r"(?<![\d/-])(?P<y1>(?:19|20)\d\d)(?P<s>[-/.])(?P<m1>0?[1-9]|1[0-2])(?P=s)(?P<d1>0?[1-9]|[12]\d|3[01])(?![\d/-])",
    )
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d\d|\d\d)(?![\d/-]|\.\d)")
_MONTH_ONLY = re.compile(
    rf"(?<!\w)(?P<m1>{_MON}),?\s*(?:of\s+|de\s+)?(?P<y1>{_YEAR})|(?P<y2>\d{{4}})\s*年\s*(?P<m2>1[0-2]|0?[1-9])\s*月",
    re.IGNORECASE,
)
_HAN_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0}


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A day or span as written. A year that is not written was taken from `near` or is absent (year 0)."""

    first: date
    last: date
    precision: Precision
    start: int
    end: int
    year_written: bool


def written_dates(
    text: str, *, near: date | None = None, day_first: bool | None = None, months: bool = False
) -> Iterator[WrittenDate]:
    """Dates of text in order, none overlapping.

    near: supplies the year of a date written without one (the nearest such day to it); without near, those are left
    out. day_first: how to read 02/03/2020; None leaves ambiguous ones out. months: "February 2020" counts too.
    """
    found: list[WrittenDate] = []
    taken = bytearray(len(text))
    for pattern in _PATTERNS:
        _add(found, taken, (_of_match(match, near) for match in pattern.finditer(text)))
    _add(found, taken, (_of_numeric(match, day_first) for match in _NUMERIC.finditer(text)))
    if months:
        _add(found, taken, (_of_month(match) for match in _MONTH_ONLY.finditer(text)))
    yield from sorted(found, key=lambda written: written.start)


def _add(found: list[WrittenDate], taken: bytearray, more: Iterable[WrittenDate | None]) -> None:
    """Add those of more that overlap none found before; taken marks the characters that are spoken for."""
    for written in more:
        if written and not any(taken[written.start : written.end]):
            found.append(written)
            taken[written.start : written.end] = b"\x01" * (written.end - written.start)


def _of_match(match: re.Match[str], near: date | None) -> WrittenDate | None:
    parts = {name: "", **match.groupdict()} if (name := "d2") not in match.groupdict() else match.groupdict()
    day1, month1, year1 = (_number(parts.get(key)) for key in ("d1", "m1", "y1"))
    day2, month2, year2 = (_number(parts.get(key)) for key in ("d2", "m2", "y2"))
    month1, month2 = month1 or month2, month2 or month1
    written = bool(year1 or year2)
    if not written and match[0][0].islower() and match[0][0].isascii() and match[0][0].isalpha():
        return None  # "may 20 people": English month names without a year count only when capitalised
    year2 = year2 or year1
    if not written:
        if near is None:
            return None
        year2 = _nearest_year(month2, day2 or day1, near)
    last = _day(year2, month2, day2 or day1)
    first = _day(year1 or year2, month1, day1)
    if first and last and first > last and not year1 and month1 > month2:
        first = _day(year2 - 1, month1, day1)
    if first is None or last is None or first > last or (last - first).days > 400:
        return None
    # "2 июня." ends a sentence: the full stop is not the date's.
    end = match.end() - (match[0].endswith(".") and not match[0][-2].isdigit())
    return WrittenDate(first, last, Precision.DAY, match.start(), end, written)


def _of_numeric(match: re.Match[str], day_first: bool | None) -> WrittenDate | None:
    one, two, year = int(match[1]), int(match[3]), int(match[4])
    if len(match[4]) == 2:
        if match[2] == "-":
            return None
        year += 2000 if year < 70 else 1900
    if match[2] == "." or one > 12:
        order = True
    elif two > 12:
        order = False
    elif day_first is None and one != two:
        return None
    else:
        order = bool(day_first)
    day = _day(year, two, one) if order else _day(year, one, two)
    return WrittenDate(day, day, Precision.DAY, match.start(), match.end(), True) if day else None


def _of_month(match: re.Match[str]) -> WrittenDate | None:
    year, month = _number(match["y1"] or match["y2"]), _number(match["m1"] or match["m2"])
    if not 1 <= month <= 12 or not 1800 <= year <= 2100:
        return None
    first = date(year, month, 1)
    last = date(year, month, calendar.monthrange(year, month)[1])
    return WrittenDate(first, last, Precision.MONTH, match.start(), match.end(), True)


def _number(text: str | None) -> int:
    """The number that digits, a month's name or Chinese numerals stand for; 0 if there is none."""
    if not text:
        return 0
    text = text.strip().lower()
    if text.rstrip(".") in MONTHS:
        return MONTHS[text.rstrip(".")]
    digits = re.match(r"\d+", text)
    if digits:
        return int(digits[0])
    if "十" in text:
        tens, _, ones = text.partition("十")
        return (_HAN_DIGITS.get(tens, 1) if tens else 1) * 10 + (_HAN_DIGITS.get(ones, 0) if ones else 0)
    value = 0
    for char in text:
        if char not in _HAN_DIGITS:
            return 0
        value = value * 10 + _HAN_DIGITS[char]
    return value


def _day(year: int, month: int, day: int) -> date | None:
    if not 1800 <= year <= 2100:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest_year(month: int, day: int, near: date) -> int:
    """The year in which that day of the year lies nearest to `near`."""
    days = [candidate for year in (near.year - 1, near.year, near.year + 1) if (candidate := _day(year, month, day))]
    return min(days, key=lambda candidate: abs((candidate - near).days)).year if days else near.year
