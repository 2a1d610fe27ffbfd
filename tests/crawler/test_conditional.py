"""Second visits: nothing that did not change is transferred or reported again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ratssearch.models import Outcome, Role, Validators

from .helpers import crawl, remember, source_for
from .server import Request, Route, Server, Wire, html, listing, release, xml

_MODIFIED = "Wed, 01 May 2024 12:00:00 GMT"


def _validating(body: bytes, kind: str = "text/html") -> Route:
    """A page that honours If-None-Match and If-Modified-Since."""

    def answer(wire: Wire, request: Request) -> None:
        headers = {"ETag": '"v1"', "Last-Modified": _MODIFIED, "Content-Type": kind}
        if request.headers.get("if-none-match") == '"v1"' and request.headers.get("if-modified-since") == _MODIFIED:
            wire.send(b'HTTP/1.1 304 Not Modified\r\nETag: "v1"\r\nConnection: close\r\n\r\n')
        else:
            wire.reply(200, body, headers)

    return answer


def _site(server: Server, route: Callable[[bytes], Route]) -> None:
    server.routes["/list"] = route(listing("/news/1", "/news/2").encode())
    for number in (1, 2):
        server.routes[f"/news/{number}"] = route(release(f"Release {number}").encode())


def test_304_is_unchanged() -> None:
    """With validators known, the server is asked conditionally and its 304 is an unchanged page with the old hash."""
    with Server() as server:
        _site(server, _validating)
        source = source_for(server, listings=("/list",))
        first = crawl(source)
        second = crawl(source, known=remember(first.pages))
    assert second.paths(Role.RELEASE, Outcome.UNCHANGED) == ["/news/1", "/news/2"]
    releases = [page for page in second.pages if page.role is Role.RELEASE]
    assert [page.status for page in releases] == [304, 304]
    hashes = {page.url: page.body_hash for page in first.pages}
    assert all(page.body_hash == hashes[page.url] and page.body == b"" for page in releases)


def test_equal_bytes_are_unchanged() -> None:
    """Where a server has no validators, or new ones each time, the hash of the body decides."""

    def route(body: bytes) -> Route:
        return lambda wire, request: wire.reply(200, body, {"ETag": f'"{request.number}"'})

    with Server() as server:
        _site(server, route)
        source = source_for(server, listings=("/list",))
        first = crawl(source)
        second = crawl(source, known=remember(first.pages))
    assert second.paths(Role.RELEASE, Outcome.UNCHANGED) == ["/news/1", "/news/2"]
    assert all(page.body == b"" for page in second.pages)


def test_without_stored_bodies_listings_are_read_whole() -> None:
    """A listing's 304 would hide its links, so it is asked for without conditions; unchanged, it still counts so."""
    with Server() as server:
        _site(server, _validating)
        source = source_for(server, listings=("/list",))
        known = remember(crawl(source).pages)
        server.log.clear()
        second = crawl(source, known=known)
    asked = next(seen for seen in server.log if seen.target == "/list")
    assert "if-none-match" not in asked.headers
    assert second.paths(Role.LISTING, Outcome.UNCHANGED) == ["/list"]
    assert len(second.paths(Role.RELEASE)) == 2


def test_with_stored_bodies_nothing_is_transferred() -> None:
    """The caller's kept bodies let listings, sitemaps and feeds answer 304 too, and their links are read from store."""
    with Server() as server:
        _site(server, _validating)
        entry = f"<urlset><url><loc>{server.base}/news/1</loc></url></urlset>".encode()
        server.routes["/sitemap.xml"] = _validating(entry, "text/xml")
        source = source_for(server, listings=("/list",), sitemaps=("/sitemap.xml",))
        first = crawl(source)
        bodies = {page.body_hash: page.body for page in first.pages if page.body}
        second = crawl(source, known=remember(first.pages), stored=bodies.get)
    assert {page.status for page in second.pages if page.role is not Role.ROBOTS} == {304}
    assert [found.url for found in second.found] == [found.url for found in first.found]


def test_a_body_that_the_store_has_lost_is_fetched() -> None:
    """A known hash without its body is no reason to ask conditionally for a listing."""
    with Server() as server:
        _site(server, _validating)
        source = source_for(server, listings=("/list",))
        known = remember(crawl(source).pages)
        second = crawl(source, known=known, stored=lambda digest: None)
    assert len(second.paths(Role.RELEASE)) == 2


def test_a_change_is_fetched() -> None:
    """A page with another body is fetched again with its body, validators or not."""
    with Server() as server:
        server.routes["/list"] = html(listing("/news/1"))
        server.routes["/news/1"] = _validating(release("Old").encode())
        source = source_for(server, listings=("/list",))
        known = remember(crawl(source).pages)
        server.routes["/news/1"] = html(release("New"))
        second = crawl(source, known=known)
    page = second.pages[-1]
    assert page.outcome is Outcome.FETCHED
    assert b"New" in page.body


def test_old_knowledge_is_not_trusted_for_ever() -> None:
    """After trust_days without a body, a page is asked for whole, so that an ETag that lies is found out."""
    with Server() as server:
        server.routes["/list"] = html(listing("/news/1"))
        server.routes["/news/1"] = _validating(release("Old").encode())
        source = source_for(server, listings=("/list",))
        first = remember(crawl(source).pages)
        # The site now changes the page and keeps claiming that it did not.
        lying = _validating(release("New").encode())
        server.routes["/news/1"] = lying
        assert crawl(source, known=first).paths(Role.RELEASE, Outcome.UNCHANGED) == ["/news/1"]

        def old(url: str) -> Validators | None:
            known = first(url)
            return known and replace(known, body_read_at=datetime.now(UTC) - timedelta(days=181))

        third = crawl(source, known=old)
    assert third.paths(Role.RELEASE, Outcome.FETCHED) == ["/news/1"]


def test_hostile_validators_are_not_sent() -> None:
    """An ETag that would break the request line is left out."""
    with Server({"/news/1": html(release())}) as server:
        server.routes["/list"] = html(listing("/news/1"))
        bad = Validators('"a"\r\nX-Injected: yes', "\x00", "0" * 64)
        result = crawl(source_for(server, listings=("/list",)), known=lambda url: bad)
    assert result.paths(Role.RELEASE, Outcome.FETCHED) == ["/news/1"]
    assert all("x-injected" not in seen.headers and "if-none-match" not in seen.headers for seen in server.log)


def test_a_gone_sitemap_changes_nothing_for_listings() -> None:
    """One source of links that fails leaves the others working."""
    with Server() as server:
        _site(server, lambda body: html(body))
        server.routes["/feed"] = xml("<rss version='2.0'><channel></channel></rss>")
        result = crawl(source_for(server, listings=("/list",), sitemaps=("/none.xml",), feeds=("/feed",)))
    assert result.paths(Role.SITEMAP, Outcome.MISSING) == ["/none.xml"]
    assert result.paths(Role.RELEASE, Outcome.FETCHED) == ["/news/1", "/news/2"]
