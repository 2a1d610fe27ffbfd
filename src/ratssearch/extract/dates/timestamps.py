"""Machine-readable and written days as candidates for the day of publication, in the source's time zone."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from ratssearch.extract.dates.written_dates import WrittenDate, written_dates
from ratssearch.models import DateBasis, Precision
from ratssearch.text import collapse

EARLIEST = date(1970, 1, 1)
_LINE = 120  # characters of a line that may well stand on other pages too

_STAMP = re.compile(
    r"((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])"
    r"(?:[T ](\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_MONTH = re.compile(r"\s*((?:19|20)\d\d)[-/.](0[1-9]|1[0-2])\s*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_EPOCH = re.compile(r"1\d{9}(\d{3})?")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place's word on the day of publication."""

    first: date
    last: date
    precision: Precision
    basis: DateBasis
    evidence: str
    weight: float
    shadow: bool = False  # the neighbouring day of a UTC time whose local zone is unknown: true only if others say so


@dataclass(frozen=True, slots=True)
class Clock:
    """How times and ambiguous days of a source are read. No day after `latest` can be true."""

    zone: ZoneInfo
    day_first: bool | None
    latest: date
    language: str = ""  # of the text, ISO 639-1, or "" for unknown
    order_known: bool = True  # day_first is known, not just likelier

    def dates_in(self, text: str, *, near: date | None = None, months: bool = False) -> list[WrittenDate]:
        """The days (and months) written in text, read by this source's habits."""
        find = _days_of_line if len(text) <= _LINE else _days_of
        return list(find(text, near, self.day_first, months, self.language))


def _days_of(
    text: str, near: date | None, day_first: bool | None, months: bool, language: str
) -> tuple[WrittenDate, ...]:
    return tuple(written_dates(text, near=near, day_first=day_first, months=months, language=language))


# The same lines stand on every page of a site: menus, lists of other pages, footers.
_days_of_line = lru_cache(maxsize=4096)(_days_of)


def stamp_day(text: str, clock: Clock) -> date | None:
    """The day of a machine-readable time, in the source's zone.

    A zone other than UTC in the profile converts every zoned time. Without one, a time that carries an offset of its
    own keeps its own local day: the publisher's clock knows best.
    """
    text = text.strip()
    if _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(text[:10]), UTC).astimezone(clock.zone).date()
    found = _STAMP.search(text)
    if not found:
        return None
    year, month, day, hour, minute, _, zone = found.groups()
    try:
        moment = datetime(int(year), int(month), int(day), int(hour or 0), int(minute or 0), tzinfo=UTC)
    except ValueError:
        return None
    if not hour or not zone:
        return moment.date()
    offset = _offset(zone)
    if offset and clock.zone.key == "UTC":
        return moment.date()
    return (moment - offset).astimezone(clock.zone).date()


def _offset(zone: str) -> timedelta:
    if zone in ("Z", "UTC", "GMT"):
        return timedelta()
    size = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -size if zone[0] == "-" else size


def declared(text: str, basis: DateBasis, weight: float, clock: Clock) -> Candidate | None:
    """A candidate from an attribute or field that holds one date in whatever notation: a day, else a month."""
    day = stamp_day(text, clock)
    if day is not None:
        return candidate(day, basis, text, weight, clock)
    if found := _MONTH.fullmatch(text):
        return month_candidate(int(found[1]), int(found[2]), basis, text, weight, clock)
    if days := clock.dates_in(text[:200]):
        return candidate(days[0].first if days[0].first == days[0].last else None, basis, text, weight, clock)
    months = [found for found in clock.dates_in(text[:200], months=True) if found.precision is Precision.MONTH]
    if not months or (months[0].first.year, months[0].first.month) != (months[0].last.year, months[0].last.month):
        return None
    return month_candidate(months[0].first.year, months[0].first.month, basis, text, weight, clock)


def month_candidate(
    year: int, month: int, basis: DateBasis, evidence: str, weight: float, clock: Clock
) -> Candidate | None:
    """A candidate for some day of a month, which the place does not tell."""
    if not EARLIEST.year <= year <= clock.latest.year:
        return None
    last = date(year, month, monthrange(year, month)[1])
    found = candidate(date(year, month, 1), basis, evidence, weight, clock)
    return replace(found, last=last, precision=Precision.MONTH) if found else None


def year_candidate(text: str, basis: DateBasis, weight: float, clock: Clock) -> Candidate | None:
    """A candidate for some day of a year, where a field holds nothing else."""
    if not _YEAR.fullmatch(text):
        return None
    found = candidate(date(int(text), 1, 1), basis, text, weight, clock)
    return replace(found, last=date(int(text), 12, 31), precision=Precision.YEAR) if found else None


def shadow_of(found: Candidate, text: str, clock: Clock) -> Iterator[Candidate]:
    """The other day that the same characters may mean: the neighbour of a time in UTC where the publisher's zone is
    unknown, or 3 February for 02/03/2020. It counts only if another voice names that day."""
    stamp = _STAMP.search(text)
    if not stamp:
        written = next(iter(clock.dates_in(text[:200])), None)
        if written and written.otherwise and EARLIEST <= written.otherwise <= clock.latest:
            other = written.otherwise
            yield replace(found, first=other, last=other, weight=found.weight - 0.05, shadow=True)
        return
    if not stamp[4] or clock.zone.key != "UTC" or (stamp[7] and _offset(stamp[7])):
        return
    other = found.first + timedelta(days=-1 if int(stamp[4]) < 12 else 1)
    yield replace(found, first=other, last=other, weight=found.weight - 0.05, shadow=True)


def candidate(day: date | None, basis: DateBasis, evidence: str, weight: float, clock: Clock) -> Candidate | None:
    if day is None or not EARLIEST <= day <= clock.latest:
        return None
    return Candidate(day, day, Precision.DAY, basis, collapse(evidence)[:200], weight)
