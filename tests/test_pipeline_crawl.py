"""A crawl from end to end, on a real server: fetched, kept, read, tagged, indexed; and the crawl after it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline_site import (
    OPTIONS,
    SmallSite,
    content,
    crawl_site,
    found_by,
    indexed,
    only,
    reading,
    serve,
    text,
    title,
)
from ratssearch.archive import OutcomeCount, RunState, writer_lock
from ratssearch.errors import ArchiveError, ProfileError
from ratssearch.models import MentionKind, Outcome, Role, Selectors
from ratssearch.pipeline import CrawlOptions, Progress, Step, Workspace, crawl, discover


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


def test_every_listed_release_is_kept_read_tagged_and_indexed(workspace: Workspace) -> None:
    """Twelve listed on two pages: twelve releases with title, text, date and tags, found by their words."""
    with serve(SmallSite(12)) as site:
        report = crawl_site(workspace, site)
    (small,) = report.sources
    assert (report.exit_code, small.state, small.problem) == (0, RunState.DONE, "")
    assert (small.counters.found, small.counters.new, small.counters.failed) == (12, 12, 0)
    assert report.indexed == 12
    with reading(workspace) as archive:
        releases = {release.url: release for release in archive.releases()}
        runs = archive.runs("small")
    assert len(releases) == 12
    one = releases[f"{site.base}/news/7"]
    assert one.page.title == title(7)
    assert one.page.body.startswith("A working meeting number 7")
    assert one.page.published is not None
    assert str(one.page.published.first) == "2007-03-08"
    assert set(one.tags.values(MentionKind.COUNTRY)) >= {"KZ", "UZ"}
    assert set(indexed(workspace)) == {release.id for release in releases.values()}
    assert found_by(workspace, '"work of group 7"') == {one.id}
    assert runs[0].counters == small.counters


def test_a_second_crawl_of_an_unchanged_site_brings_no_body_twice(workspace: Workspace) -> None:
    """All are asked for with their validators, counted as unchanged, and the index has nothing to do."""
    with serve(SmallSite(12)) as site:
        crawl_site(workspace, site)
        site.sent.clear()
        report = crawl_site(workspace, site, everything=True)
    (small,) = report.sources
    assert (small.counters.found, small.counters.new, small.counters.unchanged) == (12, 0, 12)
    assert not [path for path, number in site.sent.items() if path.startswith("/news") and number]
    assert report.indexed == 0
    assert OutcomeCount(Role.RELEASE, "unchanged", 12) in small.outcomes


def test_a_changed_template_is_no_edit(workspace: Workspace) -> None:
    """Every page has other bytes, no release has another edition."""
    with serve(SmallSite(5)) as site:
        crawl_site(workspace, site)
        before = content(workspace)
        site.footer = "Made up for a test, 2027"
        report = crawl_site(workspace, site)
    assert report.sources[0].counters.unchanged == 5
    assert content(workspace) == before


def test_an_edit_is_an_edition_and_replaces_the_words_in_the_index(workspace: Workspace) -> None:
    with serve(SmallSite(3)) as site:
        crawl_site(workspace, site)
        site.texts[2] = text(2, people="forty lighthouse keepers")
        report = crawl_site(workspace, site)
        edited = f"{site.base}/news/2"
    assert (report.sources[0].counters.edited, report.sources[0].counters.unchanged, report.indexed) == (1, 2, 1)
    assert content(workspace)[edited][2] == 2
    with reading(workspace) as archive:
        (identifier,) = archive.find_releases(edited)
        first, second = archive.editions(identifier)
    assert "lighthouse" not in first.page.body
    assert "lighthouse" in second.page.body
    assert found_by(workspace, "lighthouse") == {identifier}
    assert identifier not in found_by(workspace, '"22 analysts"')


def test_a_page_that_vanished_keeps_its_release(workspace: Workspace) -> None:
    """It says since when it is absent, stays in the index, and the crawl is no failure."""
    with serve(SmallSite(3)) as site:
        crawl_site(workspace, site)
        site.answers["/news/2"] = 410, b"gone"
        report = crawl_site(workspace, site)
        gone = f"{site.base}/news/2"
    assert report.exit_code == 0
    assert OutcomeCount(Role.RELEASE, "gone", 1) in report.sources[0].outcomes
    with reading(workspace) as archive:
        (identifier,) = archive.find_releases(gone)
        release = archive.get_release(identifier)
    assert release is not None
    assert release.absent_since is not None
    assert release.failed_looks == 1
    assert len(indexed(workspace)) == 3


def test_a_release_off_the_listing_is_looked_at_when_everything_is(workspace: Workspace) -> None:
    with serve(SmallSite(3)) as site:
        crawl_site(workspace, site)
        site.unlisted.add(1)
        site.answers["/news/1"] = 404, b"gone"
        crawl_site(workspace, site)
        assert site.asked.count("/news/1") == 1
        crawl_site(workspace, site, everything=True)
        assert site.asked.count("/news/1") == 2


def test_a_page_without_a_release_is_a_named_outcome(workspace: Workspace) -> None:
    """Garbage bytes and an empty page are counted by the extractor's words; the other releases are in."""
    with serve(SmallSite(4)) as site:
        site.answers["/news/2"] = 200, b"<html><body></body></html>"
        site.answers["/news/3"] = 200, bytes(range(256)) * 40
        report = crawl_site(workspace, site)
    assert report.sources[0].counters.new == 2
    names = {entry.name for entry in report.sources[0].outcomes if entry.role is Role.RELEASE}
    assert len(names - {"fetched"}) == 2
    with reading(workspace) as archive:
        assert {entry.url.rsplit("/", 1)[-1] for entry in archive.failing("small")} == {"2", "3"}


def test_a_page_that_is_too_large_is_a_named_outcome(workspace: Workspace) -> None:
    with serve(SmallSite(2)) as site:
        site.answers["/news/2"] = 200, b"<p>" + b"made up " * 2_500_000
        report = crawl_site(workspace, site)
    assert OutcomeCount(Role.RELEASE, Outcome.TOO_LARGE, 1) in report.sources[0].outcomes
    assert report.sources[0].counters.new == 1


def test_a_site_that_fails_makes_the_crawl_partial(workspace: Workspace) -> None:
    """What can be had is kept, the rest is tried again by the next crawl."""
    with serve(SmallSite(3)) as site:
        site.answers["/news/2"] = 500, b"error"
        assert crawl_site(workspace, site, options=CrawlOptions(attempts=1)).exit_code == 3
        del site.answers["/news/2"]
        report = crawl_site(workspace, site)
    assert (report.exit_code, report.sources[0].counters.new) == (0, 1)
    assert len(content(workspace)) == 3


def test_an_unreachable_site_is_said_so(workspace: Workspace) -> None:
    """Nobody listens at the port: exit code 3 and a reason, for this source alone."""
    with serve(SmallSite(2)) as gone, serve(SmallSite(2)) as site:
        source = gone.source(id="gone")
        other = site.source()
    with serve(SmallSite(2)) as site:
        report = crawl(workspace, [source, site.source()], options=CrawlOptions(attempts=1, timeout=2))
    assert other.id == "small"
    assert report.exit_code == 3
    first, second = report.sources
    assert first.partial
    assert {entry.name for entry in first.outcomes} == {"unreachable"}
    assert (second.counters.new, second.partial) == (2, False)


def test_a_listing_that_names_no_release_is_a_failure(workspace: Workspace) -> None:
    """Zero releases from a site that answers well looks like success and is none."""
    with serve(SmallSite(3)) as site:
        report = crawl_site(workspace, site, source=site.source(releases=(r"/press/\d+",)))
    assert report.exit_code == 3
    assert "No release was found" in report.sources[0].problem
    assert [notice.rule for notice in report.sources[0].notices] == ["listing:no-release-links"]


def test_a_wrong_selector_loses_nothing(workspace: Workspace) -> None:
    """The profile's mistake is named; once it is mended the kept pages are read without being fetched again."""
    with serve(SmallSite(3)) as site:
        wrong = site.source(selectors=Selectors(body="div[["))
        report = crawl_site(workspace, site, source=wrong)
        assert report.exit_code == 3
        assert "small" in report.sources[0].problem
        assert report.sources[0].state is RunState.FAILED
        fetched = [path for path in site.asked if path.startswith("/news/")]
        mended = crawl_site(workspace, site)
    assert mended.caught_up == len(fetched) >= 1
    assert len(content(workspace)) == 3


def test_a_limit_is_kept_and_the_rest_waits(workspace: Workspace) -> None:
    """The next crawl takes up what the limit left."""
    with serve(SmallSite(6)) as site:
        report = crawl_site(workspace, site, options=CrawlOptions(max_fetches=3))
        assert report.sources[0].state is RunState.LIMITED
        with reading(workspace) as archive:
            waiting = archive.pending("small")
        assert len(waiting) == 6 - len(content(workspace)) > 0
        crawl_site(workspace, site)
    assert len(content(workspace)) == 6


def test_a_crawl_that_is_asked_to_stop_keeps_what_it_has(workspace: Workspace) -> None:
    """The page in hand is finished, archive and index agree, and the next crawl goes on from there."""
    seen: list[Progress] = []
    with serve(SmallSite(12)) as site:
        report = crawl_site(workspace, site, listener=seen.append, stop=lambda: len(seen) >= 6)
        assert report.stopped
        assert (report.exit_code, report.sources[0].state) == (3, RunState.STOPPED)
        kept = content(workspace)
        assert 0 < len(kept) < 12
        assert len(indexed(workspace)) == len(kept)
        crawl_site(workspace, site)
    assert len(content(workspace)) == len(indexed(workspace)) == 12


def test_progress_is_told(workspace: Workspace) -> None:
    seen: list[Progress] = []
    with serve(SmallSite(3)) as site:
        crawl_site(workspace, site, listener=seen.append)
    assert {progress.step for progress in seen} == {Step.FETCH, Step.RELATE, Step.INDEX}
    assert all(progress.source_id == "small" for progress in seen if progress.step is Step.FETCH)


def test_two_crawls_at_once_are_one(workspace: Workspace) -> None:
    """The second is told who holds the lock, and fetches nothing."""
    with (
        serve(SmallSite(3)) as site,
        writer_lock(workspace.lock, "crawl"),
        pytest.raises(ArchiveError, match="is being written by process"),
    ):
        crawl_site(workspace, site)
    assert site.asked == []


def test_a_dry_run_fetches_no_release_and_keeps_nothing(workspace: Workspace) -> None:
    """It names what a crawl would fetch and why; after a crawl, only what the site shows in front."""
    with serve(SmallSite(12)) as site:
        (before,) = discover(workspace, [site.source()], options=OPTIONS)
        assert (len(before.found), before.new, before.known) == (12, 12, 0)
        assert set(before.reasons) == {"never fetched"}
        assert not workspace.archive.exists()
        assert not [path for path in site.asked if path.startswith("/news/")]
        crawl_site(workspace, site)
        (after,) = discover(workspace, [site.source()], options=OPTIONS)
        (every,) = discover(workspace, [site.source()], options=OPTIONS, everything=True)
    assert (len(after.found), after.new, after.known) == (10, 0, 2)
    assert set(after.reasons) == {"shown in front"}
    assert (len(every.found), every.known) == (12, 0)
    assert before.found[0].listing_title == title(12)


def test_an_index_that_is_lost_is_built_anew(workspace: Workspace) -> None:
    """Deleted, or of another archive: the next crawl notices."""
    with serve(SmallSite(4)) as site:
        crawl_site(workspace, site)
        for file in workspace.index.iterdir():
            file.unlink()
        report = crawl_site(workspace, site)
        assert report.indexed == 4
        assert len(indexed(workspace)) == 4


def test_a_newer_extractor_is_no_edit(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """A release that an older version read is read anew before it is compared with what the site shows now."""
    with serve(SmallSite(1)) as site:
        crawl_site(workspace, site)
        with reading(workspace) as archive:
            identifier = next(archive.release_ids())
        with Workspace(workspace.data_dir).writing("test") as archive, archive._database.write() as connection:
            connection.execute(
                "UPDATE edition SET extractor = '0', content_hash = 'old',"
                " page = replace(page, 'A working meeting', 'Menu Home News A working meeting')"
            )
        site.footer = "Made up for a test, 2027"
        report = crawl_site(workspace, site)
    assert report.sources[0].counters.edited == 0
    release = only(workspace)
    assert (release.id, release.edition_count) == (identifier, 1)
    assert release.page.body.startswith("A working meeting")


def test_an_unknown_profile_error_names_the_source(workspace: Workspace) -> None:
    """The extractor's complaint of a selector is a ProfileError that names source and key."""
    with serve(SmallSite(1)) as site, pytest.raises(ProfileError, match="small"):
        from ratssearch.pipeline import source_test

        wrong = site.source(selectors=Selectors(body="div[["))
        source_test(workspace, f"{site.base}/news/1", [wrong], options=OPTIONS)
