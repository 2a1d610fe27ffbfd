"""Shapes that people reported of other crawlers and feed readers (docs/reports.md), with inputs made up here."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.crawler.feeds import read_feed
from ratssearch.crawler.listing import read_listing
from ratssearch.crawler.robots import rules_of
from ratssearch.crawler.sitemap import read_sitemap
from ratssearch.models import FetchedPage, Outcome, Role, Source
from ratssearch.urls import Scope, canonical

_HOME = "https://press.example"
_ONE = f"{_HOME}/news/1"
_SCOPE = Scope.of(Source("s", "s", "S", f"{_HOME}/", releases=(r"/news/.+",)))
_ITEM = "<item><title>A title</title><link>https://press.example/news/1</link></item>"
_RSS = f"<rss version='2.0'><channel>{_ITEM}</channel></rss>"
_ATOM = "<feed xmlns='http://www.w3.org/2005/Atom'{}><entry{}><title>A title</title>{}<id>urn:x</id></entry></feed>"
_SET = f"<urlset><url><loc>{_ONE}</loc></url></urlset>"
_DECLARED = "<?xml version='1.0' encoding='utf-8'?>"
_WARNING = "<br />\n<b>Deprecated</b>:  old_call() is deprecated in <b>/srv/lib.php</b> on line <b>7</b><br />\n"


def feed(markup: str, url: str = f"{_HOME}/feeds/all.xml") -> list[tuple[str, str]]:
    return [(link.url, link.words) for link in read_feed(markup.encode(), "", url).pages]


@pytest.mark.parametrize(
    "before", ["\n", "\r\n\r\n   ", "<!-- made at noon -->\n", _WARNING, "Warning: x < 3 in a.php\n"]
)
@pytest.mark.parametrize("declared", [_DECLARED, ""])
@pytest.mark.parametrize("after", ["", f"\n{_WARNING}", "\n<!-- 12 queries -->"])
def test_what_a_script_says_around_the_xml(before: str, declared: str, after: str) -> None:
    """Blank lines, comments and complaints before a feed or sitemap, and behind it."""
    assert feed(f"{before}{declared}{_RSS}{after}") == [(_ONE, "A title")]
    found = read_sitemap(f"{before}{declared}{_SET}{after}".encode(), f"{_HOME}/sitemap.xml", 100_000)
    assert [link.url for link in found.pages] == [_ONE]
    assert not found.problem or after


@pytest.mark.parametrize("markup", [_RSS, _ATOM.format("", "", f"<link href='{_ONE}'/>"), f"\n{_DECLARED}{_RSS}"])
def test_a_feed_in_the_place_of_a_sitemap(markup: str) -> None:
    """RSS and Atom are sitemaps by the protocol; a title comes with the address."""
    found = read_sitemap(markup.encode(), f"{_HOME}/sitemap.xml", 100_000)
    assert [(link.url, link.words) for link in found.pages] == [(_ONE, "A title")] and not found.problem


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("Arms &amp;amp; drugs", "Arms & drugs"),
        ("<![CDATA[Arms &amp; drugs]]>", "Arms & drugs"),
        ("The body&amp;#8217;s &amp;quot;plan&amp;quot;", 'The body’s "plan"'),
        ("&lt;b&gt;Talks&lt;/b&gt; in &lt;em class='x'&gt;Osh&lt;/em&gt;", "Talks in Osh"),
        ("&amp;lt;strong&amp;gt;Talks&amp;lt;/strong&amp;gt; end", "Talks end"),
        ("Growth &lt; 3 % &amp; falling", "Growth < 3 % & falling"),
        ("A&amp;B and x&lt;y&gt;z", "A&B and x<y>z"),
    ],
)
def test_titles_of_feeds(title: str, read: str) -> None:
    """Escaped once too often, or with mark-up of words in them; signs that mean themselves stay."""
    assert feed(_RSS.replace("A title", title)) == [(_ONE, read)]


@pytest.mark.parametrize(
    ("on_feed", "on_entry", "links", "read"),
    [
        ("", " xml:base='When/2024/05/'", "<link href='Talks'/>", f"{_HOME}/feeds/When/2024/05/Talks"),
        (f" xml:base='{_HOME}/en/'", " xml:base='news/'", "<link href='1'/>", f"{_HOME}/en/news/1"),
        ("", "", "<link rel='replies' href='/c'/><link rel='self' href='/s'/><link href='/news/1'/>", _ONE),
        ("", "", "<link rel='enclosure' href='/a.pdf'/><link rel='alternate' href='/news/1'/>", _ONE),
    ],
)
def test_links_of_atom(on_feed: str, on_entry: str, links: str, read: str) -> None:
    """Relative to the entry's own base, and the one that shows the entry."""
    assert feed(_ATOM.format(on_feed, on_entry, links)) == [(read, "A title")]


@pytest.mark.parametrize("guid", ["<guid>{}</guid>", "<guid isPermaLink='true'>{}</guid>", "<guid> {}\n</guid>"])
def test_an_address_that_only_the_guid_has(guid: str) -> None:
    link = f"<link>{_ONE}</link>"
    assert feed(_RSS.replace(link, guid.format(_ONE))) == [(_ONE, "A title")]
    assert feed(_RSS.replace(link, guid.format(f"{_HOME}/?p=1") + link)) == [(_ONE, "A title")]


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_robots_txt_in_any_coding(coding: str, end: str) -> None:
    """Its first group counts, and all its rules are meant."""
    lines = ("User-Agent: *", "Disallow: /private", "# Gruß", "Sitemap: https://press.example/s.xml", "")
    body = end.join(lines).encode(coding)
    fetched = FetchedPage(f"{_HOME}/robots.txt", Role.ROBOTS, Outcome.FETCHED, datetime.now(UTC), status=200, body=body)
    rules = rules_of(fetched, "ratssearch")
    assert not rules.allows(f"{_HOME}/private/1") and rules.allows(_ONE)
    assert rules.sitemaps == ("https://press.example/s.xml",)


@pytest.mark.parametrize(
    ("href", "read"),
    [
        ("\\news\\1", _ONE),
        ("..\\news\\1", _ONE),
        ("https:\\\\press.example\\news\\1", _ONE),
        ("/news/a?path=c:\\d", f"{_HOME}/news/a?path=c:%5Cd"),
        ("\n\t /news/1 \n", _ONE),
        ("/news/AC%252FDC", f"{_HOME}/news/AC%252FDC"),
    ],
)
def test_addresses_as_browsers_take_them(href: str, read: str) -> None:
    """Backslashes, white space, escapes of escapes."""
    markup = f'<html><body><p><a href="{href}">A title</a></p></body></html>'
    (link,) = read_listing(markup.encode(), "text/html", f"{_HOME}/list/", _SCOPE).links
    assert link.url == read


def test_backslashes_do_not_leave_the_host() -> None:
    """What browsers take for another host is one to us, and no path of this one."""
    assert canonical("\\\\elsewhere.test\\news\\1", f"{_HOME}/list/") == "https://elsewhere.test/news/1"
    assert canonical("https:\\news\\1", f"{_HOME}/list/") == ""


@pytest.mark.parametrize("base", ["https://press.example/", "/", " ../ "])
def test_listings_with_a_base(base: str) -> None:
    """Links are relative to it, wherever the page stands."""
    markup = f'<html><head><base href="{base}"></head><body><a href="news/1">A title</a></body></html>'
    assert [link.url for link in read_listing(markup.encode(), "", f"{_HOME}/list/x", _SCOPE).links] == [_ONE]


def test_white_space_in_a_sitemap() -> None:
    """Around an address it is none of it."""
    body = f"<urlset><url><loc>\n   {_ONE}\n </loc><lastmod>\n2024-05-01 </lastmod></url></urlset>"
    assert [(link.url, link.date) for link in read_sitemap(body.encode(), _HOME, 10_000).pages] == [
        (_ONE, "2024-05-01")
    ]
