"""How each source stands: healthy, partial, failing, never crawled; and whether it yields what it usually does."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pipeline_site import OPTIONS, SmallSite, crawl_site, serve, text, title
from ratssearch.archive import Counters, Run, RunState
from ratssearch.models import Role, Selectors
from ratssearch.pipeline import CrawlOptions, Health, Plan, SourceStatus, Workspace, Yield, crawl, import_files, status
from ratssearch.pipeline.health import NextRun, next_run, recent_yield, usual_pause


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


def one(workspace: Workspace, site: SmallSite) -> SourceStatus:
    (found,) = status(workspace, [site.source()])
    return found


def test_before_the_first_crawl(workspace: Workspace) -> None:
    """A source that was never crawled is neither well nor ill, and asking makes no archive."""
    found = one(workspace, SmallSite(base="http://127.0.0.1:9"))
    assert (found.health, found.last_run, found.totals.releases) == (Health.NEVER, None, 0)
    assert not workspace.archive.exists()


def test_after_a_good_crawl(workspace: Workspace) -> None:
    with serve(SmallSite(4)) as site:
        crawl_site(workspace, site)
        found = one(workspace, site)
    assert (found.health, found.why, found.failing) == (Health.HEALTHY, "", ())
    assert found.last_run is not None
    assert found.last_run.counters.new == found.totals.releases == 4
    assert found.last_success == found.last_run.ended
    assert found.next_due is not None


def test_a_dead_link_does_not_make_a_source_ill(workspace: Workspace) -> None:
    """It is listed with its reason, and that is all."""
    with serve(SmallSite(4)) as site:
        site.answers["/news/3"] = 404, b"gone"
        crawl_site(workspace, site)
        found = one(workspace, site)
    assert found.health is Health.HEALTHY
    assert [(entry.url, entry.role, entry.failures) for entry in found.failing] == [
        (f"{site.base}/news/3", Role.RELEASE, 1)
    ]
    assert found.failing[0].last_reason.startswith("missing")


def _with(site: SmallSite, page: Callable[[int], str]) -> None:
    """Let the site's pages be these, and its listing bear no days."""
    numbers = range(1, site.size + 1)
    site.answers |= {f"/news/{number}": (200, page(number).encode()) for number in numbers}
    site.answers["/news"] = 200, "".join(f"<p><a href=/news/{n}>{title(n)}</a>" for n in numbers).encode()


def _without(site: SmallSite, status: int) -> None:
    site.answers |= {f"/news/{number}": (status, b"no") for number in range(1, site.size + 1)}


@pytest.mark.parametrize(
    ("does", "health", "why"),
    [
        (lambda site: site.unlisted.update(range(1, 5)), Health.FAILING, "No release was found"),
        (lambda site: _without(site, 404), Health.FAILING, "All 4 releases failed, most as missing."),
        (lambda site: _without(site, 410), Health.FAILING, "All 4 releases failed, most as gone."),
        (lambda site: _with(site, lambda n: "<p>"), Health.FAILING, "All 4 releases failed, most as no_body."),
        (lambda site: _with(site, lambda n: f"<h1>{title(n)}</h1>{text(n)}"), Health.PARTIAL, "day of publication"),
    ],
)
def test_what_a_source_brought_tells_whether_its_profile_fits(
    workspace: Workspace, does: Callable[[SmallSite], object], health: Health, why: str
) -> None:
    """Nothing, only failures, one title for all, no day for any: unhealthy for `status`, and `crawl` says the same."""
    with serve(SmallSite(4)) as site:
        does(site)
        report = crawl_site(workspace, site)
        found = one(workspace, site)
    assert (found.health, why in found.why) == (health, True), found.why
    assert report.exit_code == 3 and why in report.sources[0].problem


def test_one_title_for_all(workspace: Workspace) -> None:
    """As a wrong selector gives: three releases tell."""
    with serve(SmallSite(3)) as site:
        source = site.source(selectors=Selectors(title="footer"))
        report = crawl_site(workspace, site, source=source)
        (found,) = status(workspace, [source])
    assert found.health is Health.PARTIAL and "the same title" in found.why
    assert report.exit_code == 3 and report.sources[0].problem == found.why


def test_a_corpus_that_was_imported_is_healthy(workspace: Workspace, tmp_path: Path) -> None:
    """Nobody crawled it, so no crawl can have failed, and nothing new is expected."""
    site = SmallSite(3, base="https://press.example")
    lines = [{"url": f"{site.base}/news/{number}", "html": site.release(number)} for number in (1, 2, 3)]
    (tmp_path / "lines.jsonl").write_text("\n".join(map(json.dumps, lines)))
    import_files(workspace, [site.source()], [tmp_path / "lines.jsonl"])
    found = one(workspace, site)
    assert (found.health, found.recent_yield) == (Health.HEALTHY, Yield.UNKNOWN)


def test_a_gap_makes_it_partial(workspace: Workspace) -> None:
    with serve(SmallSite(4)) as site:
        site.answers["/news/3"] = 500, b"error"
        crawl_site(workspace, site, options=CrawlOptions(attempts=1))
        found = one(workspace, site)
    assert found.health is Health.PARTIAL
    assert "1 of" in found.why
    assert "server_error" in found.why


def test_a_site_that_went_away_is_failing(workspace: Workspace) -> None:
    """What is there of it stays, and so does when it last went well."""
    with serve(SmallSite(2)) as site:
        crawl_site(workspace, site)
        good = one(workspace, site)
    crawl_site(workspace, site, options=CrawlOptions(attempts=1, timeout=2))
    found = one(workspace, site)
    assert (found.health, found.totals.releases) == (Health.FAILING, 2)
    assert found.last_success == good.last_success


def test_silence_is_failing(workspace: Workspace) -> None:
    with serve(SmallSite(2)) as site:
        crawl_site(workspace, site, source=site.source(releases=(r"/press/\d+",)))
        found = one(workspace, site)
    assert found.health is Health.FAILING
    assert "No release was found" in found.why


def test_a_source_without_a_profile_is_still_shown(workspace: Workspace) -> None:
    with serve(SmallSite(2)) as site:
        crawl(workspace, [site.source(id="dropped")], options=OPTIONS)
        found = status(workspace, [site.source()])
    assert [(entry.source_id, entry.configured) for entry in found] == [("small", True), ("dropped", False)]
    assert found[1].totals.releases == 2


NOW = datetime(2026, 5, 1, tzinfo=UTC)


def days(*ago: int) -> list[datetime]:
    return [NOW - timedelta(days=number) for number in ago]


@pytest.mark.parametrize(
    ("arrivals", "expected"),
    [
        (days(1, 3, 4, 6, 7, 9, 10), Yield.NORMAL),
        (days(90, 92, 93, 95, 96, 98, 99), Yield.FIXED),
        (days(10, 12, 40, 42, 43, 45, 46), Yield.NORMAL),  # it was silent for as long before
        (days(90, 90, 90, 90, 90, 90, 90), Yield.UNKNOWN),  # one day says nothing of pauses
        ([], Yield.UNKNOWN),
    ],
)
def test_a_source_is_fixed_when_silent_for_unusually_long(arrivals: list[datetime], expected: Yield) -> None:
    """By the days of its own releases, as soon as a second run has brought none."""
    assert recent_yield((run_at(1), run_at(7)), arrivals, NOW) is expected


def test_a_source_that_has_just_brought_something_is_not_silent() -> None:
    """Even if what it brought is old; and the first run of all says nothing of silence."""
    brought = replace(run_at(1), counters=Counters(found=2, new=1))
    silent = days(90, 92, 93, 95, 96, 98, 99)
    assert recent_yield((brought, run_at(7)), silent, NOW) is Yield.NORMAL
    assert recent_yield((brought,), silent, NOW) is Yield.NORMAL
    assert recent_yield((), silent, NOW) is Yield.NORMAL
    assert recent_yield((run_at(1), brought), silent, NOW) is Yield.FIXED


def test_the_usual_pause_is_the_median_of_days() -> None:
    assert usual_pause(days(1, 1, 1, 3, 5, 8, 9, 30)) == timedelta(days=2)
    assert usual_pause(days(1, 2)) is None


def run_at(hours_ago: float, state: RunState = RunState.DONE) -> Run:
    started = NOW - timedelta(hours=hours_ago)
    return Run(1, "small", started, started, state, "", Counters())


def test_the_next_run_is_told_by_plan_or_rhythm() -> None:
    """By the plan of `crawl --every` where there is one, else by the median pause between runs, of which there must be
    three. Killed runs say nothing of the rhythm; half a pause late is overdue."""
    steady = [run_at(hours) for hours in (2, 8, 14, 20)]
    at = NOW + timedelta(hours=4)
    assert next_run(steady, None, NOW) == NextRun(at, planned=False, overdue=False)
    killed = [run_at(2, RunState.INTERRUPTED), run_at(2.1, RunState.INTERRUPTED), *[run_at(h) for h in (8, 14, 20, 26)]]
    assert next_run(killed, None, NOW).at == NOW - timedelta(hours=2)
    assert not next_run(killed, None, NOW).overdue
    assert next_run([run_at(hours) for hours in (12, 18, 24, 30)], None, NOW).overdue
    assert next_run(steady[:3], None, NOW) == NextRun()
    assert next_run([run_at(hours) for hours in (1, 1.01, 1.02, 1.03)], None, NOW) == NextRun(), "tried by hand"
    assert next_run([run_at(hours) for hours in (1, 2, 90, 91, 900, 1000)], None, NOW) == NextRun(), "no rhythm"
    plan = Plan(1, NOW, timedelta(hours=1), NOW + timedelta(minutes=20))
    assert next_run([], plan, NOW) == NextRun(plan.next_run, planned=True, overdue=False)
    assert next_run([], plan, NOW + timedelta(hours=1)).overdue
    assert next_run(steady, Plan(1, NOW, timedelta(hours=1), None), NOW).at is None, "a run is at work"
