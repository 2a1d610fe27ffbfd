"""What a page says twice, what it says of its pictures, and text that goes on behind a box of other news."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.extract import extract
from ratssearch.models import ExtractedPage, Snapshot, Source

WORDS = "met in the old hall and spoke for two hours about the repair of the bridge, its price and the wood it needs."
TEXT = tuple(f"The {name} {WORDS}" for name in ("council", "ferry company", "guild of masons", "fishers"))
LATER = (
    "The fishers want to keep the middle arch as it is, for their boats pass under it with the mast standing, and they "
    "have asked the council to hear them before the plans are drawn. The guild of masons is ready to show its drawings "
    "at the next fair, and the ferry company has said that it will run four boats for as long as the work goes on."
)


def read(inside: str) -> ExtractedPage:
    body = (
        "<html><head><title>The bridge of Velm</title></head><body><nav><a href=/>Home</a></nav><main>"
        f'<h1>The bridge of Velm</h1><div class="text">{inside}</div></main></body></html>'
    )
    url = "https://case.example/news/1"
    source = Source(id="case", organisation="", name="case", base_url="https://case.example/")
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    return extract(Snapshot(url, url, "case", seen, "text/html; charset=utf-8", body.encode(), "", "", ""), source)


def paragraphs(*lines: str) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@pytest.mark.parametrize("name", ["narrow", "x7"])
def test_a_text_that_is_printed_twice_is_read_once(name: str) -> None:
    """Once for wide screens and once for narrow ones; the account of what was cut names the copy."""
    page = read(f'<div class="wide">{paragraphs(*TEXT)}</div><div class="{name}">{paragraphs(*TEXT)}</div>')
    assert page.paragraphs == TEXT
    assert "copy" in {block.rule for block in page.removed}


def test_a_sentence_that_is_said_twice_stays() -> None:
    lines = (TEXT[0], TEXT[1], TEXT[0], TEXT[2])
    assert read(paragraphs(*lines)).paragraphs == lines


@pytest.mark.parametrize(
    "picture",
    [
        '<div class="box"><img src="a.jpg"><p>{}</p></div>',
        '<center><img src="a.jpg"><div>{}</div></center>',
        '<span><div><img src="a.jpg"></div><div>{}</div></span>',
    ],
)
def test_a_caption_is_no_text(picture: str) -> None:
    """It stands by its picture and is no sentence."""
    said = "The old bridge on a Monday in March"
    page = read(paragraphs(*TEXT[:2]) + picture.format(said) + paragraphs(*TEXT[2:]))
    assert page.paragraphs == TEXT


@pytest.mark.parametrize("said", ["The bridge was closed on a Monday in March.", "Plan of the bridge.pdf"])
def test_a_sentence_or_a_file_by_a_picture_stays(said: str) -> None:
    page = read(paragraphs(*TEXT[:2]) + f'<div><img src="a.png"><p>{said}</p></div>' + paragraphs(*TEXT[2:]))
    assert said in page.paragraphs


def test_text_goes_on_behind_other_news() -> None:
    """A box in the middle of a text takes itself out and nothing else."""
    box = '<p>In other news</p><h4><a href="/boats">Two boats for the lake</a></h4><p>Two boats were bought.</p>'
    before = (*TEXT, *(line.replace("The", "Later the", 1) for line in TEXT))
    page = read(paragraphs(*before) + box + paragraphs(LATER))
    assert page.paragraphs == (*before, LATER)


def test_a_quoted_line_with_its_day_is_no_comment() -> None:
    """Behind a dash stands who was quoted."""
    lines = (*TEXT[:3], "— Ferry Company of Velm, 18 November 2019", LATER)
    assert read(paragraphs(*lines)).paragraphs[-1] == LATER
