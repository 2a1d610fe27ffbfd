"""What counts as an edit, crawled from a real server: other words and other facts do, another template does not."""

from __future__ import annotations

from pathlib import Path

from pipeline_site import SmallSite, crawl_site, date, reading, serve, text
from ratssearch.archive import EditKind
from ratssearch.pipeline import Workspace


def listed(workspace: Workspace) -> list[tuple[str, EditKind, int, int]]:
    """(path's number, kind, edition, the one before), latest first."""
    with reading(workspace) as archive:
        urls = {release.id: release.url.rsplit("/", 1)[1] for release in archive.releases()}
        events = archive.edits()
        assert archive.count_edits() == len(events)
        assert sorted((event.at for event in events), reverse=True) == [event.at for event in events]
        return [(urls[event.release_id], event.kind, event.number, event.before) for event in events]


def test_a_new_template_is_no_edit(tmp_path: Path) -> None:
    """Every byte around the text changes on every page, and nothing is listed."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(8)) as site:
        crawl_site(workspace, site)
        site.footer = "A new design, <a href=/about>about us</a>, <a href=/contact>write to us</a>"
        for number in range(1, 9):
            old = site.release(number)
            site.answers[f"/news/{number}"] = 200, old.replace("<main>", "<div class=page id=x><main>").encode()
        report = crawl_site(workspace, site, everything=True)
    assert report.sources[0].counters.unchanged == 8 and report.sources[0].counters.edited == 0
    assert listed(workspace) == []


def test_words_facts_and_vanishing_are_told_apart(tmp_path: Path) -> None:
    """Each under its kind; a page that comes back is not listed as vanished any more, its edits stay."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(4)) as site:
        crawl_site(workspace, site)
        site.texts[1] = text(1, people="lighthouse keepers")
        dated = site.release(2).replace(date(2), "9 November 2023")
        site.answers["/news/2"] = 200, dated.encode()
        site.unlisted.add(2)
        site.answers["/news/3"] = 404, b"gone"
        crawl_site(workspace, site, everything=True)
        seen = set(listed(workspace))
        assert seen == {
            ("1", EditKind.TEXT, 2, 1),
            ("2", EditKind.METADATA, 2, 1),
            ("3", EditKind.VANISHED, 1, 0),
        }
        with reading(workspace) as archive:
            assert [event.kind for event in archive.edits(kinds=["vanished"])] == [EditKind.VANISHED]
            assert archive.edits(sources=["another"]) == () and len(archive.edits(offset=1, limit=1)) == 1
        del site.answers["/news/3"]
        crawl_site(workspace, site, everything=True)
    assert set(listed(workspace)) == seen - {("3", EditKind.VANISHED, 1, 0)}


def test_a_wording_that_comes_back_makes_no_third_edition(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(1)) as site:
        for people in ("", "lighthouse keepers", ""):
            site.texts[1] = text(1, people)
            crawl_site(workspace, site, everything=True)
    assert listed(workspace) == [("1", EditKind.TEXT, 2, 1)]
