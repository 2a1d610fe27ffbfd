"""The demo sites over real sockets: statuses, validators, redirects, visits."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest

from ratssearch.demo.server import Request, ServedSites, serve_demo_site
from ratssearch.demo.sources import demo_sources


@pytest.fixture(scope="module")
def sites() -> Iterator[ServedSites]:
    with serve_demo_site() as served:
        yield served


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=10) as opened:
        yield opened


def test_three_sites_stand_on_ports_of_their_own(sites: ServedSites, client: httpx.Client) -> None:
    """Each body has a base URL on loopback, and its front page leads to its listing."""
    assert list(sites) == ["tolqun", "veresk", "harrowmere"]
    assert len(set(sites.values())) == 3
    for url in sites.values():
        assert client.get(url + "/").status_code == 302


def test_pages_are_served_as_built(sites: ServedSites, client: httpx.Client) -> None:
    """Status, type and bytes are those of the frozen page, and HEAD answers without a body."""
    for body, base in sites.items():
        release = next(release for release in sites.site.releases if release.source_id == body)
        page = sites.site.pages[body][release.path]
        answer = client.get(base + release.path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, page.content_type)
        assert answer.content == page.body
        head = client.head(base + release.path)
        assert (head.headers["content-length"], head.content) == (str(len(page.body)), b"")


def test_conditional_requests_are_answered_with_304(sites: ServedSites, client: httpx.Client) -> None:
    """A known entity tag, strong or weak, and a known day spare the body; others do not."""
    tolqun = sites["tolqun"] + "/en/news/1003"
    tag, day = (client.get(tolqun).headers[name] for name in ("etag", "last-modified"))
    assert client.get(tolqun, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(tolqun, headers={"If-None-Match": f'"other", W/{tag}'}).status_code == 304
    assert client.get(tolqun, headers={"If-None-Match": '"other"', "If-Modified-Since": day}).status_code == 200
    veresk = sites["veresk"] + "/news/118.html"
    day = client.get(veresk).headers["last-modified"]
    assert client.get(veresk, headers={"If-Modified-Since": day}).status_code == 304
    assert client.get(veresk, headers={"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}).status_code == 200
    assert client.get(veresk, headers={"If-Modified-Since": "yesterday"}).status_code == 200


def test_moved_gone_and_missing_pages(sites: ServedSites, client: httpx.Client) -> None:
    """The listing's old address redirects; one page is gone, one never was, and unknown pages say that they are made
    up too."""
    base = sites["tolqun"]
    moved = client.get(base + "/en/news/52")
    assert (moved.status_code, moved.headers["location"]) == (301, "/en/news/1052")
    assert client.get(base + "/en/news/1098").status_code == 410
    missing = client.get(base + "/en/news/1099")
    assert missing.status_code == 404
    assert b"made up" in missing.content


def test_unknown_page_of_a_listing_is_its_first_page(sites: ServedSites, client: httpx.Client) -> None:
    """As many sites do, the table site answers ?page=99 with page 1: a crawler has to notice."""
    base = sites["veresk"]
    assert client.get(base + "/news/?page=99").content == client.get(base + "/news/").content
    assert client.get(base + "/news/?page=2").content != client.get(base + "/news/").content


def test_visit_is_switched_while_serving() -> None:
    """A second visit sees the removal at once, and the log has both looks."""
    with serve_demo_site() as sites:
        url = sites["veresk"] + "/news/177.html"
        assert httpx.get(url, trust_env=False).status_code == 200
        sites.set_visit(2)
        assert httpx.get(url, trust_env=False).status_code == 404
        assert sites.requests == [Request("veresk", "GET", "/news/177.html", status) for status in (200, 404)]


def test_taken_port_becomes_a_free_one(sites: ServedSites) -> None:
    """A wanted port that is in use is no error."""
    taken = int(sites["tolqun"].rpartition(":")[2])
    with serve_demo_site(ports=(taken, 0, 0)) as others:
        assert others["tolqun"] != sites["tolqun"]


def test_profiles_match_every_release_and_no_other_page(sites: ServedSites) -> None:
    """The release patterns of the profiles fit all release paths, the closed one too, and no listing or feed."""
    patterns = {source.id: source.releases for source in demo_sources(sites)}
    for body, pages in sites.site.pages.items():
        paths = {release.path for release in sites.site.releases if release.source_id == body}
        aliases = {"/en/briefings/2001", "/en/news/1098", "/en/news/52"}
        for target in pages:
            path = target.partition("?")[0]
            matched = any(re.fullmatch(pattern, path) for pattern in patterns[body])
            assert matched == (path in paths or path in aliases), target
