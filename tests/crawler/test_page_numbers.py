"""Pages of a listing are known by their addresses, and are no releases even where a wide pattern fits them."""

from __future__ import annotations

import pytest

from ratssearch.crawler.listing import read_listing
from ratssearch.models import Source
from ratssearch.page_numbers import page_key
from ratssearch.urls import Scope

_HOME = "https://example.org"


def _scope(pattern: str, *listings: str) -> Scope:
    return Scope.of(
        Source("s", "s", "S", f"{_HOME}/", tuple(f"{_HOME}{path}" for path in listings), releases=(pattern,))
    )


@pytest.mark.parametrize(
    "query",
    [
        "page=3",
        "paged=3",
        "start=20",
        "offset=40",
        "skip=40",
        "debut_articles=30",
        "limitstart=15",
        "PAGEN_1=2",
        "b_start=20",
    ],
)
def test_parameters_that_number_pages(query: str) -> None:
    """They are no part of what pages of one listing have in common."""
    key, number = page_key(f"{_HOME}/press?lang=en&{query}")
    assert (key, number) == (page_key(f"{_HOME}/press?lang=en")[0], int(query.rsplit("=", 1)[1]))


@pytest.mark.parametrize(
    ("listing", "page"),
    [
        ("/press/", "/press/"),
        ("/press/", "/press/index.html"),
        ("/press/", "/press/page/2/"),
        ("/press", "/press/page-12"),
        ("/press/index.html", "/press/index_2.html"),
        ("/press/", "/press/?page=2"),
        ("/press/", "/press/?debut_articles=30"),
        ("/press/list", "/press/p7"),
    ],
)
def test_listings_and_their_pages_are_no_releases(listing: str, page: str) -> None:
    """Whatever the pattern."""
    assert not _scope("/.*", listing).is_release(f"{_HOME}{page}")


@pytest.mark.parametrize(
    ("listing", "release"),
    [
        ("/press/", "/press/mayor/page/"),
        ("/press/", "/press/7"),
        ("/press/", "/press/p20481"),
        ("/press", "/press-2024"),
        ("/", "/?p=12"),
        ("/press/", "/press/2024-05-01"),
        ("/news/page/1/", "/news/a-page-2-remember"),
    ],
)
def test_releases_that_look_a_little_like_pages(listing: str, release: str) -> None:
    """Years, numbers of their own and articles by number stay releases."""
    assert _scope("/.*", listing).is_release(f"{_HOME}{release}")


def test_a_wide_pattern_keeps_the_next_page() -> None:
    """The next page lies below the same folder as the releases: it is followed and not stored."""
    body = """<p><a href="/press/mayor/one-thing/">One thing</a></p><p><a href="/press/mayor/another/">Another</a></p>
      <a href="/press/page/3/">3</a> <a class="next" href="/press/page/2/">Next</a>"""
    listing = read_listing(body.encode(), "text/html", f"{_HOME}/press/", _scope("/press/.+", "/press/"))
    assert listing.next == f"{_HOME}/press/page/2/"
    assert [link.url for link in listing.links] == [f"{_HOME}/press/mayor/one-thing/", f"{_HOME}/press/mayor/another/"]
