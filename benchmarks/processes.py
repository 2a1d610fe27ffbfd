"""The memory of a process and all that it started, while it runs: peaks of the sum, as shared pages demand.

What counts is PSS, the proportional share: a page that three processes share counts a third in each, so that the sum is
what they take from the machine. Sums of RSS would count it three times.
"""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

_PROC = Path("/proc")


def proportional(pid: int) -> float:
    """MiB of PSS of a process; 0 once it has ended or where the system does not say."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def peak() -> float:
    """MiB that this program has held at most (RSS). The system's own maximum of a process counts what held the program
    that started it, too."""
    lines = (_PROC / "self" / "status").read_text("ascii").splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), 0.0)


def family(pid: int) -> list[int]:
    """The process and all its descendants."""
    found = [pid]
    for parent in found:
        for task in (_PROC / str(parent) / "task").glob("*/children"):
            try:
                found.extend(int(child) for child in task.read_text("ascii").split())
            except OSError:
                continue  # it has ended meanwhile
    return found


class Watch:
    """Samples the summed memory of a process and its descendants in a thread, until it ends or the block does."""

    def __init__(self, process: subprocess.Popen[str], seconds: float) -> None:
        self._process = process
        self._seconds = seconds
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self.samples: list[tuple[float, int]] = []  # MiB, processes

    def __enter__(self) -> Watch:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._over.wait(self._seconds):
            each = [held for held in map(proportional, family(self._process.pid)) if held]
            if each:
                self.samples.append((sum(each), len(each)))
