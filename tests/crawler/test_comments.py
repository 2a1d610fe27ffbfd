"""Comments and processing instructions between any two tags change nothing that a reader of the crawler finds."""

from __future__ import annotations

import re

import pytest
from tests.crawler.test_listing import SHAPES, WRAP

from ratssearch.crawler.document import parse_html, words_of
from ratssearch.crawler.feeds import read_feed
from ratssearch.crawler.listing import read_listing
from ratssearch.crawler.sitemap import read_sitemap
from ratssearch.models import Source
from ratssearch.urls import Scope

_URL = "https://example.org/press/"
_SCOPE = Scope.of(Source("s", "s", "S", "https://example.org/", releases=(r"/news/\d+",)))
_SEEDS = (
    "<!-- item -->",
    "<!---->",
    '<?item type="x"?>',
    "<!-- a --> <!-- b -->",
    "<!--[if lt IE 9]><i></i><![endif]-->",
)
_PAGER = (
    '<div class="pager"><a href="?page=2"><span>2</span></a><a rel="next" href="?page=2"><b>Next</b> page</a></div>'
)
_RSS = """<rss version="2.0"><channel><title>News</title>
  <item><title>A title</title><link>https://example.org/news/1</link>
  <pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate></item>
  <item><title>Another</title><link>https://example.org/news/2</link></item></channel></rss>"""
_ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title><entry><title>A title</title>
  <link rel="alternate" href="../news/7"/><updated>2024-05-01T00:00:00Z</updated></entry></feed>"""
_SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://example.org/news/1</loc>
  <lastmod>2024-05-01</lastmod><news:news><news:title>A title</news:title></news:news></url>
  <url><loc>https://example.org/news/2</loc></url></urlset>"""
_SITEMAPS = "<sitemapindex><sitemap><loc>https://example.org/a.xml</loc></sitemap></sitemapindex>"


def _sown(markup: str, seed: str) -> str:
    """The markup with seed before and after every tag."""
    return re.sub(r"<[^>]+>", lambda tag: f"{seed}{tag[0]}{seed}", markup)


def _listing(shape: str, dates: tuple[str, ...]) -> str:
    rows = "".join(
        SHAPES[shape].format(date=date, url=f"/news/{number}", title=f"A <b>title</b> of {number}")
        for number, date in enumerate(dates, 1)
    )
    return f"<html><body>{WRAP.get(shape, '{}').format(rows)}{_PAGER}</body></html>"


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dates", [("1 May 2024", "2 May 2024", "3 May 2024"), ("", "", "")], ids=["dated", "undated"])
def test_listings(shape: str, dates: tuple[str, ...], seed: str) -> None:
    """Links, words, dates, the next page: all as without them, where there are dates and where there are none."""
    markup = _listing(shape, dates)
    plain = read_listing(markup.encode(), "text/html; charset=utf-8", _URL, _SCOPE)
    assert len(plain.links) == 3
    assert plain.next
    assert read_listing(_sown(markup, seed).encode(), "text/html; charset=utf-8", _URL, _SCOPE) == plain


@pytest.mark.parametrize("seed", _SEEDS)
def test_words_and_tree(seed: str) -> None:
    """A tree for finding links holds elements alone, and words are not cut in two."""
    tree = parse_html(_sown("<p>One <b>two</b> three</p>", seed).encode(), "text/html")
    assert tree is not None
    assert all(isinstance(node.tag, str) for node in tree.iter())
    assert words_of(tree) == "One two three"


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("markup", [_RSS, _ATOM])
def test_feeds(markup: str, seed: str) -> None:
    """Entries of RSS and Atom."""
    plain = read_feed(markup.encode(), "", _URL)
    assert plain.pages
    assert read_feed(_sown(markup, seed).encode(), "", _URL) == plain


@pytest.mark.parametrize("seed", _SEEDS)
@pytest.mark.parametrize("markup", [_SITEMAP, _SITEMAPS])
def test_sitemaps(markup: str, seed: str) -> None:
    """Address sets and indexes."""
    plain = read_sitemap(markup.encode(), _URL, 1_000_000)
    assert plain.pages or plain.sitemaps
    assert read_sitemap(_sown(markup, seed).encode(), _URL, 1_000_000) == plain


@pytest.mark.parametrize(
    "markup", ["<!-- a --><!-- b -->", "<?x?>", "<!--", "<?", "<ul><!-- a", "<!-- --!><a href=/news/1>"]
)
def test_pages_of_nothing_else(markup: str) -> None:
    """A page that is hardly more than a comment is read, and nothing is raised."""
    assert len(read_listing(markup.encode(), "text/html", _URL, _SCOPE).links) <= 1
    assert read_feed(markup.encode(), "", _URL).pages == ()
    assert read_sitemap(markup.encode(), _URL, 1_000).pages == ()
