"""`crawl --every`: steady, once for all that was missed, through failures and whatever the clock does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ratssearch.crawler.pace import Clock
from ratssearch.errors import ArchiveError
from ratssearch.pipeline import crawl_every, read_plan, schedule
from ratssearch.pipeline.schedule import jitter_of

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _long_slices(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fake clock waits a minute at a time, so that days pass at once."""
    monkeypatch.setattr(schedule, "_SLICE", 60.0)


class FakeClock(Clock):
    """Time that passes only while somebody sleeps or works; the clock on the wall can be set."""

    def __init__(self) -> None:
        self.wall = datetime(2026, 5, 1, tzinfo=UTC)
        self.passed = 0.0

    def now(self) -> datetime:
        return self.wall

    def monotonic(self) -> float:
        return self.passed

    def sleep(self, seconds: float) -> None:
        self.passed += seconds
        self.wall += timedelta(seconds=seconds)

    @property
    def hours(self) -> float:
        return round(self.passed / 3600, 2)


def runs_of(
    folder: Path, count: int, work: Callable[[FakeClock, int], None] = lambda clock, number: None, jitter: float = 0.0
) -> tuple[list[float], list[Exception]]:
    """The hours at which `count` runs began, every six hours, and what failed; `work` is told the run's number."""
    clock = FakeClock()
    began: list[float] = []
    failures: list[Exception] = []

    def run() -> None:
        began.append(clock.hours)
        work(clock, len(began))

    done = crawl_every(
        folder / "schedule.json",
        6 * HOUR,
        run,
        stop=lambda: len(began) >= count,
        failed=failures.append,
        clock=clock,
        jitter=jitter,
    )
    assert done == count
    return began, failures


def test_runs_come_at_a_steady_pace(tmp_path: Path) -> None:
    """At once, then every six hours from the beginning of the run before, however long that took."""
    began, _ = runs_of(tmp_path, 4, lambda clock, number: clock.sleep(3600 * number))
    assert began == [0, 6, 12, 18]


def test_a_run_that_fails_is_told_and_ends_nothing(tmp_path: Path) -> None:
    def work(clock: FakeClock, number: int) -> None:
        if number < 3:
            raise ArchiveError("The disk is full.") if number == 1 else ZeroDivisionError

    began, failures = runs_of(tmp_path, 3, work)
    assert began == [0, 6, 12]
    assert [type(failure) for failure in failures] == [ArchiveError, ZeroDivisionError]


def test_missed_runs_become_one(tmp_path: Path) -> None:
    """After a run of twenty hours, and after a sleep of two days that only the clock on the wall saw, one run comes at
    once and the pace goes on from there."""

    def long_run(clock: FakeClock, number: int) -> None:
        clock.sleep(20 * 3600 if number == 1 else 0)

    def lid_closed(clock: FakeClock, number: int) -> None:
        clock.wall += timedelta(days=2) if number == 2 else timedelta(0)

    assert runs_of(tmp_path, 4, long_run)[0] == [0, 20, 26, 32]
    assert runs_of(tmp_path, 4, lid_closed)[0] == [0, 6, 6, 12]


def test_a_clock_that_jumps_back_an_hour_delays_nothing(tmp_path: Path) -> None:
    def jump(clock: FakeClock, number: int) -> None:
        clock.wall -= HOUR if number == 2 else timedelta(0)

    assert runs_of(tmp_path, 4, jump)[0] == [0, 6, 12, 18]


def test_jitter_comes_on_top_and_does_not_add_up(tmp_path: Path) -> None:
    """Each run is late by a tenth at most, and ten minutes at most; the tenth run is no later than the second."""
    began, _ = runs_of(tmp_path, 10, jitter=0.1)
    for number, hours in enumerate(began):
        assert 6 * number - 0.01 <= hours <= 6 * number + 10 / 60 + 0.01
    assert max(jitter_of(60, 0.1) for _ in range(200)) <= 6


def test_the_note_says_when_the_next_run_is_due(tmp_path: Path) -> None:
    """While the process lives; a second one is told who it is and since when."""
    note = tmp_path / "schedule.json"
    seen: list[object] = []

    class Watching(FakeClock):
        def sleep(self, seconds: float) -> None:
            super().sleep(seconds)
            if not seen:
                seen.append(read_plan(note))
                with pytest.raises(ArchiveError, match=f"process {os.getpid()} \\(since 2026-05-01 00:00:00 UTC\\)"):
                    crawl_every(note, HOUR, lambda: None, stop=lambda: True, failed=lambda error: None)

    clock = Watching()
    crawl_every(note, HOUR, lambda: None, stop=lambda: bool(seen), failed=lambda e: None, clock=clock, jitter=0)
    (plan,) = seen
    assert plan.pid == os.getpid()  # type: ignore[attr-defined]
    assert plan.next_run == datetime(2026, 5, 1, 1, tzinfo=UTC)  # type: ignore[attr-defined]
    assert read_plan(note) is None
    assert read_plan(tmp_path / "none") is None


def test_a_killed_process_leaves_no_note_behind(tmp_path: Path) -> None:
    """What it wrote is there, and counts for nothing: the next one begins."""
    note = tmp_path / "schedule.json"
    script = (
        "import sys, time\nfrom datetime import timedelta\nfrom pathlib import Path\n"
        "from ratssearch.pipeline import crawl_every\n"
        "crawl_every(Path(sys.argv[1]), timedelta(hours=1), lambda: print('ran', flush=True),\n"
        "    stop=lambda: False, failed=print)\n"
    )
    command = [sys.executable, "-c", script, str(note)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ran\n"
        plan = read_plan(note)
        assert plan is not None
        assert plan.pid == process.pid
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert b'"pid"' in note.read_bytes()
    assert read_plan(note) is None
    assert runs_of(tmp_path, 1)[0] == [0]
