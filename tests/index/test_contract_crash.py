"""Readers in threads and processes, a writer killed at any moment: no error, no wrong answer, no broken index."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import crashing
import pytest

from ratssearch.index.whoosh.engine import WhooshEngine

_PROGRAM = [sys.executable, str(Path(crashing.__file__))]


@dataclass
class Storm:
    """What happened while readers read."""

    commits: int = 0
    merges: int = 0  # published
    kills: int = 0
    answers: int = 0


def _storm(folder: Path, storm: Storm, *, seconds: float, readers: Sequence[int]) -> None:
    """Readers (a process of so many threads each) for so many seconds, and writers one after the other, which commit or
    replace the whole index, each killed at a random moment."""
    choose = random.Random(5)
    engine = WhooshEngine(folder)
    with engine.writer() as writer:
        for number in range(crashing.GROUP):
            writer.add(crashing.grouped(number, 0, choose))
    reading = [
        subprocess.Popen(
            [*_PROGRAM, "read", str(folder), str(seconds), str(threads)], stdout=subprocess.PIPE, text=True
        )
        for threads in readers
    ]
    until = time.monotonic() + seconds
    seed = epoch = 0
    while time.monotonic() < until:
        seed += 1
        program = choose.choice(("write", "write", "write", "rebuild"))
        writing = subprocess.Popen([*_PROGRAM, program, str(folder), str(seed)], stdout=subprocess.PIPE, text=True)
        assert writing.stdout is not None
        begun = writing.stdout.readline()
        assert begun, "the writer could not begin after the last one was killed"
        time.sleep(choose.uniform(0, min(1.0, seconds / 6)))
        writing.kill()
        lines = [begun, *writing.stdout.read().splitlines(keepends=True)]
        writing.wait()
        writing.stdout.close()
        said = [tuple(map(int, line.split())) for line in lines if line.endswith("\n")]
        storm.kills += 1
        storm.commits += len(said)
        storm.merges += sum(merges for _, merges in said)
        # What the writer said before it was killed is there, whole.
        epoch, problem = crashing.wrong(engine, max(epoch, said[-1][0]))
        assert problem == ""
    for reader in reading:
        words, _ = reader.communicate(timeout=120)
        assert reader.returncode == 0, words
        answers = int(words.split()[0])
        assert answers > 0
        storm.answers += answers
    with engine.writer() as writer:  # and it can go on
        writer.delete("group-000")
    assert engine.search(crashing._ASKED).total == crashing.GROUP - 1


def test_a_writer_killed_at_any_moment_breaks_nothing(tmp_path: Path) -> None:
    storm = Storm()
    _storm(tmp_path / "index", storm, seconds=5, readers=(4,))
    assert storm.commits > 0


@pytest.mark.soak
def test_five_hundred_commits_under_readers(tmp_path: Path) -> None:
    """A process of sixteen threads and four more of four threads each read meanwhile."""
    storm = Storm()
    for part in range(120):  # a busy machine takes longer to start a writer than the writer lives
        _storm(tmp_path / str(part), storm, seconds=20, readers=(16, 4, 4, 4, 4))
        if storm.commits >= 500 and storm.merges >= 20:
            print(storm)
            return
    pytest.fail(f"only {storm}")
