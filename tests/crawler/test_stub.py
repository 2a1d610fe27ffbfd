"""Pages that only lead elsewhere are followed like a redirect; pages that a reader reads are not."""

from __future__ import annotations

import pytest

from ratssearch.crawler.stub import leads_to
from ratssearch.models import Outcome, Role

from .helpers import crawl, fetch, remember, source_for
from .server import Server, html, listing, release

_URL = "https://example.org/m/news/old"
_NEW = "https://example.org/m/news/new"
_LONG = "<p>" + "A sentence of a release that somebody reads to its end. " * 20 + "</p>"


def _stub(head: str, body: str = "<p>This page has moved.</p>") -> str:
    return f"<html><head>{head}<title>Moved</title></head><body>{body}</body></html>"


@pytest.mark.parametrize(
    "markup",
    [
        _stub('<meta http-equiv="refresh" content="0; url=/m/news/new">'),
        _stub('<META CONTENT="0;URL=new" HTTP-EQUIV=Refresh>'),
        _stub("<meta http-equiv='refresh' content=\"5; url='/m/news/new'\"/>"),
        _stub('<meta http-equiv="refresh" content="0;/m/news/new">'),
        _stub('<meta http-equiv="refresh" content="0.5, URL = https://example.org/m/news/new ">'),
        _stub('<base href="/m/"><meta http-equiv="refresh" content="3;url=news/new">'),
        _stub('<meta http-equiv="refresh" content="0; url=/m/news/new">', _LONG),
        _stub('<meta http-equiv=refresh content="0; url=new#top">'),
        _stub('<script>window.location.href = "/m/news/new";</script>'),
        _stub("<script type='text/javascript'><!--\nlocation.replace('new')\n//--></script>"),
        _stub('<script>document.location="new"</script>', ""),
    ],
)
@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_what_leads_elsewhere(markup: str, coding: str) -> None:
    """A refresh that nobody has time to read before, or whose page has hardly a word; a script that only goes."""
    assert leads_to(markup.encode(coding), "text/html", "", _URL) == _NEW


@pytest.mark.parametrize(
    "markup",
    [
        _stub('<meta http-equiv="refresh" content="300">'),
        _stub('<meta http-equiv="refresh" content="0; url=/m/news/old">'),
        _stub('<meta http-equiv="refresh" content="0; url=#content">'),
        _stub('<meta http-equiv="refresh" content="600; url=/m/news/new">'),
        _stub('<meta http-equiv="refresh" content="10; url=/m/news/new">', _LONG),
        _stub('<noscript><meta http-equiv="refresh" content="0; url=/m/news/new"></noscript>'),
        _stub('<!-- <meta http-equiv="refresh" content="0; url=/m/news/new"> -->'),
        _stub('<meta http-equiv="refresh" content="0; url=javascript:go()">'),
        _stub('<meta name="refresh" content="0; url=/m/news/new">'),
        _stub('<script>function go() { location.href = "/search"; }</script>'),
        _stub('<script>location.href = "/m/news/new"</script>', _LONG),
        _stub('<script>location.href = "/m/news/new"</script><script src="/site.js">var menu;</script>'),
    ],
)
def test_what_is_read_as_it_stands(markup: str) -> None:
    """A page that renews itself, leaves time to read, or turns away only browsers without scripts."""
    assert leads_to(markup.encode(), "text/html", "", _URL) == ""


def test_a_refresh_by_header() -> None:
    """The header says the same as the element."""
    assert leads_to(b"<p>Moved.</p>", "text/html", "0; url=/m/news/new", _URL) == _NEW
    assert leads_to(b"<p>Moved.</p>", "text/html", "60", _URL) == ""


def _refresh(target: str) -> str:
    return _stub(f'<meta http-equiv="refresh" content="0; url={target}">')


def test_the_page_behind_it_is_fetched() -> None:
    """As with a redirect: what stands there is the release at the address that was asked for."""
    with Server({"/news/1": html(_refresh("/news/2")), "/news/2": html(release("The page meant"))}) as server:
        page = fetch(server)
        assert (page.outcome, page.final_url) == (Outcome.FETCHED, f"{server.base}/news/2")
        assert b"The page meant" in page.body
        assert server.targets()[-2:] == ["/news/1", "/news/2"]


@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        ("https://elsewhere.test/news/2", Outcome.REDIRECTED),
        ("/about", Outcome.REDIRECTED),
        ("/news/3", Outcome.MISSING),
        ("/news/2", Outcome.HTTP_ERROR),
    ],
)
def test_where_it_leads_nowhere(target: str, outcome: Outcome) -> None:
    """Off the site, to what is no release, to nothing, in a circle: each ends as a redirect does."""
    with Server({"/news/1": html(_refresh(target)), "/news/2": html(_refresh("/news/1"))}) as server:
        assert fetch(server).outcome is outcome


def test_a_listing_may_stand_behind_one() -> None:
    """The front door that leads on to a language."""
    with Server({"/": html(_refresh("/en/")), "/en/": html(listing("/news/1")), "/news/1": html(release())}) as server:
        done = crawl(source_for(server, listings=("/",)))
    assert done.paths(Role.RELEASE, Outcome.FETCHED) == ["/news/1"]


def test_an_edit_behind_a_stub_is_noticed() -> None:
    """The stub itself never changes, so it is not asked whether it has."""
    routes = {"/news/1": html(_refresh("/news/2"), etag='"stub"'), "/list": html(listing("/news/1"))}
    routes["/news/2"] = html(release("First words"), etag='"a"', last_modified="Wed, 01 May 2024 12:00:00 GMT")
    with Server(routes) as server:
        source = source_for(server, listings=("/list",))
        known = remember(crawl(source).pages)
        assert crawl(source, known=known).paths(Role.RELEASE, Outcome.UNCHANGED) == ["/news/1"]
        server.routes["/news/2"] = html(release("Other words"))
        server.log.clear()
        assert crawl(source, known=known).paths(Role.RELEASE, Outcome.FETCHED) == ["/news/1"]
        assert all("if-modified-since" not in seen.headers for seen in server.log if seen.target == "/news/1")
