"""What stands around the paragraphs of a text: leads above them, pictures' captions, boxes about something else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.extract import extract
from ratssearch.models import ExtractedPage, Snapshot, Source

WORDS = "met in the old hall and spoke for two hours about the repair of the bridge, its price and the wood it needs."
TEXT = tuple(f"The {name} {WORDS}" for name in ("council", "ferry company", "guild of masons", "fishers"))
LEAD = "Members of three guilds want the bridge to be of oak; the council asks who will pay."
SLIDES = tuple(f"A member of the {name} stands on the old bridge on Monday." for name in "abcdefgh")


def read(above: str, *, inside: str = "", below: str = "", name: str = "article-text") -> ExtractedPage:
    """A page of a heading, `above` in a header, and TEXT with `inside` in its middle and `below` under it."""
    first, *rest = (f'<p class="{name}">{paragraph}</p>' for paragraph in TEXT)
    body = (
        "<html><head><title>The bridge of Velm</title></head><body><nav><a href=/>Home</a></nav><main>"
        f'<div class="top"><h1>The bridge of Velm</h1>{above}</div>'
        f'<article><div class="article-body">{first}{inside}{"".join(rest)}</div>{below}</article></main></body></html>'
    )
    url = "https://case.example/news/1"
    source = Source(id="case", organisation="", name="case", base_url="https://case.example/")
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    return extract(Snapshot(url, url, "case", seen, "text/html; charset=utf-8", body.encode(), "", "", ""), source)


@pytest.mark.parametrize(
    "lead",
    [
        f'<p class="standfirst">{LEAD}</p>',
        f'<div class="teaser lead">{LEAD}</div><p class="day">5 March 2020</p>',
        f'<div class="meta"><span>5 March 2020</span></div><h2 class="subtitle">{LEAD}</h2>',
        f'<div class="x1"><div>{LEAD}</div></div>',
    ],
)
def test_a_lead_above_the_text_stays(lead: str) -> None:
    """However it is set apart from the paragraphs, and whatever stands between."""
    assert read(lead).paragraphs == (LEAD, *TEXT)


@pytest.mark.parametrize(
    "line", ["By Ann Other and Joe Doe, on Monday, 2 March 2020 at 11:04 a.m.", "Updated 2 March 2020"]
)
def test_a_line_with_its_day_is_no_lead(line: str) -> None:
    assert read(f'<div class="credit">{line}</div>').paragraphs == TEXT


def test_captions_of_a_row_of_pictures_are_no_leads() -> None:
    """A lead is one block or two; a dozen alike belong to pictures, whatever their share of the words."""
    slides = "".join(
        f'<div class="slide"><div class="view"></div><div class="info"><span><p>{said}</p></span></div></div>'
        for said in SLIDES
    )
    assert read(f'<div class="slides">{slides}</div>').paragraphs == TEXT


@pytest.mark.parametrize("name", ["paywall", "text paywall"])
def test_what_is_behind_the_paywall_is_the_text(name: str) -> None:
    """Pages mark their own paragraphs so, to say who may read them."""
    assert read("", name=name).paragraphs == TEXT


BOX = (
    "<h3>Bridges in numbers</h3><p>Of forty bridges in the valley thirty are of wood and were built before the war.</p>"
)
BIO = "<p>Ann Other has written about bridges for twelve years and lives in Velm with her two dogs.</p>"


@pytest.mark.parametrize("box", [f'<div class="infobox">{BOX}</div>', f'<aside class="fact_factbox">{BOX}</aside>'])
def test_a_box_beside_the_text_is_none_of_it(box: str) -> None:
    page = read("", inside=box)
    assert page.paragraphs == TEXT
    assert "part:about" in {block.rule for block in page.removed}


def test_words_about_the_author_are_none_of_the_text() -> None:
    page = read("", below=f'<div class="author__bio">{BIO}</div>')
    assert page.paragraphs == TEXT
