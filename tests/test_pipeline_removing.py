"""Taking a release down: gone from archive and index, and never fetched again."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_site import SmallSite, content, crawl_site, indexed, reading, serve
from ratssearch.errors import NotFound, ParameterError
from ratssearch.pipeline import Stage, Workspace, forget, forgotten, reindex


def test_it_is_gone_and_stays_gone(tmp_path: Path) -> None:
    """The listing still names it; no later crawl asks for it, and no reindex brings it back."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(4)) as site:
        crawl_site(workspace, site)
        url = f"{site.base}/news/2"
        with reading(workspace) as archive:
            (identifier,) = archive.find_releases(url)
        forget(workspace, identifier, "a court order")
        assert identifier not in indexed(workspace)
        site.asked.clear()
        report = crawl_site(workspace, site, everything=True)
        assert "/news/2" not in site.asked
        assert report.exit_code == 0
        reindex(workspace, [site.source()], stage=Stage.EXTRACT)
    assert url not in content(workspace)
    assert len(indexed(workspace)) == 3


def test_it_is_named_by_its_address_and_listed(tmp_path: Path) -> None:
    """Any address of it will do; the list says when and why; doing it again changes nothing, with the first reason."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(3)) as site:
        crawl_site(workspace, site)
        url = f"{site.base}/news/2"
        entry = forget(workspace, f"{url}?utm_source=mail#top", " a court order ")
        assert (entry.addresses, entry.reason, entry.source_id) == ((url,), "a court order", "small")
        assert forget(workspace, url, "another reason") == entry == forget(workspace, entry.release_id, "a third")
    assert forgotten(workspace) == (entry,)
    with pytest.raises(NotFound, match="No release was seen"):
        forget(workspace, "https://elsewhere.example/news/2", "a reason")


def test_the_index_is_told_although_the_process_was_killed(tmp_path: Path) -> None:
    """Killed after the archive and before the index: the next command that writes takes it out of the index."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(3)) as site:
        crawl_site(workspace, site)
        with workspace.writing("test") as archive:
            (identifier,) = archive.find_releases(f"{site.base}/news/2")
            archive.forget(identifier, "asked to")
        assert identifier in indexed(workspace)
        crawl_site(workspace, site)
    assert identifier not in indexed(workspace)


def test_an_unknown_release_and_an_empty_reason_are_refused(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "data")
    with pytest.raises(NotFound):
        forget(workspace, "small-aaaaaaaaaaaa", "a reason")
    with pytest.raises(ParameterError, match="reason"):
        forget(workspace, "small-aaaaaaaaaaaa", " ")
