"""Listing pages: which links are releases, what they are called and which date stands beside them."""

from __future__ import annotations

import pytest

from ratssearch.crawler.listing import MAX_LINKS, read_listing
from ratssearch.models import Source
from ratssearch.urls import Scope

_URL = "https://example.org/press/"
_SCOPE = Scope.of(Source("s", "s", "S", "https://example.org/", releases=(r"/news/\d+",)))


def _links(body: str, content_type: str = "text/html; charset=utf-8") -> list[tuple[str, str, str]]:
    listing = read_listing(body.encode(), content_type, _URL, _SCOPE)
    return [(link.url.removeprefix("https://example.org"), link.words, link.date) for link in listing.links]


def test_only_releases_each_once() -> None:
    """Menu links are left out; two links to one release are one, with the longer words."""
    body = """<nav><a href="/about">About us</a></nav>
      <div><a href="/news/1"><img src="x.jpg" alt="A crowd"></a><h3><a href="../news/1">A made-up title</a></h3>
      <a href="/news/1#more">Read more</a></div>
      <div><a href="https://example.org/news/2?utm_source=list">Second</a></div>
      <a href="https://other.org/news/3">Third</a><a name="x">No link</a><a href="">Empty</a>"""
    assert [(url, words) for url, words, _ in _links(body)] == [("/news/1", "A made-up title"), ("/news/2", "Second")]


@pytest.mark.parametrize(
    "words",
    ["Read more", "read the full story »", "More...", "Подробнее", "Читать далее", "详情", "阅读更多", "12", "→"],
)
def test_words_that_say_nothing(words: str) -> None:
    """A link that only says "read more" has no title."""
    assert _links(f'<a href="/news/1">{words}</a>') == [("/news/1", "", "")]


SHAPES = {
    "div rows": '<div class="row"><span>{date}</span><h3><a href="{url}">{title}</a></h3></div>',
    "list items": '<li><a href="{url}">{title}</a> <em>{date}</em></li>',
    "table rows": '<tr><td class="d">{date}</td><td><a href="{url}">{title}</a></td></tr>',
    "articles": '<article><a href="{url}"></a><div><p>{date}</p><h2><a href="{url}">{title}</a></h2></div></article>',
    "definitions": '<dt>{date}</dt><dd><a href="{url}">{title}</a></dd>',
    "breaks": '{date} <a href="{url}">{title}</a><br>',
    "breaks, date after": '<a href="{url}">{title}</a> ({date})<br>',
    "flat paragraphs": '<p class="date">{date}</p><p class="title"><a href="{url}">{title}</a></p>',
    "date inside the link": '<a href="{url}"><span>{date}</span> <b>{title}</b></a>',
}
WRAP = {"table rows": "<table>{}</table>", "list items": "<ul>{}</ul>", "definitions": "<dl>{}</dl>"}
_DATES = ("1 May 2024", "May 2, 2024", "03.05.2024", "2024-05-04", "5 мая 2024", "2024年5月6日", "07/05/2024")


@pytest.mark.parametrize("shape", SHAPES)
def test_the_date_beside_a_link(shape: str) -> None:
    """In each common shape of listing, every link gets its own date and not its neighbour's."""
    rows = "".join(
        SHAPES[shape].format(date=date, url=f"/news/{number}", title=f"Title {number}")
        for number, date in enumerate(_DATES, 1)
    )
    body = f"<html><body><div id=list>{WRAP.get(shape, '{}').format(rows)}</div></body></html>"
    assert [(url, date) for url, _, date in _links(body)] == [
        (f"/news/{number}", date) for number, date in enumerate(_DATES, 1)
    ]


def test_a_time_element_wins() -> None:
    """A machine-readable date is taken before the words around it."""
    body = '<div><p>On 1 May 2020 we met.</p><time datetime="2024-05-01">yesterday</time><a href="/news/1">A</a></div>'
    assert _links(body) == [("/news/1", "A", "2024-05-01")]


def test_no_date_is_empty() -> None:
    """Numbers that are no date are not taken for one."""
    body = '<li>Nr. 12/2024, 3 pages, tel. 12-34-56-78 <a href="/news/1">Report 2024</a></li>'
    assert _links(body) == [("/news/1", "Report 2024", "")]


def test_a_date_of_the_whole_page_is_nobodys() -> None:
    """A date in the head of the page is not the date of each release."""
    body = '<p>Today is 1 June 2024</p><ul><li><a href="/news/1">One</a></li><li><a href="/news/2">Two</a></li></ul>'
    assert [date for _, _, date in _links(body)] == ["", ""]


def test_base_elements_are_honoured() -> None:
    """Relative links are resolved against <base>, which may not lead out of scope."""
    assert _links('<base href="/news/"><a href="7">Seven</a>') == [("/news/7", "Seven", "")]
    assert _links('<base href="https://evil.test/"><a href="/news/7">Seven</a>') == []


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        ("<a href='/news/1'>Первый выпуск</a>".encode("windows-1251"), "text/html; charset=windows-1251"),
        ("<meta charset=windows-1251><a href='/news/1'>Первый выпуск</a>".encode("windows-1251"), "text/html"),
        ("<a href='/news/1'>Первый выпуск</a>".encode(), "text/html"),
        ("<a href='/news/1'>Первый выпуск</a>".encode(), "text/html; charset=klingon"),
        ("\ufeff<a href='/news/1'>Первый выпуск</a>".encode(), "text/html"),
    ],
)  # fmt: skip
def test_charsets(body: bytes, content_type: str) -> None:
    """The header's charset, the page's own, or UTF-8."""
    (link,) = read_listing(body, content_type, _URL, _SCOPE).links
    assert link.words == "Первый выпуск"


@pytest.mark.parametrize("body", [b"", b"   ", b"\x00\x01\x02", b"<", b"<!---->", b"\xff\xfe", bytes(range(256))])
def test_rubbish_has_no_links(body: bytes) -> None:
    """Nothing that can be sent makes reading fail."""
    assert read_listing(body, "text/html", _URL, _SCOPE).links == ()


def test_an_absurd_number_of_links_is_cut_and_said() -> None:
    """Links beyond the limit are not looked at, and the listing says that there were more."""
    for surplus in (0, 1):
        body = "".join(f"<a href=/news/{number}>x</a>" for number in range(MAX_LINKS + surplus))
        read = read_listing(body.encode(), "text/html", _URL, _SCOPE)
        assert len(read.links) == MAX_LINKS
        assert read.cut is bool(surplus)


def test_deep_nesting_is_bearable() -> None:
    """A page nested without end is read as far as the parser goes, in reasonable time."""
    body = "<div>" * 20_000 + '<a href="/news/1">One</a>'
    assert len(_links(body)) <= 1
