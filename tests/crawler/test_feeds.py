"""RSS and Atom from bytes."""

from __future__ import annotations

import pytest

from ratssearch.crawler.feeds import read_feed

_URL = "https://example.org/feed/"


def test_rss() -> None:
    """Items give address, title and date as written, each address once."""
    body = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>
      <item><title>A &amp; B</title><link>https://example.org/news/1?utm_source=rss</link>
        <pubDate>Wed, 01 May 2024 10:00:00 GMT</pubDate></item>
      <item><title>Again</title><link>https://example.org/news/1</link></item>
      <item><title>No link</title></item>
      <item><guid>https://example.org/news/2</guid></item>
    </channel></rss>"""
    feed = read_feed(body, "application/rss+xml", _URL)
    assert [(link.url, link.words, link.date) for link in feed.pages] == [
        ("https://example.org/news/1", "A & B", "Wed, 01 May 2024 10:00:00 GMT"),
        ("https://example.org/news/2", "", ""),
    ]


def test_atom_with_relative_links() -> None:
    """Relative links are resolved against the feed."""
    body = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Пресса</title>
      <entry><title>Выпуск</title><link rel="alternate" href="../news/7"/>
        <updated>2024-05-01T00:00:00Z</updated></entry>
    </feed>""".encode()
    (link,) = read_feed(body, "", _URL).pages
    assert (link.url, link.words, link.date) == ("https://example.org/news/7", "Выпуск", "2024-05-01T00:00:00Z")


@pytest.mark.parametrize("body", [b"<html><body>No</body></html>", b"", b"garbage \x00\xff", b"/etc/hostname", b"{}"])
def test_no_feed(body: bytes) -> None:
    """What is no feed is said to be none; bytes that look like a file's name open no file."""
    feed = read_feed(body, "text/html", _URL)
    assert feed.pages == ()
    assert "neither RSS nor Atom" in feed.problem


def test_an_empty_feed_is_a_feed() -> None:
    """A feed without items is no problem of form."""
    assert read_feed(b"<rss version='2.0'><channel></channel></rss>", "", _URL).problem == ""


def test_entities_stay_inert() -> None:
    """Nested entities neither expand nor stop the reader."""
    entities = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
    body = f"<!DOCTYPE rss [{entities}]><rss version='2.0'><channel><item><title>&j;</title>"
    body += "<link>https://example.org/1</link></item></channel></rss>"
    feed = read_feed(body.encode(), "application/rss+xml", _URL)
    assert all(len(link.words) <= 300 for link in feed.pages)
