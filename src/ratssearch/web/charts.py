"""The timeline's geometry: bars over time as numbers, ready for the template; gaps stay gaps."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from ratssearch.models import HistogramBar

HEIGHT = 72.0  # px of the bars; labels stand below
MOST_BARS = 800
_MOST_TICKS = {4: 6, 7: 4, 10: 4}  # by the length of a label: years are short, months and days are not


@dataclass(frozen=True, slots=True)
class Bar:
    """One span of time. x and width are per cent of the chart; heights are px."""

    label: str  # as the API writes it
    name: str  # for people
    count: int
    total: int
    x: float
    width: float
    hit_height: float
    band_height: float
    tick: str  # the label under the bar, or empty

    @property
    def covered(self) -> bool:
        return self.total > 0


@dataclass(frozen=True, slots=True)
class Timeline:
    bars: tuple[Bar, ...]
    most: int  # hits of the highest bar
    most_collected: int
    gaps: bool  # some span holds no release at all


def timeline(histogram: Iterable[HistogramBar], within: tuple[str, str] | None = None) -> Timeline | None:
    """The chart of a histogram; None if there is nothing to draw. Spans that it leaves out become gaps.

    `within` is the first and the last day (ISO) that the chart is to show; by default it ends where the bars do.
    """
    given = {bar.label: bar for bar in histogram}
    if within is not None and given:
        length = len(next(iter(given)))
        first, last = within[0][:length], within[1][:length]
        given = {label: bar for label, bar in given.items() if first <= label <= last}
        for label in (first, last):
            given.setdefault(label, HistogramBar(label, 0, 0))
    if not given:
        return None
    labels = _filled(sorted(given))
    bars = [given.get(label, HistogramBar(label, 0, 0)) for label in labels]
    most, most_collected = max(bar.count for bar in bars), max(bar.total for bar in bars)
    step = -(-len(bars) // _MOST_TICKS[len(labels[0])])
    width = 100 / len(bars)
    drawn = tuple(
        Bar(
            label=bar.label,
            name=span_name(bar.label),
            count=bar.count,
            total=bar.total,
            x=round(index * width, 4),
            width=round(width, 4),
            hit_height=_height(bar.count, most),
            band_height=_height(bar.total, most_collected),
            tick=_tick(bar.label) if index % step == (len(bars) - 1) % step else "",
        )
        for index, bar in enumerate(bars)
    )
    return Timeline(drawn, most, most_collected, any(not bar.covered for bar in drawn))


def span_name(label: str) -> str:
    """2020, February 2020 or 21 February 2020 for the label of a bar."""
    year, *rest = label.split("-")
    month = [calendar.month_name[int(rest[0])]] if rest else []
    day = [str(int(rest[1]))] if len(rest) > 1 else []
    return " ".join([*day, *month, year])


def _tick(label: str) -> str:
    year, *rest = label.split("-")
    if not rest:
        return year
    month = calendar.month_abbr[int(rest[0])]
    return f"{int(rest[1])} {month}" if len(rest) > 1 else f"{month} {year}"


def _height(count: int, most: int) -> float:
    # A bar of one hit among thousands is still drawn: 2 px at least.
    return round(max(2.0, HEIGHT * count / most), 2) if count else 0.0


def _filled(labels: list[str]) -> list[str]:
    """All spans from the first to the last; the labels as they are if that would be more than a chart can show."""
    spans: list[str] = []
    for label in _spans_from(labels[0]):
        spans.append(label)
        if label >= labels[-1]:
            return spans
        if len(spans) > MOST_BARS:
            break
    return labels[-MOST_BARS:]


def _spans_from(label: str) -> Iterator[str]:
    year, *rest = (int(part) for part in label.split("-"))
    if not rest:
        while True:
            yield f"{year:04d}"
            year += 1
    elif len(rest) == 1:
        month = rest[0]
        while True:
            yield f"{year:04d}-{month:02d}"
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    else:
        day = date(year, *rest)
        while True:
            yield day.isoformat()
            day += timedelta(days=1)
