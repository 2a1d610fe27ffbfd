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
