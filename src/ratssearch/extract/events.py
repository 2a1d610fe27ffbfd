"""The days and spans that a release's text speaks of."""

from __future__ import annotations

from datetime import date

from ratssearch.extract.days import written_dates
from ratssearch.models import EventDate

MAX_EVENTS = 50  # of one release


def find_events(body: str, published: date | None, *, day_first: bool | None) -> tuple[EventDate, ...]:
    """Days, spans and months written in body, in order. A missing year is the one that brings the day nearest to
    published; without published, dates that name no year are left out."""
    found = written_dates(body, near=published, day_first=day_first, months=True)
    return tuple(
        EventDate(day.first, day.last, day.precision, body[day.start : day.end].strip(), day.start, day.end)
        for day in list(found)[:MAX_EVENTS]
    )
