"""Manners as the server sees them, by its own log: under --every, through kills, whatever the clock says."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from killed_crawls import launcher
from pipeline_site import OPTIONS, SmallSite, content, crawl_site, reading, serve, text
from ratssearch.archive import archive as archive_module
from ratssearch.crawler.pace import Clock
from ratssearch.pipeline import Workspace, crawl_every

DELAY = 0.15
ROBOTS = b"User-agent: *\nDisallow: /news/3\nDisallow: /news/5\n"


@dataclass
class WatchedSite(SmallSite):
    """A site with a log of when each request began and ended, which kills whoever asks for one of `deadly`."""

    times: list[tuple[str, float, float, int]] = field(default_factory=list)  # path, began, ended, in flight
    deadly: set[str] = field(default_factory=set)
    victim: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    in_flight: int = 0

    def answer(self, target: str) -> tuple[int, bytes]:
        began = time.monotonic()
        with self.lock:
            self.in_flight += 1
            together = self.in_flight
        try:
            if target in self.deadly and self.victim:
                self.deadly.discard(target)
                os.kill(self.victim, signal.SIGKILL)
            return super().answer(target)
        finally:
            with self.lock:
                self.in_flight -= 1
                self.times.append((target, began, time.monotonic(), together))


def check_manners(site: WatchedSite) -> None:
    """One request at a time, the delay between an end and the next beginning, nothing that robots.txt forbids."""
    log = sorted(site.times, key=lambda entry: entry[1])
    assert max(together for *_, together in log) == 1
    gaps = [after[1] - before[2] for before, after in pairwise(log)]
    assert min(gaps) >= DELAY * 0.95, [(log[at][0], gap) for at, gap in enumerate(gaps) if gap < DELAY]
    assert not {"/news/3", "/news/5"} & {path for path, *_ in log}


def test_manners_hold_from_run_to_run(tmp_path: Path) -> None:
    """Three runs that follow each other as closely as --every lets them, looking at everything each time."""
    workspace = Workspace(tmp_path)
    done: list[int] = []
    with serve(WatchedSite(5, answers={"/robots.txt": (200, ROBOTS)})) as site:
        source = site.source(delay=DELAY)

        def run() -> None:
            done.append(crawl_site(workspace, site, source=source, everything=True).exit_code)

        crawl_every(
            workspace.schedule,
            timedelta(seconds=0.1),
            run,
            stop=lambda: len(done) >= 3,
            failed=lambda error: pytest.fail(f"a run failed: {error!r}"),
        )
    assert done == [0, 0, 0]
    check_manners(site)
    assert sum(path == "/robots.txt" for path, *_ in site.times) == 3
    assert len(content(workspace)) == 3


def test_manners_hold_through_kills(tmp_path: Path) -> None:
    """Killed in the middle of a request, so that the log of fetches knows nothing of it, and started again at once."""
    workspace = Workspace(tmp_path)
    with (
        serve(WatchedSite(5, answers={"/robots.txt": (200, ROBOTS)})) as site,
        launcher(site, follow_every=5, delay=DELAY) as begin,
    ):
        site.deadly = {"/robots.txt", "/news", "/news/4", "/news/1"}
        kills = 0
        while True:
            site.victim = begin.start(workspace)
            status = begin.end()
            if status == 0:
                break
            assert status == -signal.SIGKILL
            kills += 1
    assert kills == 4
    check_manners(site)
    assert len(content(workspace)) == 3


def test_a_clock_that_jumps_back_an_hour_harms_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two crawls and in the middle of the second: manners are kept, edits are seen, no release is lost,
    doubled or called absent, and none is last seen before it was first seen."""
    workspace = Workspace(tmp_path)
    back = timedelta(0)
    monkeypatch.setattr(Clock, "now", lambda self: datetime.now(UTC) - back)
    monkeypatch.setattr(archive_module, "_now", lambda: datetime.now(UTC) - back)
    with serve(WatchedSite(6, answers={"/robots.txt": (200, ROBOTS)})) as site:
        source = site.source(delay=DELAY)
        crawl_site(workspace, site, source=source)
        site.texts[4] = text(4, people="forty lighthouse keepers")
        back = timedelta(hours=1)

        def jump(progress: object) -> None:
            nonlocal back
            back = timedelta(hours=2)

        report = crawl_site(workspace, site, source=source, options=OPTIONS, listener=jump)
        assert report.sources[0].counters.edited == 1
        crawl_site(workspace, site, source=source)
    check_manners(site)
    with reading(workspace) as archive:
        releases = list(archive.releases())
        for release in releases:
            assert release.first_seen <= release.last_seen
            assert release.absent_since is None
            for edition in archive.editions(release.id):
                assert edition.first_seen <= edition.last_seen
        assert sorted(release.edition_count for release in releases) == [1, 1, 1, 2]
