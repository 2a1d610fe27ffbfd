"""`source test`: from a URL to a profile that works, keeping nothing."""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline_site import OPTIONS, SmallSite, serve, title
from ratssearch.config import SourceTable
from ratssearch.errors import NotFound
from ratssearch.models import FetchedPage, Outcome, Role, Source
from ratssearch.pipeline import CrawlOptions, Workspace, as_toml, crawl, source_test
from ratssearch.pipeline.shapes import pattern_of, patterns_of, varies
from ratssearch.pipeline.trying import propose
from ratssearch.sources import source_of


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


def test_a_source_shows_what_its_listing_gives(workspace: Workspace) -> None:
    """The first pages of the listing, with words and dates, and the first release as it would be read."""
    with serve(SmallSite(35)) as site:
        report = source_test(workspace, "small", [site.source()], options=OPTIONS)
        read = [path for path in site.asked if path.startswith("/news/")]
    assert len(report.found) == 20
    assert (report.found[0].listing_title, report.found[0].listing_date) == (title(35), "8 March 2010")
    assert report.trial is not None
    assert report.trial.page is not None
    assert report.trial.page.title == title(35)
    assert report.trial.tags.mentions
    assert read == ["/news/35"]
    assert report.exit_code == 0
    assert not workspace.data_dir.exists()


def test_a_release_is_read_with_the_profile_that_covers_it(workspace: Workspace) -> None:
    with serve(SmallSite(3)) as site:
        report = source_test(workspace, f"{site.base}/news/2", [site.source()], options=OPTIONS)
    assert (report.source.id, report.proposed) == ("small", False)
    assert report.trial is not None
    assert report.trial.page is not None
    assert report.trial.page.title == title(2)
    assert [block.rule for block in report.trial.page.removed]


def test_a_listing_is_read_with_the_profile_of_its_host(workspace: Workspace) -> None:
    with serve(SmallSite(12)) as site:
        report = source_test(workspace, f"{site.base}/news", [site.source()], options=OPTIONS)
    assert len(report.found) == 10
    assert report.next_page == f"{site.base}/news?page=2"
    assert report.trial is not None


@pytest.mark.parametrize("path", ["/news", "/news/5"])
def test_an_unknown_site_gets_a_profile_that_crawls(workspace: Workspace, path: str) -> None:
    """From a listing or from one release: what is proposed passes the check of profiles and brings all releases."""
    with serve(SmallSite(12)) as site:
        report = source_test(workspace, site.base + path, [], options=OPTIONS, allow_private=True)
        assert report.proposed
        (table,) = tomllib.loads(as_toml(report.source))["source"]
        source = source_of(SourceTable(table | {"delay": 0.0, "id": "proposed"}, "the test"))
        assert source.releases == (r"/news/\d+",)
        assert source.listings == (f"{site.base}/news",)
        assert source.languages == ("en",)
        assert crawl(workspace, [source], options=OPTIONS).sources[0].counters.new == 12


def test_a_private_address_is_refused_unless_allowed(workspace: Workspace) -> None:
    """The refusal is an outcome that is shown, not a traceback."""
    with serve(SmallSite(2)) as site:
        report = source_test(workspace, f"{site.base}/news", [], options=OPTIONS)
    assert report.exit_code == 1
    assert [page.outcome for page in report.fetches] == [Outcome.FORBIDDEN_ADDRESS]
    assert site.asked == []


def test_a_page_that_fails_shows_how(workspace: Workspace) -> None:
    with serve(SmallSite(2)) as site:
        missing = source_test(workspace, f"{site.base}/news/9", [site.source()], options=OPTIONS)
        site.answers["/news/1"] = 200, b"<html></html>"
        empty = source_test(workspace, f"{site.base}/news/1", [site.source()], options=OPTIONS)
    assert missing.trial is not None
    assert (missing.trial.refusal, missing.exit_code) == ("missing", 1)
    assert empty.trial is not None
    assert empty.trial.refusal
    assert empty.exit_code == 1


@pytest.mark.parametrize("what", ["smal", "ftp://body.example/", "javascript:alert(1)", ""])
def test_what_is_neither_source_nor_address_is_refused(workspace: Workspace, what: str) -> None:
    with pytest.raises(NotFound):
        source_test(workspace, what, [SmallSite(base="http://body.example").source()], options=CrawlOptions())


@pytest.mark.parametrize(
    ("url", "pattern"),
    [
        ("https://body.example/en/news/7549", r"/en/news/\d+"),
        ("https://body.example/en/news/7549/", r"/en/news/\d+/"),
        ("https://body.example/press/2020/02/21/a-meeting-took-place", r"/press/\d+/\d+/\d+/[^/]+"),
        ("https://body.example/news/177.html", r"/news/\d+\.html"),
        ("https://body.example/news/a-meeting-took-place.html", r"/news/[^/]+\.html"),
        ("https://body.example/press-releases/about", r"/press-releases/about"),
        ("https://body.example/node/12-title", r"/node/\d+-title"),
    ],
)
def test_the_shape_of_an_address(url: str, pattern: str) -> None:
    assert pattern_of(url) == pattern
    assert varies(pattern) == (pattern != r"/press-releases/about")


@pytest.mark.parametrize(
    ("paths", "patterns"),
    [
        (["/news/2020/flood-relief-is-counted", "/news/2021/vote"], (r"/news/\d+/[^/]+",)),
        (["/a/1.html", "/a/2.html", "/a/1.pdf", "/a/2.pdf"], (r"/a/\d+\.html",)),
        (["/docs/x-1.PDF", "/docs/y.PDF", "/docs/z2.PDF"], (r"/docs/[^/]+\.PDF",)),
        (["/docs/x.pdf", "/docs/y.htm"], (r"/docs/[^/]+\.(?:htm|pdf)",)),
        (["/view"], ("/view",)),
        (["/en/7", "/en/8", "/en/sub/9", "/en/sub/10", "/odd/a/b/c"], (r"/en/\d+", r"/en/sub/\d+")),
        ([f"/p/{kind}/{number}" for kind in ("pub", "unpub") for number in range(4)], (r"/p/(?:pub|unpub)/\d+",)),
        ([f"/p/index{number}{chr(97 + number)}.html" for number in range(9)], (r"/p/index[^/]+\.html",)),
        ([], ()),
    ],
)
def test_the_shapes_of_a_list(paths: list[str], patterns: tuple[str, ...]) -> None:
    """What is alike stays, what differs is left open; a paper beside its page is none of its own."""
    assert patterns_of([f"https://body.example{path}" for path in paths]) == patterns


def test_the_likeliest_list_is_taken_for_releases() -> None:
    """Not the menu, however long, and not the numbers of pages; a page of menus alone has no list of releases."""
    source = Source("body", "body", "Body", "https://body.example/")
    menu = "".join(
        f'<li><a href="/{name}">{name.title()}</a></li>' for name in ("about", "contact", "structure", "staff") * 5
    )
    pages = "".join(f'<a href="/page/{number}">{number}</a> ' for number in range(2, 40))
    rows = "".join(
        f"<tr><td>{number} May 2024</td><td>A made-up matter of number {number}</td>"
        f'<td><a href="/f?id={number}">PDF</a></td></tr>'
        for number in range(1, 6)
    )

    def proposed(body: str) -> tuple[str, ...]:
        page = FetchedPage(
            "https://body.example/list", Role.LISTING, Outcome.FETCHED, datetime.now(UTC), body=body.encode()
        )
        return propose(page, source)

    assert proposed(f"<nav><ul>{menu}</ul></nav><table>{rows}</table><p>{pages}</p>") == ("/f",)
    assert proposed(f"<ul>{menu}</ul><p>{pages}</p>") == ()


def test_entries_that_each_have_a_class_of_their_own_are_a_list() -> None:
    """Their subjects are written into their classes; the archive of each one's day is no release."""
    entries = "".join(
        f'<div class="post tag-{chr(97 + n)}"><div class="head"><a href="/2018/06/{n + 10}/">{n + 10} June 2018</a>'
        f'<h3 class="t"><a href="/2018/06/{n + 10}/what-the-council-said-{n}/">What the council said, {n}</a></h3>'
        "</div></div>"
        for n in range(8)
    )
    months = "".join(f'<li><a href="/2017/{n:02}/">Month {n} of 2017</a></li>' for n in range(1, 13))
    url = "http://small.example/news/"
    page = FetchedPage(
        url, Role.LISTING, Outcome.FETCHED, datetime.now(UTC), body=f"{entries}<ul>{months}</ul>".encode()
    )
    assert propose(page, Source("s", "s", "S", url)) == (r"/\d+/\d+/\d+/[^/]+/",)
