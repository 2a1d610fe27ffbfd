"""From one page of a listing to the next."""

from __future__ import annotations

import pytest

from ratssearch.crawler.listing import read_listing
from ratssearch.models import Outcome, Role, Source
from ratssearch.urls import Scope

from .helpers import crawl, source_for
from .server import Request, Server, Wire, html, listing, release, status

_SCOPE = Scope.of(Source("s", "s", "S", "https://example.org/", releases=(r"/news/\d+",)))


def _next(body: str, path: str = "/press") -> str:
    url = "https://example.org" + path
    found = read_listing(f"<html><body>{body}</body></html>".encode(), "text/html; charset=utf-8", url, _SCOPE)
    return found.next.removeprefix("https://example.org")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ('<link rel="next" href="/press?page=2">', "/press?page=2"),
        ('<a rel="nofollow next" href="?p=2">x</a>', "/press?p=2"),
        ('<a href="/press?page=2">Next</a>', "/press?page=2"),
        ('<a href="/press?page=2">Next page »</a>', "/press?page=2"),
        ('<a href="/press/page/2/">Older posts</a>', "/press/page/2/"),
        ('<a href="/press/page/2/">← Older Entries</a>', "/press/page/2/"),
        ('<a href="/press/2">Next 10</a>', "/press/2"),
        ('<a href="/press?PAGEN_1=2">След.</a><a href="/press?PAGEN_1=2">2</a>', "/press?PAGEN_1=2"),
        ('<a href="/press?page=2">Следующая страница</a>', "/press?page=2"),
        ('<a href="/press?page=2">Следующая →</a>', "/press?page=2"),
        ('<a href="/press?page=2">Показать ещё</a>', "/press?page=2"),
        ('<a href="/press/index_2.html">下一页</a>', "/press/index_2.html"),
        ('<a href="?page=2" aria-label="Next page"><svg></svg></a>', "/press?page=2"),
        ('<li class="next"><a href="?page=2"><i class="icon"></i></a></li>', "/press?page=2"),
        ('<ul class="pagination"><li><a href="?page=2">»</a></li></ul>', "/press?page=2"),
        ('<a href="?page=2">2</a> <a href="?page=3">3</a> <a href="?page=9">Last</a>', "/press?page=2"),
        ('<a href="?start=20">2</a> <a href="?start=40">3</a>', "/press?start=20"),
        ('<a href="?tid=41&amp;page=1">Next</a>', "/press?tid=41&page=1"),
        ('<a href="/press/page-2.html">2</a>', "/press/page-2.html"),
    ],
)
def test_the_next_page(body: str, expected: str) -> None:
    """rel=next, words in three languages, classes and bare numbers are understood."""
    assert _next(body) == expected


@pytest.mark.parametrize(
    ("path", "body", "expected"),
    [
        ("/press?page=2", '<a href="?page=1">1</a><a href="?page=3">3</a><a href="?page=4">4</a>', "/press?page=3"),
        ("/press?page=4", '<a href="?page=1">1</a><a href="?page=3">3</a>', ""),
        ("/press?a=1", '<a href="?a=1&amp;page=2">2</a><a href="?a=2&amp;page=2">2</a>', "/press?a=1&page=2"),
        ("/press/page/3/", '<a href="/press/page/2/">2</a><a href="/press/page/4/">4</a>', "/press/page/4/"),
        ("/press/index_2.html", '<a href="/press/index_3.html">3</a><a href="/press/">1</a>', "/press/index_3.html"),
        ("/press?page=1", '<a href="?page=2" class="prev">newer</a><a href="?page=2">Older</a>', "/press?page=2"),
    ],
)  # fmt: skip
def test_from_a_later_page(path: str, body: str, expected: str) -> None:
    """Numbers go up, other parameters stay, and the last page has no next one."""
    assert _next(body, path) == expected


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<a href="/about">Next steps for the body</a>',
        '<a href="/events">Next</a>',
        '<a href="/news/2" rel="next">Next</a>',
        '<a href="https://other.org/press?page=2" rel="next">Next</a>',
        '<a href="#" class="next">Next slide</a>',
        '<a href="javascript:next()">Next</a>',
        '<a href="/press">1</a>',
        '<a href="/other?page=2">2</a>',
        '<a href="/press?year=2019">2019</a>',
        '<a href="/topics/5">5</a>',
    ],
)
def test_no_next_page(body: str) -> None:
    """Other links that say "next" or hold numbers are not followed."""
    assert _next(body) == ""


def _pages(total: int, first: int, step: int = 2) -> object:
    """A listing of `total` pages whose query counts from `first`, each linking all others by number."""

    def answer(wire: Wire, request: Request) -> None:
        number = int(request.target.partition("page=")[2] or first) - first
        inside = number if 0 <= number < total else 0
        links = "".join(f'<a href="?page={first + page}">{page + 1}</a>' for page in range(total))
        targets = [f"/news/{inside * step + offset}" for offset in range(step)]
        wire.reply(200, listing(*targets, more=links).encode())

    return answer


@pytest.mark.parametrize("first", [0, 1])
def test_every_page_is_read_whether_counting_from_zero_or_one(first: int) -> None:
    """A listing of five numbered pages gives all its releases."""
    with Server({"/list": _pages(5, first)}, html(release())) as server:  # type: ignore[dict-item]
        result = crawl(source_for(server, listings=("/list",)))
    assert len(result.paths(Role.RELEASE, Outcome.FETCHED)) == 10


@pytest.mark.parametrize("name", ["debut_articles", "start", "offset", "skip"])
@pytest.mark.parametrize("pattern", ["/news/.+", "/news/.*"])
def test_offsets_count_as_pages_even_where_a_wide_pattern_fits_them(name: str, pattern: str) -> None:
    """A listing that counts its entries is read to its end, and none of its pages is a release."""

    def answer(wire: Wire, request: Request) -> None:
        first = int(request.target.partition(f"{name}=")[2] or 0)
        links = "".join(f'<a href="/news/?{name}={start}">{start // 10 + 1}</a>' for start in range(0, 40, 10))
        wire.reply(200, listing(*(f"/news/{number}" for number in range(first, first + 10)), more=links).encode())

    with Server({"/news/": answer}, html(release())) as server:
        result = crawl(source_for(server, listings=("/news/",), releases=(pattern,)))
    assert result.paths(Role.RELEASE, Outcome.FETCHED) == [f"/news/{number}" for number in range(40)]
    assert len(server.targets()) == len(set(server.targets()))


def test_a_server_that_ignores_the_query_is_noticed() -> None:
    """Page 1 again and again ends the listing after a second look."""
    body = listing("/news/1", "/news/2", more='<a href="?page=1">Next</a>')
    with Server({"/list": html(body)}, html(release())) as server:
        result = crawl(source_for(server, listings=("/list",)))
    assert server.targets().count("/list?page=1") == 1
    assert len(result.paths(Role.LISTING)) == 2
    assert len(result.paths(Role.RELEASE)) == 2


def test_releases_known_from_elsewhere_do_not_end_a_listing() -> None:
    """What counts as new is new to this listing, even when a feed or an earlier listing named it already."""
    with Server({"/list": _pages(4, 1)}, html(release())) as server:  # type: ignore[dict-item]
        names = "".join(f"<item><link>{server.base}/news/{number}</link></item>" for number in range(6))
        server.routes["/feed"] = html(f"<rss version='2.0'><channel>{names}</channel></rss>", content_type="text/xml")
        result = crawl(source_for(server, listings=("/list",), feeds=("/feed",)))
    assert len(result.paths(Role.LISTING)) >= 4
    assert len(result.paths(Role.RELEASE)) == 8


def test_a_page_that_fails_is_an_outcome_and_ends_its_listing_only() -> None:
    """A broken page in the middle is counted, and other listings go on."""
    with Server({}, html(release())) as server:
        server.routes["/a"] = html(listing("/news/1", more='<a href="?page=2">Next</a>'))
        server.routes["/a?page=2"] = status(500)
        server.routes["/b"] = html(listing("/news/2"))
        result = crawl(source_for(server, listings=("/a", "/b")))
    assert result.paths(Role.LISTING, Outcome.SERVER_ERROR) == ["/a?page=2"]
    assert result.paths(Role.RELEASE) == ["/news/1", "/news/2"]


def test_how_each_page_was_found_is_told() -> None:
    """A following page is announced with via=pagination and the page that named it."""
    with Server({"/list": _pages(2, 1)}, html(release())) as server:  # type: ignore[dict-item]
        result = crawl(source_for(server, listings=("/list",)))
    listings = [found for found in result.found if found.role is Role.LISTING]
    assert (listings[0].via, listings[0].found_on) == ("profile", "")
    assert all(found.via == "pagination" and found.found_on for found in listings[1:])
