"""Sitemaps: sets, indexes, news, gzip and text."""

from __future__ import annotations

import gzip

import pytest

from ratssearch.crawler.sitemap import read_sitemap

_URL = "https://example.org/sitemap.xml"
_LIMIT = 1_000_000


def test_a_url_set() -> None:
    """Addresses come out canonical, with <lastmod> as written."""
    body = b"""<?xml version="1.0" encoding="UTF-8"?>
    <urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
      <url><loc> https://example.org/news/1?utm_source=x </loc><lastmod>2024-05-01T10:00:00+02:00</lastmod></url>
      <url><loc>https://example.org/a&amp;b</loc></url>
      <url><lastmod>2024-05-01</lastmod></url>
    </urlset>"""
    sitemap = read_sitemap(body, _URL, _LIMIT)
    assert [(link.url, link.date) for link in sitemap.pages] == [
        ("https://example.org/news/1", "2024-05-01T10:00:00+02:00"),
        ("https://example.org/a&b", ""),
    ]
    assert sitemap.problem == ""


def test_an_index() -> None:
    """An index gives sitemaps and no pages."""
    body = b"<sitemapindex><sitemap><loc>https://example.org/s1.xml.gz</loc></sitemap></sitemapindex>"
    sitemap = read_sitemap(body, _URL, _LIMIT)
    assert sitemap.sitemaps == ("https://example.org/s1.xml.gz",)
    assert sitemap.pages == ()


def test_news_and_pictures() -> None:
    """A news entry gives its title and date; a picture's own <loc> is not mistaken for the page's."""
    body = b"""<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
      <url><image:image><image:loc>https://example.org/p.jpg</image:loc><image:title>Picture</image:title></image:image>
        <loc>https://example.org/news/1</loc>
        <news:news><news:publication_date>2024-05-02</news:publication_date>
          <news:title>A made-up title</news:title></news:news>
      </url></urlset>"""
    (link,) = read_sitemap(body, _URL, _LIMIT).pages
    assert link.url == "https://example.org/news/1"
    assert (link.date, link.words) == ("2024-05-02", "A made-up title")


def test_gzip() -> None:
    """A .gz file is read as what it holds."""
    body = gzip.compress(b"<urlset><url><loc>https://example.org/news/1</loc></url></urlset>")
    assert [link.url for link in read_sitemap(body, _URL + ".gz", _LIMIT).pages] == ["https://example.org/news/1"]


def test_damaged_gzip() -> None:
    """What cannot be decompressed is a problem, in words."""
    body = gzip.compress(b"<urlset></urlset>")[:-6]
    assert "too early" in read_sitemap(body, _URL, _LIMIT).problem


def test_plain_text() -> None:
    """One address a line, with a byte order mark and empty lines."""
    body = b"\xef\xbb\xbfhttps://example.org/news/1\r\n\r\nhttps://example.org/news/2\nnonsense\n"
    assert [link.url for link in read_sitemap(body, _URL, _LIMIT).pages] == [
        "https://example.org/news/1",
        "https://example.org/news/2",
    ]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"<html><body>Not found</body></html>", "root element is html"),
        (b"Not found", "neither XML nor a list"),
        (b"", "neither XML nor a list"),
        (b"<urlset><url><loc>https://example.org/1</loc></url>", "damaged"),
        (b"<urlset><url><loc>https://example.org/1</loc></url></wrong></urlset>", "damaged"),
    ],
)
def test_problems_are_named(body: bytes, words: str) -> None:
    """What is no sitemap, or not a whole one, is said in a clause."""
    assert words in read_sitemap(body, _URL, _LIMIT).problem


def test_another_encoding() -> None:
    """The XML declaration's encoding is honoured."""
    body = (
        '<?xml version="1.0" encoding="windows-1251"?><urlset><url><loc>https://example.org/пресса</loc></url></urlset>'
    )
    (link,) = read_sitemap(body.encode("windows-1251"), _URL, _LIMIT).pages
    assert link.url == "https://example.org/%D0%BF%D1%80%D0%B5%D1%81%D1%81%D0%B0"
