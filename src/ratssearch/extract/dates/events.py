"""The days and spans that a release's text speaks of."""

from __future__ import annotations

from datetime import date

from ratssearch.extract.dates.written_dates import written_dates
from ratssearch.models import EventDate, Precision

MAX_EVENTS = 50  # of one release
MAX_TEXT = 300_000  # characters that are looked at


def find_events(
    body: str, published: date | None, *, day_first: bool | None, apart: tuple[int, int] = (0, 0), language: str = ""
) -> tuple[EventDate, ...]:
    """Days, spans, months and years written in body, in order. A missing year is the one that brings the day nearest
    to published; without published, dates that name no year are left out. Years count only where nothing finer is
    named, or a release would speak of every day of each year that it mentions. apart: the characters of body, from
    and to, whose dates do not count, for the day of a dateline is that of writing. language: of the body."""
    found = [
        day
        for day in written_dates(
            body[:MAX_TEXT], near=published, day_first=day_first, months=True, years=True, language=language
        )
        if not apart[0] <= day.start < apart[1]
    ]
    finer = [day for day in found if day.precision is not Precision.YEAR]
    return tuple(
        EventDate(day.first, day.last, day.precision, body[day.start : day.end].strip(), day.start, day.end)
        for day in (finer or found)[:MAX_EVENTS]
    )
