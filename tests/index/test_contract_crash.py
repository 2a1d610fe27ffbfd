"""Readers in threads and processes, a writer killed at any moment: no error, no wrong answer, no broken index."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import crashing
import pytest

from ratssearch.index.whoosh.engine import WhooshEngine

_PROGRAM = [sys.executable, str(Path(crashing.__file__))]


def _storm(folder: Path, *, seconds: float, processes: int, threads: int) -> int:
    """Readers for so many seconds, writers one after the other, each killed at a random moment; returns commits."""
    choose = random.Random(5)
    engine = WhooshEngine(folder)
    with engine.writer() as writer:
        for number in range(crashing.GROUP):
            writer.add(crashing.grouped(number, 0, choose))
    readers = [
        subprocess.Popen(
            [*_PROGRAM, "read", str(folder), str(seconds), str(threads)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(processes)
    ]
    until = time.monotonic() + seconds
    commits = seed = 0
    while time.monotonic() < until:
        seed += 1
        writing = subprocess.Popen([*_PROGRAM, "write", str(folder), str(seed)], stdout=subprocess.PIPE, text=True)
        assert writing.stdout is not None
        assert writing.stdout.readline(), "the writer could not begin after the last one was killed"
        commits += 1
        time.sleep(choose.uniform(0, seconds / 6))
        writing.kill()
        commits += len(writing.stdout.read().splitlines())
        writing.wait()
        writing.stdout.close()
        assert crashing.wrong(engine) == ""
    for reader in readers:
        said, _ = reader.communicate(timeout=60)
        assert reader.returncode == 0, said
        assert int(said.split()[0]) > 0
    with engine.writer() as writer:  # and it can go on
        writer.delete("group-000")
    assert engine.search(crashing._ASKED).total == crashing.GROUP - 1
    return commits


def test_a_writer_killed_at_any_moment_breaks_nothing(tmp_path: Path) -> None:
    assert _storm(tmp_path / "index", seconds=5, processes=1, threads=4) > 0


@pytest.mark.soak
def test_five_hundred_commits_under_readers(tmp_path: Path) -> None:
    """Four processes of four threads each."""
    commits = 0
    for part in range(20):
        commits += _storm(tmp_path / str(part), seconds=20, processes=4, threads=4)
        if commits >= 500:
            return
    pytest.fail(f"only {commits} commits")
