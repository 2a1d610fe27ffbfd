"""The days and spans that a release's text speaks of."""

from __future__ import annotations

from datetime import date

from ratssearch.extract.days import written_dates
from ratssearch.models import EventDate

MAX_EVENTS = 50  # of one release
MAX_TEXT = 300_000  # characters that are looked at


def find_events(body: str, published: date | None, *, day_first: bool | None, start: int = 0) -> tuple[EventDate, ...]:
    """Days, spans and months written in body, in order. A missing year is the one that brings the day nearest to
    published; without published, dates that name no year are left out. start: the character of body from which on dates
    count, for the day of a dateline is that of writing."""
    found = (
        day
        for day in written_dates(body[:MAX_TEXT], near=published, day_first=day_first, months=True)
        if day.start >= start
    )
    return tuple(
        EventDate(day.first, day.last, day.precision, body[day.start : day.end].strip(), day.start, day.end)
        for day in list(found)[:MAX_EVENTS]
    )
