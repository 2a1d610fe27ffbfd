"""Fields at the edges of a listing's titles: off where nearly all entries have one, but never what tells them apart."""

from __future__ import annotations

import pytest

from ratssearch.crawler.title_edges import without_fields

_TITLES = [
    "Harlow v. City of Brent",
    "In re Estate of Quill",
    "Norden Shipping v. Port Authority (two cases)",
    "Tamsin v. Ferry Board",
    "Oak Dairy, Inc. v. Department of Labor",
    "Statement on the harbour of Mell",
]
_PLACES = ("Kelver at Marsh", "Brent", "Kelver at Marsh", "Brent", "Brent", "Kelver at Marsh")

_FIELDS = {
    "a file's number": "S19A0{n}5. {title}",
    "two numbers": "S19A0{n}5, S19C1{n}7. {title}",
    "a number and a dash": "24-10{n} - {title}",
    "a number with a sign": "No. {n}7/2023: {title}",
    "a Russian number": "№ 1{n}: {title}",
    "an item's number": "{n}. {title}",
    "a number behind": "{title}, No. 24-10{n}",
    "a number behind a dash": "{title} - 24-10{n}",
    "a citation behind": "{title}, 2016 ME {n}34",
    "a day": "{title} 0{n}/05/2024",
    "a day and its label": "{title} filed {n}/5/24",
    "a day in front": "2024-05-0{n} | {title}",
    "a day and a number": "2024-05-0{n}: 24-10{n} {title}",
    "a label": "Case name: {title}",
    "a kind of file": "{title} PDF",
    "a kind and a size": "{title} - PDF, 12{n} KB",
    "brackets": "{title} (F-0094{n}-20, Kelver County)",
    "two pairs of brackets": "{title} (13-06-15{n}, Kelver County) [sealed]",
    "full-width brackets": "{title}（第{n}号）",
    "a place": "{title} - {place}",
    "a place behind a bar": "{title} | {place}",
    "all of them": "24-10{n} {title} (Kelver) filed 5/{n}/24",
}


@pytest.mark.parametrize("field", _FIELDS)
def test_a_field_that_all_titles_have_is_taken_off(field: str) -> None:
    """What is left are the titles, brackets that belong to one of them among them where those are not the field."""
    titles = [title.removesuffix(" (two cases)") if "racket" in field or "all" in field else title for title in _TITLES]
    given = [
        _FIELDS[field].format(n=number, title=title, place=place)
        for number, (title, place) in enumerate(zip(titles, _PLACES, strict=True), 1)
    ]
    assert without_fields(given) == titles


@pytest.mark.parametrize(
    "titles",
    [
        ["2021-22 Annual report", "2022-23 Annual report", "2023-24 Annual report"],
        ["COVID-19 numbers fall", "COVID-19 tests begin", "COVID-19 wards close"],
        ["5 questions about boats", "7 ways to the harbour", "12 ships sail"],
        ["G7 ministers meet in Mell", "G7 ministers part in Mell", "G20 ministers meet"],
        ["Opinion (24-101)", "Opinion (24-102)", "Opinion (24-103)"],
        ["Weekly report - 17", "Weekly report - 18", "Weekly report - 19"],
        ["Daily bulletin, 3 May 2024", "Daily bulletin, 4 May 2024", "Daily bulletin, 5 May 2024"],
        ["Employment data", "Harbour data", "Weather data"],
        ["Budget of 2021", "Roads, 2022", "Bridges, 2023", "Ferries and their crews"],
        ["Minister: roads are open", "Minister: bridges are open", "Minister: ferries sail"],
        ["The ferry - a history", "The bridge - a plan", "The road - a promise"],
        ["24-101 Harlow v. Brent", "In re Quill"],
        ["", "", ""],
        [],
    ],
)
def test_what_tells_titles_apart_stays(titles: list[str]) -> None:
    """Counts, years, names with digits, subtitles; a number that is all the difference; lists of two or of nothing."""
    assert without_fields(titles) == titles


@pytest.mark.parametrize("text", ["(" * 5000, "1-" * 5000, "a - " * 5000, "No. " * 5000, "1, " * 300, "x (a)" * 190])
def test_hostile_titles(text: str) -> None:
    """Long runs of what fields are made of take no time to speak of."""
    assert len(without_fields([f"{text}{number}" for number in range(50)])) == 50
