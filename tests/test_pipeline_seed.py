"""The release that the project started from, and a made-up one with the same traps, through the whole pipeline."""

from __future__ import annotations

from datetime import date
from html import escape
from pathlib import Path

import pytest

from pipeline_site import OPTIONS, SmallSite, found_by, only, serve
from ratssearch.models import MentionKind, Release
from ratssearch.pipeline import Workspace, crawl

OWN_TITLE = "Executive Committee of the SCO RATS Sees the UNDP Project on Safe Borders"
OWN_TEXT = """On 3-4 March 2021, a made-up delegation of the SCO RATS Executive Committee saw a project on safe \
borders presented by the UN Counter-Terrorism Centre and the UN Office for Drug and Crime.

The head of the UN Office of Counter-Terrorism said that the project follows resolutions of the UN Security Council. \
It is carried out together with the UN Office on Drugs and Crime and the UN Office for Disarmament Affairs. \
The Russian Federation and Saudi Arabia pay for it; the SCO RATS, for its part, offers its help.

Speakers of the UN Counter-Terrorism Committee's Executive Directorate, of the Interpol, of the donor countries of \
Russian and Saudi Arabia and of the countries that take part - Kazakhstan, the Kygryz Republic, Tajikistan, \
Turkmenistan and Uzbekistan - told of their plans.

The meeting was held in a spirit of trust and open talk."""

COUNTRIES = {"RU", "SA", "KZ", "KG", "TJ", "TM", "UZ"}
ORGANISATIONS = {"sco-rats", "unoct", "uncct", "unodc", "unoda", "cted", "un-security-council", "undp", "interpol"}

TEASER_DAYS = (date(2020, 2, 14), date(2020, 2, 11))


def as_page(title: str, paragraphs: list[str], sign_off: str) -> bytes:
    """Heading, paragraphs, sign-off, then other news with dated teasers."""
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html><head><title>{escape(title)}</title></head><body><div class=menu><a href=/>Main</a> "
        f"<a href=/news>News</a> <a href=/about>About us</a></div>"
        f"<h1>{escape(title)}</h1>{text}<p>{escape(sign_off)}</p>"
        "<h3>In other news</h3><div><p>14.02.2020</p><a href=/news/8>A made-up delegation visited Norway</a></div>"
        "<div><p>11.02.2020</p><a href=/news/9>A made-up seminar was held in Portugal</a></div></body></html>"
    ).encode()


def crawled(folder: Path, page: bytes) -> tuple[Workspace, Release]:
    """The release that a crawl of a site with this one page brings."""
    workspace = Workspace(folder / "data")
    site = SmallSite(1, answers={"/news/1": (200, page)})
    site.answers["/news"] = 200, b'<ul><li><a href="/news/1">To the release</a></ul>'
    with serve(site):
        report = crawl(workspace, [site.source(id="seed", languages=("en", "ru", "zh"))], options=OPTIONS)
    assert report.exit_code == 0
    return workspace, only(workspace)


def check_traps(release: Release, event: tuple[date, date], evidence: str) -> None:
    """Countries exactly, all organisations, the event with its evidence, and nothing of the teasers."""
    page, tags = release.page, release.tags
    assert set(tags.values(MentionKind.COUNTRY)) == COUNTRIES
    assert set(tags.values(MentionKind.ORGANISATION)) >= ORGANISATIONS
    spans = {(found.first, found.last): found for found in page.events}
    assert event in spans
    found = spans[event]
    assert found.evidence == page.body[found.start : found.end] == evidence
    removed = " ".join(block.text for block in page.removed)
    for words in ("In other news", "14.02.2020", "11.02.2020", "made-up delegation visited", "seminar was held"):
        assert words in removed
        assert words not in page.body
    assert all(block.rule for block in page.removed)
    for mention in tags.mentions:
        field = page.title if mention.field == "title" else page.body
        assert field[mention.start : mention.end] == mention.words


def test_a_page_with_the_same_traps(tmp_path: Path) -> None:
    """A range of days, a misspelt country, an adjective for a country, two spellings of one body, teasers after it."""
    page = as_page(OWN_TITLE, OWN_TEXT.split("\n\n"), "EC RATS Executive Committee.")
    workspace, release = crawled(tmp_path, page)
    assert release.page.title == OWN_TITLE
    assert release.page.body == OWN_TEXT
    assert release.page.signature == "EC RATS Executive Committee."
    check_traps(release, (date(2021, 3, 3), date(2021, 3, 4)), "3-4 March 2021")
    unodc = {mention.words for mention in release.tags.mentions if mention.entity == "unodc"}
    assert {"UN Office for Drug and Crime", "UN Office on Drugs and Crime"} <= unodc
    for query in ("country:KG", "organisation:unodc", "event:2021-03-04", '"spirit of trust"'):
        assert found_by(workspace, query) == {release.id}
    assert found_by(workspace, "Norway OR Portugal") == set()


def test_a_teasers_day_is_no_publication_date(tmp_path: Path) -> None:
    """The page says nowhere when it was published: what stands beside other news is not taken for it."""
    _, release = crawled(tmp_path, as_page(OWN_TITLE, OWN_TEXT.split("\n\n"), "EC RATS Executive Committee."))
    assert release.page.published is None or release.page.published.first not in TEASER_DAYS


@pytest.mark.gold
def test_the_seed(tmp_path: Path, gold: Path) -> None:
    """The real text, set as a page."""
    text = (gold / "seed" / "release-7549.txt").read_text("utf-8")
    title, *blocks = [block.strip() for block in text.split("\n\n") if block.strip()]
    sign_off = next(block for block in blocks if block.startswith("EC RATS"))
    _, release = crawled(tmp_path, as_page(title, blocks[: blocks.index(sign_off)], sign_off))
    assert release.page.title == title
    assert release.page.body.startswith("On 20-21 February 2020")
    assert release.page.body.endswith("constructive dialogue.")
    assert release.page.signature == "EC RATS Executive Committee."
    check_traps(release, (date(2020, 2, 20), date(2020, 2, 21)), "20-21 February 2020")
