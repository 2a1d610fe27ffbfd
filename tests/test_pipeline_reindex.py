"""Reindex: derived data made again from the archive, without the network, by stages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline_site import SmallSite, content, crawl_site, found_by, indexed, reading, serve, text
from ratssearch.archive import open_archive
from ratssearch.index import open_engine
from ratssearch.index.whoosh.engine import WhooshEngine
from ratssearch.models import MentionKind, Selectors, Source
from ratssearch.pipeline import Progress, Stage, Step, Workspace, crawl, indexing, reindex

GAZETTEER = """
[organisation.lighthouse-keepers]
name = "Guild of Lighthouse Keepers"
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


@pytest.fixture
def source(workspace: Workspace) -> Source:
    """Five releases, one of them in two editions, were crawled; the site is gone now."""
    with serve(SmallSite(5)) as site:
        crawl_site(workspace, site)
        site.texts[2] = text(2, people="the Guild of Lighthouse Keepers")
        crawl_site(workspace, site)
        return site.source()


@pytest.mark.parametrize("stage", [Stage.EXTRACT, Stage.ENRICH])
def test_a_source_that_is_not_named_keeps_its_profile(workspace: Workspace, stage: Stage) -> None:
    """Its pages are read by that of its last crawl: selectors, time zone, country."""
    with serve(SmallSite(3)) as site:
        first = replace(site.source(), selectors=Selectors(title="nav"), timezone="Asia/Tashkent", country="UZ")
        crawl(workspace, [replace(first, timezone="UTC")], everything=True)
        crawl(workspace, [first], everything=True)
    reindex(workspace, [first], stage=Stage.EXTRACT)
    before = content(workspace)
    report = reindex(workspace, [], stage=stage)
    assert (report.releases, report.changed) == (3, 0)
    assert content(workspace) == before
    with open_archive(workspace.archive, read_only=True) as archive:
        assert archive.profiles() == (first,)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_same_program_makes_the_same_data(workspace: Workspace, source: Source, stage: Stage) -> None:
    """No release comes out differently, and a whole new index is in place."""
    before, titles = content(workspace), indexed(workspace)
    generation = _generation(workspace)
    report = reindex(workspace, [source], stage=stage)
    assert (report.releases, report.changed, report.indexed, report.samples) == (5, 0, 5, ())
    assert content(workspace) == before
    assert indexed(workspace) == titles
    assert report.generation == _generation(workspace) != generation


def test_many_releases_are_indexed_by_two_processes(
    workspace: Workspace, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the same result."""
    asked: list[int] = []
    rebuild = WhooshEngine.rebuild
    monkeypatch.setattr(indexing, "MANY", 5)
    monkeypatch.setattr(indexing.os, "cpu_count", lambda: 2)
    monkeypatch.setattr(
        WhooshEngine,
        "rebuild",
        lambda engine, releases, *, processes: (
            asked.append(processes) or rebuild(engine, releases, processes=processes)
        ),
    )
    titles = indexed(workspace)
    assert reindex(workspace, [source], stage=Stage.INDEX).indexed == 5
    assert indexed(workspace) == titles
    assert asked == [2]


def test_a_better_profile_reads_kept_pages_anew(workspace: Workspace, source: Source) -> None:
    """What changed is counted by field, with samples of before and after; the index holds the new texts."""
    better = replace(source, selectors=Selectors(title="nav"))
    report = reindex(workspace, [better], stage=Stage.EXTRACT)
    assert (report.changed, report.fields["title"]) == (5, 5)
    sample = next(sample for sample in report.samples if sample.field == "title")
    assert sample.before.startswith("Meeting")
    assert sample.after.startswith("Home")
    assert set(indexed(workspace).values()) == {"Home News"}
    assert sorted(editions for _, _, editions in content(workspace).values()) == [1, 1, 1, 1, 2]


def test_a_longer_gazetteer_finds_more_in_kept_texts(workspace: Workspace, source: Source, tmp_path: Path) -> None:
    """Tags are made again without extraction."""
    own = tmp_path / "gazetteer.toml"
    own.write_text(GAZETTEER, "utf-8")
    report = reindex(replace(workspace, gazetteer_file=own), [source], stage=Stage.ENRICH)
    assert report.fields == {"organisations": 1, "unlisted": 1}  # it was found without a list before
    with reading(workspace) as archive:
        tagged = [
            release.url
            for release in archive.releases()
            if "lighthouse-keepers" in release.tags.values(MentionKind.ORGANISATION)
        ]
    assert [url.rsplit("/", 1)[-1] for url in tagged] == ["2"]
    assert found_by(workspace, "organisation:lighthouse-keepers")


def test_a_lost_index_is_built_from_the_archive(workspace: Workspace, source: Source) -> None:
    titles = indexed(workspace)
    for file in workspace.index.iterdir():
        file.unlink()
    assert reindex(workspace, [source]).indexed == 5
    assert indexed(workspace) == titles


def test_pages_that_gave_nothing_are_tried_again(workspace: Workspace) -> None:
    """A page whose text stands where no text should becomes a release once the profile names the place."""
    with serve(SmallSite(2)) as site:
        site.answers["/news/2"] = 200, b"<html><body><form id=text><label>Words in a form.</label></form></body></html>"
        crawl_site(workspace, site)
        source = site.source()
    assert len(content(workspace)) == 1
    report = reindex(workspace, [replace(source, selectors=Selectors(body="#text"))], stage=Stage.EXTRACT)
    assert (report.recovered, report.releases) == (1, 2)
    assert found_by(workspace, '"words in a form"')


def test_a_dropped_source_can_still_be_read(workspace: Workspace, source: Source) -> None:
    """Releases of a source without a profile stay, read by the general rules."""
    before = content(workspace)
    report = reindex(workspace, [], stage=Stage.EXTRACT)
    assert (report.releases, report.withdrawn) == (5, 0)
    assert content(workspace).keys() == before.keys()


def test_progress_is_told(workspace: Workspace, source: Source) -> None:
    seen: list[Progress] = []
    reindex(workspace, [source], stage=Stage.EXTRACT, listener=seen.append)
    assert [(p.done, p.total) for p in seen if p.step is Step.EXTRACT] == [(n, 5) for n in range(1, 6)]
    assert [p.done for p in seen if p.step is Step.INDEX][-1] == 5


def test_an_empty_archive_gives_an_empty_index(workspace: Workspace) -> None:
    report = reindex(workspace, [])
    assert (report.releases, report.indexed) == (0, 0)
    assert indexed(workspace) == {}


def _generation(workspace: Workspace) -> str:
    engine = open_engine(workspace.index)
    try:
        return engine.generation
    finally:
        engine.close()
