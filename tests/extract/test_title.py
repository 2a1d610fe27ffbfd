"""Titles, on small made-up pages: banners, site names, cut and doubled titles, pages without headings."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.extract import extract
from ratssearch.extract.html.blocks import segment
from ratssearch.extract.html.html_tree import build_tree
from ratssearch.extract.html.metadata import read_metadata
from ratssearch.extract.title import find_title, title_key
from ratssearch.models import Snapshot, Source

TEXT = (
    "<p>The council of the valley met in the old hall and spoke for two hours about the repair of the bridge.</p>"
    "<p>It was agreed that the work begins as soon as the river is low, and that the ferry runs until then.</p>"
) * 3
TITLE = "Ferry runs until the bridge is mended"
MENU = "<ul><li><a href=/>Home</a></li><li><a href=/media>Media</a></li></ul>"


def title(head: str, body: str, *, listed: str = "", shared: tuple[str, ...] = ()) -> str:
    root = build_tree(f"<html><head>{head}</head><body>{body}</body></html>")
    return find_title(read_metadata(root), segment(root), listed, shared=frozenset(map(title_key, shared)))


@pytest.mark.parametrize(
    "shown",
    [
        f"<h1>Valley Press Release</h1>{MENU}<h3>{TITLE}</h3>",
        f"<h1>LES ACTUS</h1>{MENU}<div class=x>{TITLE}</div>",
        f"<h1><a href=/>Council of the Valley</a></h1><h1>Council News Archive RSS Feed</h1><h2>{TITLE}</h2>",
        f"<p>Council of the Valley</p><p>{TITLE}</p><p>Source: hall 2020-03-05</p>",
        f"<div><span>Home</span></div><p><b>{TITLE}</b></p>",
    ],
)
def test_the_words_of_the_listing_find_the_title(shown: str) -> None:
    """Whatever the mark-up, the block that says what the listing's link says is the title; in the page's spelling, and
    whole where the listing cuts it."""
    head = "<title>Council of the Valley</title>"
    assert title(head, shown + TEXT, listed=TITLE.upper()) == TITLE
    assert title(head, shown + TEXT, listed="Ferry runs until the bridge…") == TITLE


@pytest.mark.parametrize(
    ("head", "shown"),
    [
        (
            "<title>Council of the Valley - Valley Press Release</title>",
            f"<h1>Valley Press Release</h1>{MENU}<h3>{TITLE}</h3>",
        ),
        ("<title>Valley Newsroom</title>", f"<h1>News Archive RSS Feed</h1><h2>{TITLE}</h2>"),
        ("<title>Council of the Valley</title>", f"<p>Council of the Valley</p><p>{TITLE}</p><p>Hall, 2020-03-05</p>"),
        (f"<title>{TITLE} - Council of the Valley</title>", f"<h1>LES ACTUS</h1><div>{TITLE}</div>"),
    ],
)
def test_a_page_read_alone(head: str, shown: str) -> None:
    """Who claims the copyright, and words of which names of sections are made, are no title."""
    assert title(head, f"{shown}{TEXT}<p>© 2014 Council of the Valley. All rights reserved.</p>") == TITLE


def test_what_stands_on_all_pages_is_no_title() -> None:
    """A banner confirmed by the title element gives way to the page's own heading; it is better than nothing."""
    head, banner = "<title>Together for the valley</title>", "<h1>Together for the valley</h1>"
    shared = ("Together for the valley",)
    assert title(head, f"{banner}<h2>{TITLE}</h2>{TEXT}", shared=shared) == TITLE
    assert title(head, f"{banner}{TEXT}") == "Together for the valley"
    assert title(head, f"{banner}<ul><li>One</li></ul>", shared=shared) == "Together for the valley"


@pytest.mark.parametrize(
    ("declared", "wanted"),
    [
        (f"{TITLE} - {TITLE}", TITLE),
        (f"{TITLE} | Council of the Valley", TITLE),
        (f"Council of the Valley: News - {TITLE}", TITLE),
        ("Ferry runs until the bri...", TITLE),
    ],
)
def test_declared_titles_that_are_cut_or_doubled(declared: str, wanted: str) -> None:
    """The page's own heading is whole, once and without the site's name."""
    assert title(f"<title>{declared}</title>", f"<h1>{TITLE}</h1>{TEXT}") == wanted


@pytest.mark.parametrize(
    "before",
    [
        "<div class=cookies><h2>We value your privacy</h2><p>This page keeps small files on your device.</p></div>",
        "<aside><h3><a href=/2>The mill is open on all days of the week</a></h3></aside>",
        "<p class=crumbs><a href=/>Home</a> / <a href=/n>News of the council of the valley</a></p>",
    ],
)
def test_what_is_never_the_title(before: str) -> None:
    """Headings of a cookie banner or a teaser, and breadcrumbs."""
    assert title(
        "<title>Council of the Valley</title>",
        f"{before}<h2>{TITLE}</h2>{TEXT}{before}",
        shared=("Council of the Valley",),
    ) == (TITLE)
    assert title("", f"{before}<h2>{TITLE}</h2>{TEXT}{before}") == TITLE


def test_a_lead_that_begins_like_the_title() -> None:
    """A paragraph that goes on where the listing's words end is no title."""
    lead = "<p>Ferry runs until the bridge is mended, the council of the valley said after its meeting.</p>"
    assert title("", f"{lead}<h2>{TITLE}</h2>{TEXT}", listed=TITLE) == TITLE
    assert title("", f"{lead}{TEXT}", listed=TITLE) == TITLE


def test_the_listing_reaches_the_page() -> None:
    """extract() hands the words of the listing on."""
    page = f"<title>Valley</title><h1>Valley Press Release</h1><h3>{TITLE}</h3>{TEXT}"
    url = "https://case.example/1"
    snapshot = Snapshot(url, url, "case", datetime(2026, 1, 1, tzinfo=UTC), "text/html", page.encode(), "", "", TITLE)
    assert extract(snapshot, Source("case", "", "case", "https://case.example/")).title == TITLE
