"""Runs and their counters: everything that happened is counted, by name, and survives a kill."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from ratssearch.archive import Archive, Counters, OutcomeCount, RunState
from ratssearch.models import FetchedPage, Outcome, Role

from .samples import SITE, ended, fetched, found, moment, page, tags


def crawl(archive: Archive) -> int:
    """A run with one of each: new, no release, missing, and no robots.txt."""
    run = archive.start_run("made_up")
    archive.keep_fetch("made_up", FetchedPage(f"{SITE}/robots.txt", Role.ROBOTS, Outcome.MISSING, moment(0)), run=run)
    links = [found(1), found(2), found(3)]
    archive.keep_fetch("made_up", fetched(f"{SITE}/news", b"list", role=Role.LISTING), run=run, found=links)
    kept = archive.keep_fetch("made_up", fetched(f"{SITE}/news/1"), run=run)
    archive.keep_edition(kept.key, page(), tags())
    kept = archive.keep_fetch("made_up", fetched(f"{SITE}/news/2", b"empty"), run=run)
    archive.refuse_page(kept.key, "no_body", "No text.")
    archive.keep_fetch("made_up", ended(f"{SITE}/news/3", Outcome.MISSING, status=404), run=run)
    return run


def test_counters_come_from_the_log(archive: Archive) -> None:
    """While the run is on, and the same once it has ended."""
    run = crawl(archive)
    expected = Counters(found=3, new=1, edited=0, unchanged=0, failed=2, fetches=5)
    assert archive.counters(run) == archive.runs("made_up")[0].counters == expected
    archive.end_run(run, RunState.DONE)
    ended_run = archive.runs("made_up")[0]
    assert (ended_run.state, ended_run.counters) == (RunState.DONE, expected)


def test_every_end_is_counted_by_name(archive: Archive) -> None:
    """A page that holds no release is counted by the extractor's word for it."""
    run = crawl(archive)
    assert set(archive.outcomes(run)) == {
        OutcomeCount(Role.ROBOTS, "missing", 1),
        OutcomeCount(Role.LISTING, "fetched", 1),
        OutcomeCount(Role.RELEASE, "fetched", 1),
        OutcomeCount(Role.RELEASE, "no_body", 1),
        OutcomeCount(Role.RELEASE, "missing", 1),
    }


def test_a_second_run_counts_unchanged_pages(archive: Archive) -> None:
    crawl(archive)
    run = archive.start_run("made_up")
    again = FetchedPage(f"{SITE}/news/1", Role.RELEASE, Outcome.UNCHANGED, moment(1), status=304)
    archive.keep_fetch("made_up", again, run=run, found=[found(1)])
    assert archive.counters(run) == Counters(found=1, unchanged=1, fetches=1)


def test_a_killed_run_is_named_so_and_keeps_its_counters(archive: Archive) -> None:
    """The next run of the source finds it, since only one crawl holds the lock."""
    crawl(archive)
    archive.start_run("made_up")
    _, killed = archive.runs("made_up")
    assert (killed.state, killed.counters.new, killed.ended) == (RunState.INTERRUPTED, 1, moment(0))


def test_failing_addresses_come_with_their_reason(archive: Archive) -> None:
    """robots.txt is not among them: that a site has none is no failure."""
    crawl(archive)
    failing = {entry.url: entry.last_reason for entry in archive.failing("made_up")}
    assert failing == {f"{SITE}/news/2": "no_body: No text.", f"{SITE}/news/3": "missing"}
    assert archive.count_failing("made_up") == 2


def test_totals_say_what_there_is(archive: Archive) -> None:
    crawl(archive)
    archive.keep_found("made_up", [found(4)])
    totals = archive.totals("made_up")
    assert (totals.releases, totals.editions, totals.addresses, totals.waiting) == (1, 1, 4, 1)
    assert totals.last_new == moment(0)
    assert archive.sources() == ("made_up",)


def test_the_last_request_of_each_source_is_known(archive: Archive) -> None:
    """With the end of its answer, and whether a killed run may have asked for more than it logged."""
    run = crawl(archive)
    page = replace(fetched(f"{SITE}/news/9", hours=2), elapsed=1.5)
    archive.keep_fetch("made_up", page, run=run)
    (last,) = archive.last_requests()
    assert (last.source_id, last.url, last.killed) == ("made_up", f"{SITE}/news/9", True)
    assert last.ended == moment(2) + timedelta(seconds=1.5)
    archive.end_run(run, RunState.DONE)
    assert not archive.last_requests()[0].killed
    archive.start_run("another")
    assert [(last.source_id, last.ended, last.killed) for last in archive.last_requests()] == [
        ("another", None, True),
        ("made_up", moment(2) + timedelta(seconds=1.5), False),
    ]
