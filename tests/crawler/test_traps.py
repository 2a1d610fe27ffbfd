"""Rules with names that bound endless sites."""

from __future__ import annotations

import pytest

from ratssearch.crawler.traps import WalkTraps, may_be_page, trap


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/news/1", ""),
        ("/a/b/a/b/c", ""),
        ("/en/en/news", ""),
        ("/a/a/a/", "trap:repeated-path"),
        ("/x/a/b/a/b/a/b/y", "trap:repeated-path"),
        ("/" + "/".join(map(str, range(20))), "trap:deep-path"),
        ("/?" + "&".join(f"p{n}=1" for n in range(12)), "trap:many-parameters"),
        ("/?a=1&b=2", ""),
    ],
)
def test_any_link(path: str, rule: str) -> None:
    """Rules that hold for every link."""
    assert trap("https://example.org" + path) == rule


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/press/archive", ""),
        ("/press?id=7", ""),
        ("/calendar/2024/05", "trap:calendar"),
        ("/events/2024-05-01", "trap:calendar"),
        ("/press?month=5", "trap:calendar"),
        ("/press?replytocom=9", "trap:action"),
        ("/press?sort=asc", "trap:action"),
        ("/press?filter[topic]=1", "trap:action"),
        ("/press?a=1&b=2&c=3", "trap:facets"),
        ("/a/a/a", "trap:repeated-path"),
    ],
)
def test_a_walk_is_stricter(path: str, rule: str) -> None:
    """Where every link is followed, calendars, actions and facets are left out too."""
    assert WalkTraps().trap("https://example.org" + path) == rule


def test_query_variants_are_counted() -> None:
    """Twenty query strings of one path are followed, and not one more; other paths are not concerned."""
    traps = WalkTraps()
    answers = [traps.trap(f"https://example.org/topics?id={number}") for number in range(25)]
    assert answers == [""] * 20 + ["trap:query-variants"] * 5
    assert traps.trap("https://example.org/people?id=1") == ""


@pytest.mark.parametrize(
    ("path", "page"),
    [("/a", True), ("/a.html", True), ("/a.php?x=1", True), ("/v1.2/a", True), ("/a.pdf", False), ("/a.JPG", False),
     ("/a.tar.gz", False), ("/mr.president", True)],
)  # fmt: skip
def test_files_are_not_walked(path: str, page: bool) -> None:
    """A walk does not try pictures and papers."""
    assert may_be_page("https://example.org" + path) is page
