"""What is told by cheap tests first is told as without them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import lxml.html
import pytest

from ratssearch.extract import extract
from ratssearch.extract.dates.date_cues import CHANGED, ITSELF, LABELLED, OTHER, PUBLISHED, RELEASED, Cues
from ratssearch.extract.dates.date_patterns import BARE_MONTH
from ratssearch.extract.dates.htmldate_check import from_htmldate
from ratssearch.extract.dates.timestamps import Clock
from ratssearch.extract.dates.written_dates import written_dates
from ratssearch.extract.html.blocks import segment
from ratssearch.extract.html.element_paths import shown_text
from ratssearch.extract.language import find_language
from ratssearch.models import DateBasis, Snapshot, Source
from ratssearch.text import ends_sentence

TEXTS = (
    "",
    "By the office of the mayor on a day",
    "POSTED ON",
    "Last updated",
    "Опубликовано",
    "ОБНОВЛЕНО в полдень",
    "YAYIN tarihi",
    "yayin",
    "Δημοσίευση",
    "ΔΗΜΟΣ",
    "发布时间",
    "E'LON QILINGAN",
    "Échéance",
    "né le",
    "Copyright ©",
    "İssued",
    "poſted",
    "data publicării",
    "for immediate release",
    "This page was written by nobody",
)


@pytest.mark.parametrize("cues", [CHANGED, ITSELF, LABELLED, OTHER, PUBLISHED, RELEASED])
def test_cues_are_found_as_by_their_patterns_alone(cues: Cues) -> None:
    """In any case, and where a letter has another form in some language."""
    for text in (form for said in TEXTS for form in (said, said.upper(), said.lower(), f"«{said}»", f"x{said}x")):
        alone = cues.pattern.search(text)
        found = cues.search(text)
        assert (found and found.span()) == (alone and alone.span()), text


def test_cues_begin_as_their_patterns_do() -> None:
    """Optional letters and letters with another case in ASCII are no part of what all that fits begins with."""
    cues = Cues([r"\bupdat", "e[ʼ’]lon", "mise? à jour", "yayın", "(?:un)?til"])
    for text in ("Updated", "eʼlon", "mis à jour", "YAYIN", "until", "TIL"):
        assert cues.search(text) is not None, text
    assert cues.search("outdated") is None


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("It met in March, within april, in mid-May and IN JUNE.", ["March", "May", "JUNE"]),
        ("During early July it rained; throughout\nAugust too; berlin march", ["July", "August"]),
        ("В начале мая и во вторник, но не вмарте", ["мая", "вторник"]),
        ("in March 5", []),
    ],
)
def test_words_before_a_month_without_a_number(text: str, months: list[str]) -> None:
    """Whole words in any case; a month with its day is another shape."""
    assert [found["m1"] for found in BARE_MONTH.finditer(text)] == months


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Met on March 3, 2021 and on MARCH 4, 2021; not in marching order", ["March 3, 2021", "MARCH 4, 2021"]),
        ("İzmir, İstanbul: March 3, 2021", ["March 3, 2021"]),  # whose small letters are more than the capitals
        ("Совет, 3 марта 2021 года, а не 3 маршами", ["3 марта 2021"]),
        ("三月3日2021 and March 3, 2021", ["March 3, 2021"]),
    ],
)
def test_places_of_months(text: str, days: list[str]) -> None:
    """Names are found as whole words, at their place in the text as written."""
    found = written_dates(text, day_first=True)
    assert [text[day.start : day.end] for day in found if day.year_written] == days


def test_text_shown_inside_an_element() -> None:
    """With or without a script in it, text by text."""
    root = lxml.html.fragment_fromstring("<div>One<b> two</b><script>no</script> three</div>")
    assert shown_text(root) == ["One", " two", " three"]
    root.remove(root[1])
    assert shown_text(root) == ["One", " two"]  # the script's tail went with it


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("It met.", True),
        ("“It met.”)", True),
        ("It met", False),
        ("", False),
        ("会议。", True),
        (".", True),
        ("»", False),
    ],
)
def test_ends_of_sentences(text: str, ends: bool) -> None:
    """Whatever closes behind the full stop."""
    assert ends_sentence(text) is ends
    assert bool(re.search(r"[.!?…。！？][\"'»”)\]]*$", text)) is ends


@pytest.mark.parametrize(
    ("body", "language"),
    [("The council’s umbrellas", "en"), ("Зонты совета", "ru"), ("委员会的雨伞很多", "zh"), ("傘がたくさん", "ja")],
)
def test_letters_of_ascii_and_others_count_alike(body: str, language: str) -> None:
    """The script decides whatever signs stand between."""
    assert find_language("", f"{body} — 2021 ½", (language,)) == language


def test_htmldate_is_heard_only_where_it_may_say_more() -> None:
    """A day that the page says as loud already changes nothing; any other it may name does."""
    root = lxml.html.document_fromstring("<p>Posted 3 March 2021</p><time datetime='2021-03-03'>then</time>")
    clock = Clock(ZoneInfo("UTC"), day_first=True, latest=date(2026, 1, 1))
    blocks = segment(root)
    heard = list(from_htmldate(root, blocks, (), clock))
    assert [voice.first for voice in heard] == [date(2021, 3, 3)]
    assert list(from_htmldate(root, blocks, (), clock, {date(2021, 3, 3)})) == []
    assert list(from_htmldate(root, blocks, (), clock, {date(2021, 3, 4)})) == heard


def test_a_page_with_one_day_is_dated_by_it() -> None:
    """The voice that is not asked would have changed neither the day nor how sure it is."""
    page = (
        "<title>Umbrellas counted</title><h1>Umbrellas counted</h1><p>3 March 2021</p>"
        f"<article>{'<p>The council counted all umbrellas of the town, and it was told of none that was lost.</p>' * 4}"
    )
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = Snapshot("http://localhost/", "", "made", seen, "text/html", page.encode(), "")
    published = extract(snapshot, Source("made", "", "", "http://localhost/")).published
    assert published is not None
    assert (published.first, published.basis, published.evidence) == (date(2021, 3, 3), DateBasis.TEXT, "3 March 2021")
