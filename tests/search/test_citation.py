"""References in four formats, exact to what is known of a date."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from ratssearch.models import Precision
from ratssearch.search import FORMATS, Citation, cite

RELEASE = Citation(
    id="steppe-abc",
    title="Forum opens 100% of its {files} & more_",
    publisher="Steppe Forum",
    url="https://steppe.example/a{b}?c=1&d=2",
    language="en",
    day=date(2020, 2, 5),
    precision=Precision.DAY,
    seen=date(2026, 3, 4),
    edition=2,
)


def test_plain_text() -> None:
    """Publisher, day, title, address, when it was seen, and which edition."""
    assert cite(RELEASE, "text") == (
        "Steppe Forum (5 February 2020). Forum opens 100% of its {files} & more_. Press release. "
        "https://steppe.example/a{b}?c=1&d=2 (seen 4 March 2026, edition 2).\n"
    )
    assert "edition" not in cite(replace(RELEASE, edition=1), "text")


def test_bibtex_escapes() -> None:
    """Characters that TeX reads are escaped; braces balance."""
    text = cite(RELEASE, "bibtex")
    assert r"title = {{Forum opens 100\% of its \{files\} \& more\_}}" in text
    assert "url = {https://steppe.example/a%7Bb%7D?c=1&d=2}" in text
    assert text.startswith("@misc{steppe-abc,\n") and "date = {2020-02-05}" in text
    bare = re.sub(r"\\.", "", text)
    assert bare.count("{") == bare.count("}")


def test_ris() -> None:
    """One record with its date in parts."""
    lines = cite(RELEASE, "ris").split("\r\n")
    assert lines[0] == "TY  - ELEC" and lines[-1] == "ER  - \n"
    assert "DA  - 2020/02/05/" in lines and "PY  - 2020" in lines and "Y2  - 2026/03/04/" in lines


def test_csl() -> None:
    """CSL-JSON as reference managers read it."""
    (item,) = json.loads(cite(RELEASE, "csl"))
    assert item["issued"] == {"date-parts": [[2020, 2, 5]]} and item["genre"] == "Press release"
    assert item["author"] == [{"literal": "Steppe Forum"}]


@pytest.mark.parametrize(
    ("precision", "text", "ris", "csl"),
    [
        (Precision.MONTH, "(February 2020)", "DA  - 2020/02//", [2020, 2]),
        (Precision.YEAR, "(2020)", "DA  - 2020///", [2020]),
    ],
)
def test_no_date_is_made_up(precision: Precision, text: str, ris: str, csl: list[int]) -> None:
    """A month is cited as a month, a year as a year."""
    rough = replace(RELEASE, precision=precision)
    assert text in cite(rough, "text") and ris in cite(rough, "ris")
    assert json.loads(cite(rough, "csl"))[0]["issued"]["date-parts"] == [csl]


def test_an_unknown_date_is_left_out() -> None:
    """No date is n.d., and no format holds one."""
    undated = replace(RELEASE, day=None, precision=None)
    assert "(n.d.)" in cite(undated, "text")
    assert "2020" not in "".join(cite(undated, form) for form in FORMATS)
