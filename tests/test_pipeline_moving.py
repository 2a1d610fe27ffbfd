"""A site that moved: the same releases under new addresses, and no doubles."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_site import SmallSite, crawl_site, indexed, reading, serve, text
from ratssearch.errors import NotFound, ParameterError
from ratssearch.models import Release
from ratssearch.pipeline import Workspace, forget, move, moves


def releases(workspace: Workspace) -> dict[str, Release]:
    with reading(workspace) as archive:
        return {release.id: release for release in archive.releases()}


def test_a_crawl_of_the_new_site_makes_no_doubles(tmp_path: Path) -> None:
    """Ids and first sights stay; old addresses stay aliases; edits at the new site are editions; what is new is new;
    the old site is left alone."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(5)) as old:
        crawl_site(workspace, old)
        before = releases(workspace)
        with serve(SmallSite(6)) as new:
            done = move(workspace, [old.source()], "small", f"{old.base}/", new.base)
            assert (done.releases, done.addresses, done.taken) == (5, 5, 0)
            new.texts[3] = text(3, people="lighthouse keepers")
            new.unlisted.add(5)
            old.asked.clear()
            report = crawl_site(workspace, new)
            assert report.sources[0].counters.new == 1 and report.sources[0].counters.edited == 1
            after = releases(workspace)
            assert old.asked == []
            assert "/news/5" in new.asked  # known by the move, though no listing names it
    assert len(after) == 6 and before.keys() <= after.keys()
    for identifier, release in before.items():
        path = release.url.removeprefix(old.base)
        assert after[identifier].url == new.base + path
        assert after[identifier].addresses == (release.url, new.base + path)
        assert after[identifier].first_seen == release.first_seen
        assert after[identifier].last_seen > release.last_seen
    assert indexed(workspace).keys() == after.keys()


def test_what_comes_under_an_old_address_later_belongs_to_the_same_release(tmp_path: Path) -> None:
    """Declared before the release was seen at all: whichever address comes first, there is one release."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(2)) as old, serve(SmallSite(3)) as new:
        crawl_site(workspace, old)
        move(workspace, [old.source()], "small", old.base, new.base)
        crawl_site(workspace, new)
        old.size = 3
        crawl_site(workspace, old)
        third = [release for release in releases(workspace).values() if release.url.endswith("/3")]
    (release,) = third
    assert release.addresses == (f"{new.base}/news/3", f"{old.base}/news/3")


def test_what_was_taken_down_stays_down_at_the_new_site(tmp_path: Path) -> None:
    """In either order of taking down and moving."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(3)) as old, serve(SmallSite(3)) as new:
        crawl_site(workspace, old)
        forget(workspace, f"{old.base}/news/1", "asked to")
        move(workspace, [old.source()], "small", old.base, new.base)
        forget(workspace, f"{old.base}/news/2", "asked to")
        crawl_site(workspace, new)
        assert not {"/news/1", "/news/2"} & set(new.asked)
    assert [release.url for release in releases(workspace).values()] == [f"{new.base}/news/3"]


def test_two_releases_are_not_melted_into_one(tmp_path: Path) -> None:
    """A move that is declared after the new site was crawled leaves what was found there alone, and says so."""
    workspace = Workspace(tmp_path / "data")
    others = {1: text(11), 2: text(12)}  # the same texts would be the same releases, move or not
    with serve(SmallSite(2)) as old, serve(SmallSite(2, texts=others)) as new:
        crawl_site(workspace, old)
        crawl_site(workspace, new)
        before = releases(workspace)
        done = move(workspace, [old.source()], "small", old.base, new.base)
        assert (done.releases, done.addresses, done.taken) == (0, 0, 2)
        assert releases(workspace) == before


def test_declaring_it_again_and_back_is_harmless(tmp_path: Path) -> None:
    """A slip of the pen is mended by moving back."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(2)) as old:
        crawl_site(workspace, old)
        before = {identifier: release.url for identifier, release in releases(workspace).items()}
        wrong = "http://127.0.0.1:9"
        for _ in range(2):
            move(workspace, [old.source()], "small", old.base, wrong)
        move(workspace, [old.source()], "small", wrong, old.base)
        assert {identifier: release.url for identifier, release in releases(workspace).items()} == before
        report = crawl_site(workspace, old, everything=True)
        assert report.sources[0].counters.new == 0
    assert [(entry.old, entry.new) for entry in moves(workspace)] == [
        (f"{old.base}/", f"{wrong}/"),
        (f"{wrong}/", f"{old.base}/"),
    ]


def test_wrong_names_and_addresses_are_refused(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "data")
    source = SmallSite(base="https://a.example").source()
    with pytest.raises(NotFound, match="no source"):
        move(workspace, [source], "smal", "https://a.example", "https://b.example")
    for old, new in (("a.example", "https://b.example"), ("https://a.example", "https://a.example/")):
        with pytest.raises(ParameterError):
            move(workspace, [source], "small", old, new)
