"""Which addresses belong to a source."""

from __future__ import annotations

import pytest

from ratssearch.models import Source
from ratssearch.urls import Scope


def _scope(base_url: str = "https://example.org/", **more: tuple[str, ...]) -> Scope:
    return Scope.of(Source("s", "s", "S", base_url, releases=(r"/news/\d+/?", r"/пресса/[^/]+"), **more))


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/news/1",
        "http://example.org/news/1",
        "https://example.org/news/1/",
        "https://example.org/news/1?lang=en",
        "https://example.org/%D0%BF%D1%80%D0%B5%D1%81%D1%81%D0%B0/a",
    ],
)
def test_releases(url: str) -> None:
    """A release matches a pattern with its whole path, as escaped or as read, on the source's host."""
    assert _scope().is_release(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/news/1",
        "https://example.org.evil.test/news/1",
        "https://example.org:8443/news/1",
        "https://example.org/news/1/print",
        "https://example.org/old/news/1",
        "https://example.org/news/",
        "https://example.org/x?p=/news/1",
        "",
    ],
)
def test_no_releases(url: str) -> None:
    """Other hosts and ports, and paths that only contain a match, are no releases."""
    assert not _scope().is_release(url)


def test_an_unusual_port_is_a_site_of_its_own() -> None:
    """A base_url with a port includes that port alone."""
    scope = _scope("http://127.0.0.1:8123/")
    assert scope.is_release("http://127.0.0.1:8123/news/1")
    assert not scope.is_release("http://127.0.0.1/news/1")
    assert not scope.is_release("http://127.0.0.1:8124/news/1")


def test_hosts_that_the_profile_names_may_be_asked() -> None:
    """A feed on another host is fetched because the profile says so, but releases stay on base_url's host."""
    scope = _scope(feeds=("https://feeds.example.net/rss",))
    assert scope.fetchable("https://feeds.example.net/rss")
    assert not scope.is_release("https://feeds.example.net/news/1")
    assert not scope.fetchable("https://other.example.net/")


@pytest.mark.parametrize(
    ("base_url", "link", "expected"),
    [
        ("https://example.org/", "http://example.org/news/1", "https://example.org/news/1"),
        ("http://example.org/", "https://example.org/news/1", "http://example.org/news/1"),
        ("https://example.org/", "https://example.org/news/1", "https://example.org/news/1"),
        ("https://example.org/", "http://other.org/news/1", "http://other.org/news/1"),
        ("http://127.0.0.1:81/", "https://127.0.0.1:81/news/1", "https://127.0.0.1:81/news/1"),
        ("https://example.org/", "", ""),
    ],
)
def test_http_and_https_are_one_site(base_url: str, link: str, expected: str) -> None:
    """Links at home take base_url's scheme, so that one release is not met twice; other hosts' links stay."""
    assert _scope(base_url).spelled(link) == expected
