"""What belongs to another release of the source is cut and named, whatever stands over it; links in sentences stay."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ratssearch.extract import Others, extract, lead_key
from ratssearch.extract.body.teasers import Addresses
from ratssearch.models import ExtractedPage, Snapshot, Source
from ratssearch.urls import MAX_LENGTH, canonical, release_id

BASE = "https://body.example"
SOURCE = Source("body", "", "A Body", f"{BASE}/", releases=(r"/news/\d+",))
TEXT = [
    "The council of the body met on Thursday and spoke for three hours about the bridge over the river.",
    "Its members will look at the plans again in the spring, when the water of the river has gone down.",
    "Until then boats must keep to the left bank, said the harbour master after the meeting of the council.",
]
LEAD = "The harbour master has opened two new berths on the left bank for boats of all sizes."


def read(inside: str, *, source: Source = SOURCE, others: Others | None = None) -> ExtractedPage:
    html = f"<html><body><div class='x'><h1>Council meets about the bridge</h1>{inside}</div></body></html>"
    snapshot = Snapshot(f"{BASE}/news/1", "", "body", datetime(2026, 1, 1, tzinfo=UTC), "text/html", html.encode(), "")
    return extract(snapshot, source, others=others) if others else extract(snapshot, source)


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


CARD = f"<div><b>4 May</b><h4><a href='/news/2'>Two berths opened</a></h4><p>{LEAD}</p></div>"
LINKS = "<ul><li>4 May: <a href='/news/2'>Two berths opened</a></li><li><a href='/news/3'>Ducks counted</a></li></ul>"


@pytest.mark.parametrize(
    "box", [CARD, LINKS, f"<h3>Whatever it is called</h3>{LINKS}", CARD + CARD.replace("/2", "/3")]
)
@pytest.mark.parametrize("place", range(4))
def test_a_box_goes_wherever_it_stands(box: str, place: int) -> None:
    """Before, inside and behind the text, with or without a heading; the text around it stays whole."""
    page = read(paragraphs(*TEXT[:place]) + box + paragraphs(*TEXT[place:]))
    assert list(page.paragraphs) == TEXT
    names = {block.rule for block in page.removed if block.rule.startswith("teaser")}
    assert f"teaser: {release_id('body', BASE + '/news/2')}" in names


def test_a_link_in_a_sentence_stays() -> None:
    """It is the sentence's, and so is a whole sentence that is a link."""
    linked = f"The decision follows <a href='/news/2'>that on the berths</a> of the month before. {TEXT[0]}"
    whole = "<a href='/news/3'>The council also adopted a second decision, on boats that pass the bridge at night.</a>"
    page = read(paragraphs(TEXT[0], linked, whole, TEXT[1]))
    assert len(page.paragraphs) == 4


def test_a_lead_without_a_link_is_known() -> None:
    """It is cut where it is known to be that of another release, and named."""
    flat = f"<p><a href='/news/2'>Two berths opened</a></p><p>{LEAD}</p>"
    inside = paragraphs(*TEXT[:2]) + flat + paragraphs(TEXT[2])
    assert LEAD in read(inside).paragraphs
    page = read(inside, others=Others({}, {lead_key(LEAD): "body-other"}))
    assert list(page.paragraphs) == TEXT
    assert any(block.rule == "teaser: body-other" for block in page.removed)


def test_without_a_profile_addresses_like_the_own_are_releases() -> None:
    """An import knows no patterns."""
    page = read(paragraphs(*TEXT) + LINKS, source=Source("body", "", "A Body", f"{BASE}/"))
    assert list(page.paragraphs) == TEXT


def test_keep_restores_them() -> None:
    """Like every rule."""
    source = replace(SOURCE, selectors=replace(SOURCE.selectors, keep=("teaser", "links:list", "links:edge")))
    page = read(paragraphs(*TEXT[:2]) + LINKS + paragraphs(TEXT[2]), source=source)
    assert any("Two berths opened" in text for text in page.paragraphs)


PLAIN = [
    "/a/b.html",
    "/a/",
    "b",
    "b/c",
    "../b",
    "./b",
    "/a/../b",
    "//other.example/x",
    "/a//b",
    "?page=2",
    "b?utm_source=x",
]
ODD = [" /a ", "/a#f:x", "#top", "b;jsessionid=1", "/ä", "/%7ea/b", "/%zz", "mailto:a@b.example", "b:c", "/a\\b", "b\n"]


@pytest.mark.parametrize(
    "page", ["/", "/en/1.html", "/en//x/", "/a/../b/c", "/a;jsessionid=AB/b", "?a=/b/c", "/ä/b", ""]
)
@pytest.mark.parametrize(
    "host", ["https://body.example", "HTTP://Body.Example:80", "http://127.0.0.1:8000", "", "ftp://x"]
)
def test_a_link_has_one_spelling(host: str, page: str) -> None:
    """The short way for plain links says what canonical() says of all."""
    base = host + page
    addresses = Addresses(SOURCE, Snapshot(f"{BASE}/", "", "body", datetime(2026, 1, 1, tzinfo=UTC), "", b"", ""), base)
    for target in [*PLAIN, *ODD, "a" * (MAX_LENGTH - len(base)), f"/{'a' * MAX_LENGTH}"]:
        assert addresses.resolved(target) == (canonical(target, base) or target)


@pytest.mark.parametrize(
    "line",
    [
        "<p>The <a href='/news/2'>members compared Kirrin with</a> 32 other towns.</p>",
        "<p>The members <a href='/news/2'>compared Kirrin with 32 other towns.</a></p>",
        "<p>The board <a href='/news/2'>agreed on three points:</a></p>",
    ],
)
def test_a_link_that_fills_most_of_a_sentence_stays(line: str) -> None:
    """Words of the sentence stand before it, and its end; a title has neither."""
    assert len(read(paragraphs(*TEXT[:2]) + line + paragraphs(TEXT[2])).paragraphs) == 4


@pytest.mark.parametrize(
    "line",
    [
        "<p>4 May 2025: <a href='/news/2'>Two berths opened.</a></p>",
        "<p>Read also: <a href='/news/2'>Two berths opened</a>.</p>",
    ],
)
def test_a_day_or_label_before_a_link_makes_no_sentence(line: str) -> None:
    """A title may have a full stop of its own."""
    assert list(read(paragraphs(*TEXT[:2]) + line + paragraphs(TEXT[2])).paragraphs) == TEXT


@pytest.mark.parametrize("place", [0, 2])
def test_a_lead_above_a_box_is_no_heading_of_it(place: int) -> None:
    """Though it is set as one: it says a sentence."""
    lead = "After ten months of work the first berths are in use."
    inside = [*paragraphs(*TEXT[:place]), f"<h2>{lead}</h2><div><h2>Latest news</h2>{CARD}</div>"]
    assert lead in read("".join(inside) + paragraphs(*TEXT[place:])).paragraphs


def test_what_is_made_like_the_only_teaser_of_a_box_goes_with_it() -> None:
    """An event's card beside a release's."""
    lead = "Boats of all sizes will row on the river."
    event = f"<div><b>9 May</b><h4><a href='/events/7'>Regatta</a></h4><p>{lead}</p></div>"
    box = f"<div><h3>Whatever it is called</h3>{CARD}{event}</div>"
    assert list(read(paragraphs(*TEXT[:2]) + box + paragraphs(TEXT[2])).paragraphs) == TEXT


def test_pairs_of_link_and_lead_in_a_row_without_boxes() -> None:
    """Where the first lead is known, what goes on like it is cut too, to other pages as well."""
    rows = f"<p><a href='/news/2'>Two berths opened</a></p><p>{LEAD}</p>"
    rows += "<p><a href='/events/7'>Regatta</a></p><p>Boats of all sizes will row on the river.</p>"
    known = Others({}, {lead_key(LEAD): release_id("body", f"{BASE}/news/2")})
    assert list(read(paragraphs(*TEXT) + rows, others=known).paragraphs) == TEXT


def test_the_text_behind_a_list_is_no_lead_of_its_entries() -> None:
    """On a page of one paragraph, under a box of one link and over a contact."""
    box = "<div><ul><li><a href='/news/2'>Two berths opened</a></li></ul></div>"
    end = "<p>Karin Kirrin, press officer</p><p>Tel. +44 555 7585</p>"
    foot = "<p>© 2024 Office of the River and its Boats. All rights reserved.</p>"
    page = read(f"<div>{box}{TEXT[0]}<br><br><div>{end}</div></div></div><div>{foot}")
    assert TEXT[0] in page.paragraphs


def test_a_lead_in_chinese_is_known_by_fewer_letters() -> None:
    """Which say as much."""
    lead = "北岭渔业委员会今天宣布，作为饮用水安全工作的一部分，四十七座温室已运抵柳河。"
    assert lead_key(lead) and lead_key(lead) == lead_key(lead[:33] + "…")
