"""One run over a source: what comes in which order, what is left for later, and what a caller can rely on."""

from __future__ import annotations

from itertools import islice

import pytest

from ratssearch.crawler.crawl import crawl_source, fetch_one
from ratssearch.crawler.listing import MAX_LINKS
from ratssearch.models import Discovered, FetchedPage, Outcome, Role

from .helpers import FastClock, crawl, options_for, source_for
from .server import Server, html, listing, release, text, xml


def _site(server: Server) -> None:
    server.fallback = html(release())
    server.routes["/robots.txt"] = text(f"Sitemap: {server.base}/from-robots.xml\n")
    for name, number in (("/from-robots.xml", 1), ("/from-profile.xml", 2)):
        server.routes[name] = xml(f"<urlset><url><loc>{server.base}/news/{number}</loc></url></urlset>")
    feed = f"<rss version='2.0'><channel><item><link>{server.base}/news/3</link></item></channel></rss>"
    server.routes["/feed"] = xml(feed)
    server.routes["/list"] = html(listing("/news/4", "/news/3"))


def _left(server: Server, number: int, role: Role = Role.RELEASE) -> Discovered:
    return Discovered(f"{server.base}/news/{number}", role, "listing", server.base + "/list")


def test_the_order() -> None:
    """robots.txt, pending, sitemaps, feeds, listings, and then the releases as they were found."""
    with Server() as server:
        _site(server)
        source = source_for(server, listings=("/list",), sitemaps=("/from-profile.xml",), feeds=("/feed",))
        crawl(source, pending=(_left(server, 9), _left(server, 8)))
    assert server.targets() == [
        "/robots.txt", "/news/9", "/news/8", "/from-profile.xml", "/feed", "/list", "/news/2", "/news/3", "/news/4",
    ]  # fmt: skip


def test_sitemaps_of_robots_count_where_the_profile_names_none() -> None:
    """The profile's sitemaps replace those of robots.txt; without any, robots.txt is believed."""
    with Server() as server:
        _site(server)
        result = crawl(source_for(server, listings=("/list",)))
    assert "/from-robots.xml" in server.targets()
    found = {item.url.removeprefix(server.base): item for item in result.found}
    assert found["/from-robots.xml"].via == "robots"
    assert found["/news/1"].via == "sitemap"
    assert found["/news/1"].found_on == server.base + "/from-robots.xml"


def test_sitemaps_elsewhere_are_not_fetched() -> None:
    """robots.txt may not send us to another host's sitemap."""
    with Server() as other, Server() as server:
        server.routes["/robots.txt"] = text(f"Sitemap: {other.base}/sitemap.xml\nSitemap: /relative.xml\n")
        server.routes["/list"] = html(listing("/news/1"))
        result = crawl(source_for(server, listings=("/list",)))
    assert other.log == []
    assert "scope:sitemap" in result.rules
    assert server.asked("/relative.xml") == 1


def test_found_before_fetched_and_both_once() -> None:
    """Every page that is fetched was announced before, robots.txt aside, and nothing comes twice."""
    with Server() as server:
        _site(server)
        result = crawl(source_for(server, listings=("/list", "/list"), feeds=("/feed",)))
    found = [item.url for item in result.found]
    fetched = [page.url for page in result.pages if page.role is not Role.ROBOTS]
    assert len(set(found)) == len(found)
    assert len(set(fetched)) == len(fetched)
    for url in fetched:
        announced = next(n for n, item in enumerate(result.items) if isinstance(item, Discovered) and item.url == url)
        came = next(n for n, item in enumerate(result.items) if isinstance(item, FetchedPage) and item.url == url)
        assert announced < came


def test_a_page_is_read_only_after_it_was_taken() -> None:
    """The listing's page comes out before any link on it does, and nothing is fetched ahead of the caller."""
    with Server() as server:
        _site(server)
        source = source_for(server, listings=("/list",), sitemaps=("/from-profile.xml",))
        items = crawl_source(source, options=options_for(), known=lambda url: None, clock=FastClock())
        taken = []
        for item in items:
            taken.append(item)
            if isinstance(item, FetchedPage) and item.role is Role.LISTING:
                break
        assert server.targets()[-1] == "/list"
        assert not any(isinstance(item, Discovered) and item.url.endswith("/news/4") for item in taken)
        following = next(items)
        assert isinstance(following, Discovered)
        assert following.url == server.base + "/news/4"
        items.close()
    assert server.targets()[-1] == "/list"


def test_what_stands_beside_a_link_is_handed_on() -> None:
    """A release's announcement carries its words and date from the listing."""
    with Server({}, html(release())) as server:
        server.routes["/list"] = html('<ul><li>1 May 2024 <a href="/news/1">A made-up title</a></li></ul>')
        result = crawl(source_for(server, listings=("/list",)))
    assert result.found[-1] == Discovered(
        server.base + "/news/1", Role.RELEASE, "listing", server.base + "/list", "1 May 2024", "A made-up title"
    )


def test_pending_pages_out_of_scope_are_named() -> None:
    """A release that the profile does not cover any more is left out with a notice; other roles are found anew."""
    with Server() as server:
        _site(server)
        pending = (
            Discovered(server.base + "/old/1", Role.RELEASE, "listing", ""),
            Discovered(server.base + "/list?page=7", Role.LISTING, "pagination", ""),
        )
        result = crawl(source_for(server, listings=("/list",)), pending=pending)
    assert "scope:no-longer" in result.rules
    assert not {"/old/1", "/list?page=7"} & set(server.targets())


def test_a_limit_leaves_the_rest_pending() -> None:
    """max_fetches counts pages, robots.txt aside; what was found stays found."""
    with Server() as server:
        _site(server)
        server.routes["/list"] = html(listing(*(f"/news/{number}" for number in range(20))))
        source = source_for(server, listings=("/list",), sitemaps=("/from-profile.xml",))
        result = crawl(source, options_for(max_fetches=5))
    assert len(result.pages) == 1 + 5
    assert len([item for item in result.found if item.role is Role.RELEASE]) == 20
    assert "run:limit" in result.rules


@pytest.mark.parametrize("count", range(8))
def test_stop_is_heard_between_fetches(count: int) -> None:
    """After stop() says yes, nothing more is asked for."""
    with Server() as server:
        _site(server)
        source = source_for(server, listings=("/list",), sitemaps=("/from-profile.xml",))
        result = crawl(source, stop=lambda: len(server.log) >= count)
    assert len(server.log) == min(count, 6)
    assert ("run:stopped" in result.rules) == (count < 6)


def test_stop_is_heard_while_waiting() -> None:
    """A stop during a long delay does not wait for the delay to end."""
    with Server() as server:
        _site(server)
        clock = FastClock()
        source = source_for(server, listings=("/list",), delay=3600.0)
        items = crawl_source(
            source, options=options_for(), known=lambda url: None, clock=clock, stop=lambda: sum(clock.slept) > 5
        )
        assert [item.role for item in items] == [Role.ROBOTS, Role.SITEMAP]
    assert sum(clock.slept) < 7


def test_only_discovering() -> None:
    """With discover_only the releases are announced and not fetched, pending ones neither."""
    with Server() as server:
        _site(server)
        source = source_for(server, listings=("/list",), feeds=("/feed",))
        result = crawl(source, options_for(discover_only=True), pending=(_left(server, 9),))
    assert result.paths(Role.RELEASE) == []
    assert len([item for item in result.found if item.role is Role.RELEASE]) == 3


def test_the_caller_may_leave_releases_out() -> None:
    """A release found again that is not wanted now is announced and not asked for; a pending one is."""
    with Server() as server:
        _site(server)
        source = source_for(server, listings=("/list",), sitemaps=("/from-profile.xml",))
        result = crawl(source, pending=(_left(server, 9),), wanted=lambda url, shown: url.endswith("/4"))
    assert result.paths(Role.RELEASE) == ["/news/9", "/news/4"]
    assert len([item for item in result.found if item.role is Role.RELEASE]) == 3


def test_the_caller_is_told_what_the_site_shows_in_front() -> None:
    """The first page of a listing and a feed are in front; later pages and sitemaps are not, even if named first."""
    shown: dict[str, bool] = {}

    def wanted(url: str, in_front: bool) -> bool:
        shown[url.rsplit("/", 1)[-1]] = in_front
        return False

    with Server() as server:
        server.routes["/map.xml"] = xml(
            "<urlset>" + "".join(f"<url><loc>{server.base}/news/{n}</loc></url>" for n in (1, 2, 3)) + "</urlset>"
        )
        server.routes["/list"] = html(listing("/news/1", more='<a rel="next" href="/list?page=2">next</a>'))
        server.routes["/list?page=2"] = html(listing("/news/2", "/news/4"))
        crawl(source_for(server, listings=("/list",), sitemaps=("/map.xml",)), wanted=wanted)
    assert shown == {"1": True, "2": False, "3": False, "4": False}


def test_closing_early_lets_go_of_the_connection() -> None:
    """A caller that stops taking items leaves nothing open (an open socket would fail this suite as a warning)."""
    with Server() as server:
        _site(server)
        items = crawl_source(source_for(server, listings=("/list",)), options=options_for(), known=lambda url: None)
        assert len(list(islice(items, 3))) == 3
        items.close()


def test_fetch_one_obeys_the_same_rules() -> None:
    """One page: robots.txt first, scope respected, any role."""
    with Server() as server:
        _site(server)
        server.routes["/robots.txt"] = text("User-agent: *\nDisallow: /news/2\n")
        source, options, clock = source_for(server), options_for(), FastClock()
        page = fetch_one(server.base + "/list", source=source, options=options, role=Role.LISTING, clock=clock)
        refused = fetch_one(server.base + "/news/2", source=source, options=options, clock=clock)
        outside = fetch_one("https://elsewhere.test/news/1", source=source, options=options, clock=clock)
    assert (page.outcome, page.role) == (Outcome.FETCHED, Role.LISTING)
    assert refused.outcome is Outcome.ROBOTS
    assert outside.outcome is Outcome.REDIRECTED
    assert "outside the source" in outside.detail


def test_a_listing_with_too_many_links_is_named() -> None:
    """What a page holds beyond the limit is not passed over in silence."""
    with Server({}, html(release())) as server:
        server.routes["/list"] = html('<a href="/news/1">x</a>' + "<a href=/x>y</a>" * MAX_LINKS)
        result = crawl(source_for(server, listings=("/list",)), options_for(max_bytes=1_000_000))
    assert "limit:links" in result.rules
    assert result.paths(Role.RELEASE) == ["/news/1"]
