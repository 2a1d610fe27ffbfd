"""Looking for dates only near numerals finds what looking everywhere finds."""

from __future__ import annotations

from datetime import date

import pytest

from ratssearch.extract.dates.date_windows import near_numerals
from ratssearch.extract.dates.events import find_events

LONG = "Much was said about umbrellas, and nothing that was said could be taken for a day of any year. " * 4
TEXTS = (
    "",
    LONG,
    "TASHKENT, 3 March 2021 - The council met. " + LONG + "It meets again from 28 February to 2 March 2022.",
    LONG + "Совет собрался 20–21 февраля 2020 года в Примерске. " + LONG + "Следующая встреча пройдет 5 мая.",
    LONG + "会议于二〇二〇年二月二十日举行。" + LONG + "下次会议将于2021年3月3日至5日举行。",
    LONG + "It cost 1,250 crowns or 12% of $2020. " + LONG + "The talks of 2 June 2021 went on. " + LONG,
    LONG + "The council met in March. " + LONG + "Совет соберется в начале мая и в июне. " + LONG,
    LONG + "It met on February 20,2020. " + LONG,
    # Fifty characters before the numerals words end in "in": half of "Berlin" is no date.
    LONG + "Those of Berlin March every year with many umbrellas, all told 1250 of them in 7 rows. " + LONG,
    LONG + "The 4 walkers saw a lot of umbrellas and were happy in Marchfield, as they were in Maybury. " + LONG,
    "On Monday, 1 March 2021\n\n" + LONG + "\n\nMarch 5, 2021",
)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("head", [0, 10])
def test_the_same_dates_in_the_same_places(text: str, head: int) -> None:
    """Offsets are those of the whole text; what stands before `head` may be asked about as well."""
    near = date(2021, 3, 1)
    head = min(head, len(text))
    whole = find_events(text, near, day_first=True, apart=(0, head))
    found = near_numerals(text, head, lambda part: find_events(part, near, day_first=True, apart=(0, head)))
    assert found == whole
    assert all(text[event.start : event.end].strip() == event.evidence for event in found)
