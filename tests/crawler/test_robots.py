"""robots.txt: what its fetch means, and what its lines mean for us."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.crawler.robots import rules_of
from ratssearch.models import Discovered, FetchedPage, Outcome, Role

from .helpers import crawl, fetch, source_for
from .server import Server, html, in_turn, listing, redirect, release, status, text

_NOW = datetime(2024, 5, 1, tzinfo=UTC)


def _page(outcome: Outcome, code: int = 0, body: bytes = b"") -> FetchedPage:
    return FetchedPage("http://e.org/robots.txt", Role.ROBOTS, outcome, _NOW, status=code, body=body)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 410, 451])
def test_4xx_allows_all(code: int) -> None:
    """Unavailable means no rules."""
    outcome = {404: Outcome.MISSING, 410: Outcome.GONE}.get(code, Outcome.BLOCKED)
    assert rules_of(_page(outcome, code), "ratssearch").allows("http://e.org/a")


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome.SERVER_ERROR, 500),
        (Outcome.SERVER_ERROR, 503),
        (Outcome.BLOCKED, 429),
        (Outcome.UNREACHABLE, 0),
        (Outcome.TIMEOUT, 0),
        (Outcome.TIMEOUT, 200),
        (Outcome.FORBIDDEN_ADDRESS, 0),
        (Outcome.BROKEN, 200),
    ],
)
def test_failures_forbid_all(outcome: Outcome, code: int) -> None:
    """Unreachable means no access, until it answers again."""
    assert not rules_of(_page(outcome, code), "ratssearch").allows("http://e.org/a")


@pytest.mark.parametrize(
    ("body", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /a", "/abc", False),
        ("User-agent: *\nDisallow: /a$", "/abc", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: other\nDisallow: /\n\nUser-agent: ratssearch\nDisallow: /b", "/a", True),
        ("User-agent: other\nUser-agent: ratssearch\nDisallow: /a", "/a", False),
        ("User-agent: ratssearch\nDisallow: /a\n\nUser-agent: ratssearch\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: ratssearch\nDisallow: /b", "/a", True),
        ("user-AGENT : *\r\nDISALLOW : /a # why\r\n", "/a", False),
        ("User-agent: *\nDisallow: /%D0%BF", "/%D0%BF%D1%80", False),
        ("User-agent: *\nDisallow: /пр", "/%D0%BF%D1%80", False),
        ("<html><body>User-agent: *</body></html>", "/a", True),
        ("Disallow: /a", "/a", True),
    ],
)
def test_lines(body: str, path: str, allowed: bool) -> None:
    """Groups, longest match, wildcards, escapes and comments as RFC 9309 has them."""
    rules = rules_of(_page(Outcome.FETCHED, 200, body.encode()), "ratssearch")
    assert rules.allows("http://e.org" + path) is allowed


@pytest.mark.parametrize(
    ("line", "seconds"),
    [("", 0.0), ("Crawl-delay: 7", 7.0), ("Crawl-delay: 0.5", 0.5), ("Crawl-delay: -3", 0.0), ("Crawl-delay: nan", 0.0),
     ("Crawl-delay: inf", 0.0), ("Crawl-delay: soon", 0.0)],
)  # fmt: skip
def test_crawl_delay(line: str, seconds: float) -> None:
    """A delay that is no sensible number counts as none."""
    rules = rules_of(_page(Outcome.FETCHED, 200, f"User-agent: *\n{line}\n".encode()), "ratssearch")
    assert rules.delay == seconds


def test_fetched_once_in_a_run_and_first() -> None:
    """robots.txt is the first thing asked for, and asked for once."""
    with Server({"/list": html(listing("/news/1", "/news/2"))}, html(release())) as server:
        server.routes["/robots.txt"] = text("")
        crawl(source_for(server, listings=("/list",)))
    assert server.targets()[0] == "/robots.txt"
    assert server.asked("/robots.txt") == 1


def test_asked_again_after_a_day() -> None:
    """A run that lasts longer than 24 hours asks again, and obeys what is new."""
    bodies = ["User-agent: *\nDisallow:", "User-agent: *\nDisallow: /news/2"]
    with Server({"/list": html(listing("/news/1", "/news/2"))}, html(release())) as server:
        server.routes["/robots.txt"] = in_turn(*map(text, bodies))
        source = source_for(server, listings=("/list",), delay=90_000.0)
        result = crawl(source)
    assert server.asked("/robots.txt") >= 2
    assert result.paths(Role.RELEASE, Outcome.ROBOTS) == ["/news/2"]


def test_a_redirect_is_checked_too() -> None:
    """A release that redirects to a disallowed path is refused at that hop, and the path is not asked for."""
    with Server() as server:
        server.routes["/robots.txt"] = text("User-agent: *\nDisallow: /news/2\n")
        server.routes["/news/1"] = redirect("/news/2")
        page = fetch(server)
    assert page.outcome is Outcome.ROBOTS
    assert server.asked("/news/2") == 0


def test_the_redirected_file_counts_for_the_host_that_redirected() -> None:
    """The rules behind a redirect within the host are those of the host that was asked."""
    with Server() as server:
        server.routes["/robots.txt"] = redirect("/rules/robots.txt", 301)
        server.routes["/rules/robots.txt"] = text("User-agent: *\nDisallow: /news/\n")
        page = fetch(server)
    assert page.outcome is Outcome.ROBOTS


def test_the_user_agent_is_honest() -> None:
    """Every request names the program, its version and the operator's contact."""
    with Server({"/news/1": html(release())}) as server:
        fetch(server, contact="https://example.org/about-our-crawler")
    agents = {seen.headers["user-agent"] for seen in server.log}
    assert len(server.log) == 2
    assert len(agents) == 1
    assert agents.pop().startswith("ratssearch/")
    assert all("(+https://example.org/about-our-crawler)" in seen.headers["user-agent"] for seen in server.log)


def test_pending_releases_are_left_alone_while_robots_fails() -> None:
    """A robots.txt that fails says nothing about releases: no outcome is recorded against them."""
    with Server({"/robots.txt": status(500)}) as server:
        left = Discovered(f"{server.base}/news/1", Role.RELEASE, "listing", f"{server.base}/list")
        result = crawl(source_for(server, listings=("/list",)), pending=(left,))
    assert result.paths(Role.RELEASE) == []
    assert result.paths(Role.LISTING, Outcome.ROBOTS) == ["/list"]
    assert "HTTP 500" in result.pages[-1].detail
