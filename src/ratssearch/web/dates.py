"""Days and moments as people read them. Days are the source's own; moments are UTC and say so."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime

from ratssearch.models import Precision


def day(value: date) -> str:
    """21 Feb 2020."""
    return f"{value.day} {calendar.month_abbr[value.month]} {value.year}"


def partial(value: date, precision: Precision | None) -> str:
    """21 Feb 2020, Feb 2020 or 2020: no more than is known."""
    if precision is Precision.YEAR:
        return str(value.year)
    return f"{calendar.month_abbr[value.month]} {value.year}" if precision is Precision.MONTH else day(value)


def partial_iso(value: date, precision: Precision | None) -> str:
    """2020-02-21, 2020-02 or 2020."""
    return value.isoformat()[: {Precision.YEAR: 4, Precision.MONTH: 7}.get(precision or Precision.DAY, 10)]


def moment(value: datetime) -> str:
    """21 Feb 2020, 14:02 UTC."""
    utc = value.astimezone(UTC)
    return f"{day(utc.date())}, {utc:%H:%M} UTC"
