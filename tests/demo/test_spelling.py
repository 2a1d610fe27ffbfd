"""Days, spans and lists as officials spell them."""

from __future__ import annotations

from datetime import date

import pytest

from ratssearch.demo.spelling import Style, join, opening, russian_count, spell_day

FEBRUARY = (date(2020, 2, 20), date(2020, 2, 21))
TURN = (date(2022, 2, 28), date(2022, 3, 2))


@pytest.mark.parametrize(
    ("span", "style", "words"),
    [
        (FEBRUARY, Style.BRITISH, "On 20–21 February 2020"),
        (FEBRUARY, Style.AMERICAN, "On February 20–21, 2020"),
        (FEBRUARY, Style.RUSSIAN, "20–21 февраля 2020 года"),
        (FEBRUARY, Style.CHINESE, "2020年2月20日至21日"),
        (TURN, Style.BRITISH, "From 28 February to 2 March 2022"),
        (TURN, Style.AMERICAN, "From February 28 to March 2, 2022"),
        (TURN, Style.RUSSIAN, "С 28 февраля по 2 марта 2022 года"),
        (TURN, Style.CHINESE, "2022年2月28日至3月2日"),
        ((TURN[1], TURN[1]), Style.AMERICAN, "On March 2, 2022"),
        ((TURN[1], TURN[1]), Style.CHINESE, "2022年3月2日"),
    ],
)
def test_spans_are_spelt_as_each_body_does(span: tuple[date, date], style: Style, words: str) -> None:
    """A day, a span inside a month and a span over the turn of a month, in four styles."""
    assert opening(*span, style) == words


def test_yearless_span_leaves_the_year_to_the_reader() -> None:
    """The year is left out on request."""
    assert opening(*FEBRUARY, Style.RUSSIAN, yearless=True, dash="-") == "20-21 февраля"


def test_span_over_the_turn_of_a_year_is_refused() -> None:
    """No spelling is made up for a span that needs two years."""
    with pytest.raises(ValueError, match="turn of a year"):
        opening(date(2020, 12, 31), date(2021, 1, 1), Style.BRITISH)


def test_each_style_shows_itself() -> None:
    """The value of a style is its own example."""
    for style in Style:
        assert spell_day(date(2021, 3, 5), style) == style.value


def test_lists_are_joined_by_language() -> None:
    """English and Russian lists end in a conjunction, Chinese ones use the enumeration comma."""
    assert join(["Kazakhstan"], "en") == "Kazakhstan"
    assert join(["A", "B", "C"], "en") == "A, B and C"
    assert join(["А", "Б"], "ru") == "А и Б"
    assert join(["甲", "乙", "丙"], "zh") == "甲、乙和丙"


@pytest.mark.parametrize(("number", "form"), [(21, "один"), (11, "много"), (42, "два"), (12, "много"), (115, "много")])
def test_russian_numbers_take_their_noun_form(number: int, form: str) -> None:
    """21 takes the singular, 42 the paucal, 11 to 14 and 115 the plural."""
    assert russian_count(number, "один", "два", "много") == f"{number} {form}"
