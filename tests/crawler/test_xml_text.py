"""Feeds and sitemaps whose XML is not quite XML."""

from __future__ import annotations

import pytest

from ratssearch.crawler.feeds import read_feed
from ratssearch.crawler.sitemap import read_sitemap
from ratssearch.crawler.xml_text import readable_xml

_URL = "https://example.org/sitemap.xml"


@pytest.mark.parametrize(
    ("text", "readable"),
    [
        ("<a>1&2</a>", "<a>1&amp;2</a>"),
        ("<a>x?b=1&copy=2&sect;3</a>", "<a>x?b=1&amp;copy=2&#167;3</a>"),
        ("<a>&amp;&lt;&#233;&#xE9;</a>", "<a>&amp;&lt;&#233;&#233;</a>"),
        ("<a>&nbsp;&unheard;</a>", "<a>&#160;&amp;unheard;</a>"),
        ("<a><![CDATA[1&2 &copy;]]></a>", "<a><![CDATA[1&2 &copy;]]></a>"),
        ('<!DOCTYPE a [<!ENTITY h "x">]><a>&h;&</a>', '<!DOCTYPE a [<!ENTITY h "x">]><a>&h;&</a>'),
    ],
)
def test_ampersands(text: str, readable: str) -> None:
    """Each becomes a reference that XML knows; CDATA and documents with entities of their own stay."""
    assert readable_xml(text.encode()) == readable.encode()


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/view?id=1&lang=en",
        "https://example.org/arms-&-aid",
        "https://example.org/view?x=1&lt=3&gt=4&amp=5",
        "https://example.org/view?id=2&copy=1&sect=3&reg=4&times=5",
    ],
)
def test_addresses_with_bare_ampersands(address: str) -> None:
    """Whole, in sitemaps and in feeds."""
    sitemap = f"<urlset><url><loc>{address}</loc></url></urlset>"
    feed = f"<rss version='2.0'><channel><item><title>A & B</title><link>{address}</link></item></channel></rss>"
    assert [link.url for link in read_sitemap(sitemap.encode(), _URL, 10_000).pages] == [address]
    assert [(link.url, link.words) for link in read_feed(feed.encode(), "", _URL).pages] == [(address, "A & B")]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("caf&eacute;-talks", "caf%C3%A9-talks"),
        ("a&#38;b&#x26;c&#X26;d", "a&b&c&d"),
        ("a&#xD800;b", "a%EF%BF%BDb"),
        ("a&#0;b&#99999999;c", "a%EF%BF%BDb%EF%BF%BDc"),
    ],
)
def test_references_by_name_and_number(written: str, read: str) -> None:
    """Names that only HTML knows, and numbers that no character has: none ends the reading."""
    sitemap = f"<urlset><url><loc>https://example.org/{written}</loc></url><url><loc>{_URL}</loc></url></urlset>"
    feed = f"<rss version='2.0'><channel><item><link>https://example.org/{written}</link></item></channel></rss>"
    assert [link.url for link in read_sitemap(sitemap.encode(), _URL, 10_000).pages] == [
        f"https://example.org/{read}",
        _URL,
    ]
    assert [link.url for link in read_feed(feed.encode(), "", _URL).pages] == [f"https://example.org/{read}"]


def test_an_address_that_an_entity_cuts_short_is_none() -> None:
    """What a document's own entities stand for is not guessed, and half an address is not asked for."""
    body = b'<!DOCTYPE urlset [<!ENTITY h "x">]><urlset><url><loc>https://example.org/a&h;b</loc></url></urlset>'
    assert read_sitemap(body, _URL, 10_000).pages == ()


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "ascii"])
def test_utf_16_told_or_not(coding: str) -> None:
    """By its bytes, whatever the declaration says."""
    body = '<?xml version="1.0" encoding="utf-16"?><urlset><url><loc>https://example.org/1</loc></url></urlset>'
    assert [link.url for link in read_sitemap(body.encode(coding), _URL, 10_000).pages] == ["https://example.org/1"]
