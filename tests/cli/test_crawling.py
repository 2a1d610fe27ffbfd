"""Crawls as processes: one at a time, drained by SIGTERM, watched on a terminal, started by systemd."""

from __future__ import annotations

import configparser
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from pipeline_site import SmallSite, content, serve
from ratssearch.archive import open_archive
from ratssearch.cli.parser import build_parser
from ratssearch.cli.progress import line_of
from ratssearch.pipeline import Progress, Step, Workspace, as_toml, read_plan

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"


def environment(folder: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("RATSSEARCH_")}
    return kept | {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "TERM": "xterm"}


def start(folder: Path, *arguments: str, **more: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "ratssearch", *arguments],
        cwd=folder,
        env=environment(folder),
        stdout=more.pop("stdout", subprocess.PIPE),
        stderr=more.pop("stderr", subprocess.PIPE),
        text=True,
        **more,
    )


@contextmanager
def site_in(folder: Path, size: int, **changes: Any) -> Iterator[SmallSite]:
    """A site, and a configuration in the folder whose one source it is."""
    with serve(SmallSite(size)) as site:
        profile = as_toml(site.source(**changes))
        (folder / "ratssearch.toml").write_text(f"builtin_sources = []\n{profile}", "utf-8")
        yield site


def wait_until(true: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


def test_of_two_crawls_started_at_once_exactly_one_crawls(tmp_path: Path) -> None:
    """The other says which process holds the lock and since when, asks for nothing, and ends with status 1."""
    with site_in(tmp_path, 6, delay=0.3) as site:
        both = [start(tmp_path, "crawl") for _ in range(2)]
        said = [process.communicate(timeout=120) for process in both]
    statuses = [process.returncode for process in both]
    assert sorted(statuses) == [0, 1], said
    refused = said[statuses.index(1)][1]
    holder = both[statuses.index(0)].pid
    assert re.search(rf"process {holder} \(crawl, since \d{{4}}-\d\d-\d\d \d\d:\d\d:\d\d UTC\)", refused), refused
    assert site.asked.count("/robots.txt") == 1
    assert len(content(Workspace(tmp_path / "ratssearch-data"))) == 6


def test_a_killed_crawl_leaves_no_lock_behind(tmp_path: Path) -> None:
    """Not even while a process that reads for it still lives: the next crawl begins at once and ends well."""
    with site_in(tmp_path, 60) as site:
        (tmp_path / "ratssearch.toml").write_text(
            (tmp_path / "ratssearch.toml").read_text("utf-8").replace("builtin", "readers = 2\nbuiltin", 1), "utf-8"
        )
        first = start(tmp_path, "crawl")
        wait_until(lambda: len(site.asked) > 40)
        first.send_signal(signal.SIGKILL)
        first.communicate(timeout=60)
        second = start(tmp_path, "crawl")
        out, err = second.communicate(timeout=120)
    assert second.returncode == 0, err
    assert "small:" in out
    assert len(content(Workspace(tmp_path / "ratssearch-data"))) == 60


def test_every_drains_when_it_is_told_to_end(tmp_path: Path) -> None:
    """SIGTERM in the middle of a run: the page in hand is kept, the status is 0, and the next crawl goes on."""
    data = tmp_path / "ratssearch-data"
    with site_in(tmp_path, 12, delay=0.2) as site:
        process = start(tmp_path, "crawl", "--every", "6h")
        wait_until(lambda: any(path.startswith("/news/") for path in site.asked))
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
        assert "Stopped as asked" in err
        asked = [path for path in site.asked if path.startswith("/news/")]
        kept = content(Workspace(data))
        assert len(kept) == len(asked) < 12
        with open_archive(data / "archive.sqlite", read_only=True) as archive:
            assert archive.pending_fetches() == ()


def test_every_says_when_it_comes_again(tmp_path: Path) -> None:
    """After the first run the plan and `status` name the next one; the process can then be told to end while it
    waits."""
    data = tmp_path / "ratssearch-data"
    with site_in(tmp_path, 2):
        process = start(tmp_path, "crawl", "--every", "6h")
        wait_until(lambda: (plan := read_plan(data / "schedule.json")) is not None and plan.next_run is not None)
        shown = start(tmp_path, "status").communicate(timeout=60)[0]
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "small: 2 new" in out
    assert re.search(r"next run planned \d{4}-\d\d-\d\d \d\d:\d\d UTC", shown), shown


def test_a_dry_run_says_what_and_why(tmp_path: Path) -> None:
    """One line a release: address, why, how it was found and where; nothing is kept and no release is asked for."""
    with site_in(tmp_path, 12) as site:
        out, err = start(tmp_path, "crawl", "--dry-run").communicate(timeout=60)
        assert not [path for path in site.asked if path.startswith("/news/")]
        assert not (tmp_path / "ratssearch-data" / "archive.sqlite").exists()
        lines = [line.split("\t") for line in out.splitlines()]
        assert lines[0] == [f"{site.base}/news/12", "never fetched", "listing", f"{site.base}/news"]
        assert len(lines) == 12
        assert "12 releases, 12 never fetched; 0 more are known and not due" in err
        start(tmp_path, "crawl").communicate(timeout=60)
        out, err = start(tmp_path, "crawl", "--dry-run").communicate(timeout=60)
        assert {line.split("\t")[1] for line in out.splitlines()} == {"shown in front"}
        assert "10 releases, 0 never fetched; 2 more are known and not due" in err
        out, _ = start(tmp_path, "crawl", "--dry-run", "--all").communicate(timeout=60)
        assert len(out.splitlines()) == 12


def test_a_wrong_time_between_runs_is_refused_with_an_example(tmp_path: Path) -> None:
    for text in ("6", "h", "0s", "six hours", "-1h", "9999d"):
        process = start(tmp_path, "crawl", f"--every={text}")
        _, err = process.communicate(timeout=60)
        assert process.returncode == 2
        assert "write it like 6h, 30m or 1d" in err


def test_a_terminal_shows_a_bar_and_a_pipe_shows_none(tmp_path: Path) -> None:
    with site_in(tmp_path, 8, delay=0.1):
        ours, theirs = pty.openpty()
        process = start(tmp_path, "crawl", stderr=theirs)
        os.close(theirs)
        seen = b""
        while True:
            try:
                data = os.read(ours, 4096)
            except OSError:
                break  # the other side has closed the terminal
            if not data:
                break
            seen += data
        os.close(ours)
        process.communicate(timeout=60)
        piped = start(tmp_path, "crawl").communicate(timeout=60)[1]
    assert re.search(rb"small +\[#*\.*\] \d of 8", seen), seen
    assert b"\x1b[" in seen
    assert "\x1b" not in piped
    assert "of 8" not in piped


def test_a_line_of_progress_is_harmless_and_fits(tmp_path: Path) -> None:
    """Crawled words cannot steer the terminal, and no line is longer than the terminal is wide."""
    hostile = Progress(Step.FETCH, 3, 9, "body", "https://x.example/\x1b[2J\u202e fetched " + "long " * 50)
    line = line_of(hostile, 79)
    assert line.startswith("body             [######..............] 3 of 9  https://x.example/")
    assert len(line) == 79
    assert line.isprintable()


@pytest.mark.parametrize("name", ["ratssearch-crawl.service", "ratssearch-crawl-every.service"])
def test_units_start_commands_that_exist(name: str) -> None:
    """The command line of each unit is one that this program understands."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / name, "utf-8")
    program, *arguments = shlex.split(unit["Service"]["ExecStart"])
    assert program.endswith("/bin/ratssearch")
    assert build_parser().parse_args(arguments).run == "collect.crawl"
    assert (name == "ratssearch-crawl.service") == (unit["Service"].get("SuccessExitStatus") == "3")
    timer = (DEPLOY / "ratssearch-crawl.timer").read_text("utf-8")
    assert "Persistent=true" in timer
    assert "RandomizedDelaySec=" in timer
