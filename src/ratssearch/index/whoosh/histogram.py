"""Hits over time: bars of years, months or days, each with the whole corpus in the same span.

A release whose date is only a month or a year counts in every bar that its span overlaps: a bar says what a date
filter of that bar would find.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.document import UNDATED
from ratssearch.index.whoosh.segment import SegmentFile, SegmentView
from ratssearch.index.whoosh.snapshot import Snapshot
from ratssearch.models import Granularity, HistogramBar, SearchRequest

_UNDATED = -1  # in place of a bar
_EPOCH = date(1970, 1, 1).toordinal()
_MOST_BARS = 200_000  # days of more than five centuries; beyond, one wrong date would make an endless chart


def span(snapshot: Snapshot, parts: Sequence[Array]) -> tuple[date | None, date | None]:
    """First and last day of the dated documents; `parts` are the documents of each segment."""
    spans = [
        view.span if len(ids) == view.live else view.file.span(ids)
        for view, ids in zip(snapshot.views, parts, strict=True)
    ]
    dated = [one for one in spans if one is not None]
    if not dated:
        return None, None
    return date.fromordinal(min(first for first, _ in dated)), date.fromordinal(max(last for _, last in dated))


def histogram(snapshot: Snapshot, parts: Sequence[Array], request: SearchRequest) -> tuple[HistogramBar, ...]:
    """Bars from the first hit to the last, inside the dates asked for; spans without any release are left out."""
    first, last = span(snapshot, parts)
    if first is None or last is None or request.histogram is None:
        return ()
    low = _number(max(first, request.date_from or first), request.histogram)
    high = _number(min(last, request.date_to or last), request.histogram)
    if not 0 <= high - low < _MOST_BARS:
        return ()
    hits = np.zeros(high - low + 1, np.int64)
    totals = np.zeros_like(hits)
    for view, ids in zip(snapshot.views, parts, strict=True):
        _add(hits, low, *_bars(view, ids, request.histogram))
        known = view.bars.get(request.histogram)
        if known is None:
            known = view.bars[request.histogram] = _bars(view, view.live_ids, request.histogram)
        _add(totals, low, *known)
    return tuple(
        HistogramBar(_label(request.histogram, low + number), int(hits[number]), int(totals[number]))
        for number in np.flatnonzero(totals).tolist()
    )


def _bars(view: SegmentView, ids: Array, granularity: Granularity) -> tuple[int, Array]:
    """The first bar of some documents, and how many of their spans overlap each bar from there on."""
    first, last = (_numbers(view.file, name, granularity).take(ids) for name in ("first", "last"))
    if len(first) and int(first.min()) == _UNDATED:
        dated = np.flatnonzero(first != _UNDATED)
        first, last = first.take(dated), last.take(dated)
    if not len(first):
        return 0, np.empty(0, np.int64)
    begin, size = int(first.min()), int(last.max()) - int(first.min()) + 1
    first -= begin
    last -= begin - 1
    changes = np.bincount(first, minlength=size + 1) - np.bincount(last, minlength=size + 1)
    return begin, np.cumsum(changes)[:size]


def _add(bars: Array, low: int, begin: int, counts: Array) -> None:
    """Add counts, the first of which is of bar `begin`, to bars, the first of which is bar `low`."""
    first, last = max(low, begin), min(low + len(bars), begin + len(counts))
    if first < last:
        bars[first - low : last - low] += counts[first - begin : last - begin]


def _numbers(file: SegmentFile, name: str, granularity: Granularity) -> Array:
    """The bar of each document's first or last day; int64."""

    def compute() -> Array:
        days = file.first if name == "first" else file.last
        return np.where(days == UNDATED, _UNDATED, _bar_numbers(np.maximum(days, 1), granularity))

    return file.cached(("bars", name, granularity), compute)


def _bar_numbers(days: Array, granularity: Granularity) -> Array:
    """The number of the bar of each day (date ordinals): years since 0, months since year 0, or the day itself."""
    if granularity is Granularity.DAY:
        return days.astype(np.int64)
    unit = "datetime64[Y]" if granularity is Granularity.YEAR else "datetime64[M]"
    numbers = (days.astype(np.int64) - _EPOCH).astype("datetime64[D]").astype(unit).astype(np.int64)
    return numbers + (1970 if granularity is Granularity.YEAR else 1970 * 12)


def _number(day: date, granularity: Granularity) -> int:
    return int(_bar_numbers(np.array([day.toordinal()]), granularity)[0])


def _label(granularity: Granularity, number: int) -> str:
    if granularity is Granularity.YEAR:
        return f"{number:04}"
    if granularity is Granularity.MONTH:
        return f"{number // 12:04}-{number % 12 + 1:02}"
    return date.fromordinal(number).isoformat()
