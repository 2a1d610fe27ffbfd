"""The last resort: a bounded walk over a site whose profile names neither listing, sitemap nor feed."""

from __future__ import annotations

from ratssearch.models import Outcome, Role

from .helpers import crawl, options_for, source_for
from .server import Server, html, listing, release, text, xml


def test_releases_are_found_by_following_links() -> None:
    """Links at home are followed breadth first; only matching pages are releases; files and other hosts are left."""
    with Server({}, html(release())) as server:
        server.routes["/"] = html(
            '<a href="/about">About</a><a href="/press">Press</a><a href="/report.pdf">Report</a>'
        )
        server.routes["/about"] = html('<a href="/">Home</a><a href="https://elsewhere.test/">Elsewhere</a>')
        server.routes["/press"] = html(listing("/news/1", "/news/2", more='<a href="/press/old">Old</a>'))
        server.routes["/press/old"] = html(listing("/news/3"))
        result = crawl(source_for(server))
    assert result.paths(Role.LISTING) == ["/", "/about", "/press", "/press/old"]
    assert result.paths(Role.RELEASE, Outcome.FETCHED) == ["/news/1", "/news/2", "/news/3"]
    assert {found.via for found in result.found} == {"walk"}
    assert server.asked("/report.pdf") == 0


def test_a_sitemap_in_robots_makes_it_unnecessary() -> None:
    """Where robots.txt names a sitemap, the site is not walked."""
    with Server({}, html(release())) as server:
        server.routes["/robots.txt"] = text(f"Sitemap: {server.base}/s.xml")
        server.routes["/s.xml"] = xml(f"<urlset><url><loc>{server.base}/news/1</loc></url></urlset>")
        result = crawl(source_for(server))
    assert result.paths(Role.LISTING) == []
    assert result.paths(Role.RELEASE, Outcome.FETCHED) == ["/news/1"]


def test_the_walk_has_a_limit() -> None:
    """No more than max_walk pages are read for links, and the notice says how many were left."""
    with Server({}, html(release())) as server:
        server.routes["/"] = html("".join(f'<a href="/p{number}">p</a>' for number in range(100)))
        result = crawl(source_for(server), options_for(max_walk=10))
    assert len(result.paths(Role.LISTING)) == 10
    assert any(notice.rule == "limit:walk" and "91 left out" in notice.detail for notice in result.notices)


def test_disallowed_pages_are_not_walked() -> None:
    """robots.txt holds for a walk as for anything else."""
    with Server({}, html(release())) as server:
        server.routes["/robots.txt"] = text("User-agent: *\nDisallow: /private\n")
        server.routes["/"] = html('<a href="/private/a">Private</a>')
        result = crawl(source_for(server))
    assert server.asked("/private/a") == 0
    assert result.paths(Role.LISTING, Outcome.ROBOTS) == ["/private/a"]
