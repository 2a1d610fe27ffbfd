"""Written dates, in running text."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratssearch.extract.dates import written_dates as module
from ratssearch.extract.dates.events import find_events
from ratssearch.extract.dates.written_dates import written_dates
from ratssearch.extract.language import find_language

DATA = tomllib.loads(Path(__file__).with_name("cases").joinpath("events.toml").read_text("utf-8"))


@pytest.mark.parametrize("row", DATA["sentences"], ids=lambda row: row[0][:40])
def test_the_event_of_a_first_sentence(row: list[str]) -> None:
    """Days, ranges and months in English, Russian and Chinese, with the year of publication where none is written."""
    text, near, first, last, precision = row
    found = find_events(text, date.fromisoformat(near), day_first=True, language=find_language("", text))
    assert [(event.first.isoformat(), event.last.isoformat(), event.precision.value) for event in found] == [
        (first, last, precision)
    ]
    assert text[found[0].start : found[0].end] == found[0].evidence


@pytest.mark.parametrize("row", DATA["several"], ids=lambda row: row[0][:40])
def test_days_that_are_named_one_by_one(row: list[Any]) -> None:
    """Days that do not follow each other are no span; a year counts only where nothing finer is named."""
    text, near, *wanted = row
    found = find_events(text, date.fromisoformat(near), day_first=True, language=find_language("", text))
    assert [[event.first.isoformat(), event.last.isoformat(), event.precision.value] for event in found] == wanted


@pytest.mark.parametrize("text", DATA["silent"])
def test_numbers_that_are_no_days(text: str) -> None:
    """Votes, paragraphs, telephone numbers and impossible days name no day."""
    assert find_events(text, date(2020, 2, 25), day_first=True, language=find_language("", text)) == ()


def test_without_a_day_to_be_near_to_a_year_must_be_written() -> None:
    """A date without a year is left out rather than guessed."""
    assert list(written_dates("On 20 February and on 3 March 2021")) == list(
        written_dates("On 20 ________ and on 3 March 2021")
    )


@pytest.mark.parametrize(("day_first", "wanted"), [(True, "2020-02-03"), (False, "2020-03-02"), (None, "")])
def test_ambiguous_numbers_follow_the_country(day_first: bool | None, wanted: str) -> None:
    """03/02/2020 is February or March by the source's habit, and nothing without one."""
    found = next(written_dates("03/02/2020", day_first=day_first), None)
    assert (found.first.isoformat() if found else "") == wanted


def test_a_month_by_two_names() -> None:
    """Arabic official texts write both; names of two months are none."""
    assert [day.first for day in written_dates("20 شباط/فبراير 2020")] == [date(2020, 2, 20)]
    assert not list(written_dates("20 مارس/فبراير 2020"))


@pytest.mark.parametrize(("text", "language", "wanted", "evidence"), DATA["spellings"], ids=lambda value: value[:24])
def test_the_same_day_in_other_spellings(text: str, language: str, wanted: str, evidence: str) -> None:
    """Quoted days, dashes, short years, capitals, other digits and calendars; the words of the text are quoted as they
    stand. An empty answer: the text names no day that is certain."""
    found = [
        (day.first.isoformat(), text[day.start : day.end])
        for day in written_dates(text, day_first=True, language=language)
    ]
    assert found == ([(wanted, evidence)] if wanted else [])


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1 فروردین 1400", "2021-03-21"),
        ("30 اسفند 1399", "2021-03-20"),
        ("30 اسفند 1400", ""),  # no leap year
        ("11 دی 1300", ""),  # before the years that are certain
        ("平成31年4月30日", "2019-04-30"),
        ("昭和70年4月30日", ""),  # the era had ended
        ("31 กุมภาพันธ์ 2563", ""),
    ],
)
def test_days_that_other_calendars_do_not_have(text: str, day: str) -> None:
    """Leap years, the ends of eras and the lengths of months are kept."""
    assert [found.first.isoformat() for found in written_dates(text)] == ([day] if day else [])


_PIECES = (
    *(
        "20",
        "3",
        "02",
        "2020",
        "1999",
        "'20",
        "12.5",
        "٢٠",
        "«05»",
        "–",
        "15",
        "令和",
        "元",
        "มีนาคม",
        "2563",
        "اسفند",
        "1398",
        "(",
        ")",
        "1/2",
        "2020年",
        "2月",
        "20日",
        "二月",
        "二〇二〇年",
    ),
    *("년", "월", "일"),
    *("February", "Feb", "may", "март", "марта", "февраля", "February/март", "ngày", "tháng", "năm", "оны", "сарын"),
    *("жылғы", "ақпан", "yil", "gada", "of", "de", "to", "по", "and", "in", "в", "the", "года", "г.", "今年"),
    *(" ", " ", " ", " ", ",", ", ", ".", "-", "–", "/", ":", "年", "月", "日", "\n"),
)


@settings(max_examples=400, deadline=None)
@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=12), near=st.sampled_from((None, date(2020, 3, 1))))
def test_cheap_tests_lose_no_date(pieces: list[str], near: date | None) -> None:
    """Trying every shape at every place of every text finds what the tests for its signs let through."""
    text = "".join(pieces)
    found = list(written_dates(text, near=near, day_first=True, months=True, years=True))
    with pytest.MonkeyPatch.context() as patch:
        everything = re.compile("")
        patch.setattr(module._Signs, "fit", lambda signs, shape: True)
        patch.setattr(module._Signs, "places", lambda signs, shape: None)
        for name in ("_DATED", "_IN_FIGURES", "_SHORT_YEAR"):
            patch.setattr(module, name, everything)
        assert list(written_dates(text, near=near, day_first=True, months=True, years=True)) == found
