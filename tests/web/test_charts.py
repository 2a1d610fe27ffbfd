"""The timeline's geometry."""

from __future__ import annotations

from ratssearch.models import HistogramBar
from ratssearch.web.charts import HEIGHT, span_name, timeline


def test_gaps_stay_gaps() -> None:
    """Spans without any release are drawn as not covered, never as zero of something."""
    chart = timeline([HistogramBar("2015", 2, 4), HistogramBar("2018", 0, 1)])
    assert chart is not None
    assert [(bar.label, bar.covered) for bar in chart.bars] == [
        ("2015", True),
        ("2016", False),
        ("2017", False),
        ("2018", True),
    ]
    assert chart.gaps


def test_bars_start_at_zero_and_fill_the_width() -> None:
    """Heights are in proportion to counts, with 2 px for the smallest; bars fill the width."""
    chart = timeline(
        [HistogramBar("2020-01", 100, 200), HistogramBar("2020-02", 50, 100), HistogramBar("2020-03", 1, 999)]
    )
    assert chart is not None
    assert [bar.hit_height for bar in chart.bars] == [HEIGHT, HEIGHT / 2, 2.0]
    assert chart.bars[2].band_height == HEIGHT
    assert abs(sum(bar.width for bar in chart.bars) - 100) < 0.01
    assert timeline([HistogramBar("2020", 0, 5)]).bars[0].hit_height == 0  # type: ignore[union-attr]


def test_the_chart_ends_where_the_dates_end() -> None:
    """A month asked for is shown from its first to its last day; what lies outside is left out."""
    chart = timeline([HistogramBar("2020-02-20", 1, 1), HistogramBar("2020-03-01", 1, 1)], ("2020-02-01", "2020-02-29"))
    assert chart is not None
    assert (chart.bars[0].label, chart.bars[-1].label, len(chart.bars)) == ("2020-02-01", "2020-02-29", 29)


def test_few_labels_stand_under_many_bars() -> None:
    """At most six years or four months are named, however many bars there are."""
    years = timeline(HistogramBar(str(year), 1, 1) for year in range(1950, 2021))
    months = timeline([HistogramBar("1990-01", 1, 1), HistogramBar("2020-12", 1, 1)])
    assert years is not None and months is not None
    assert 2 <= sum(bool(bar.tick) for bar in years.bars) <= 6 and years.bars[-1].tick == "2020"
    assert 2 <= sum(bool(bar.tick) for bar in months.bars) <= 4


def test_an_absurd_span_stays_drawable() -> None:
    """One wrong date among days does not make a chart of a million bars."""
    chart = timeline([HistogramBar("0001-01-01", 1, 1), HistogramBar("2020-01-01", 1, 1)])
    assert chart is not None and len(chart.bars) <= 801


def test_nothing_is_no_chart() -> None:
    """Without bars there is nothing to draw."""
    assert timeline([]) is None


def test_spans_have_names() -> None:
    """Labels of the API read as dates."""
    assert [span_name(label) for label in ("2020", "2020-02", "2020-02-05")] == [
        "2020",
        "February 2020",
        "5 February 2020",
    ]
