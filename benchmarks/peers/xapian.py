"""Xapian by a worker process of the system's own Python; the worker takes its own times, without the pipe."""

from __future__ import annotations

import json
import subprocess
from dataclasses import asdict
from pathlib import Path

from benchmarks.peers import Answer
from benchmarks.queries import BenchQuery

_WORKER = Path(__file__).with_name("xapian_worker.py")
_PYTHON = "/usr/bin/python3"


def available() -> str:
    """Empty if the system's Python has xapian, else the reason."""
    if not Path(_PYTHON).exists():
        return "there is no system Python"
    probe = subprocess.run([_PYTHON, "-I", "-c", "import xapian"], capture_output=True, text=True, check=False)
    return "" if probe.returncode == 0 else "the system's Python has no xapian (Debian: python3-xapian)"


def build(folder: Path, documents: Path, limit: int) -> float:
    """Index the documents; returns the seconds it took."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    command = [_PYTHON, "-I", str(_WORKER), "build", str(folder), str(documents), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout)["seconds"])


class Xapian:
    name = "xapian"

    def __init__(self, folder: Path) -> None:
        command = [_PYTHON, "-I", str(_WORKER), "ask", str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.seconds = 0.0  # of the last request, by the worker's clock

    def ask(self, query: BenchQuery) -> Answer:
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(query)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the Xapian worker ended")
        values = json.loads(line)
        self.seconds = values["seconds"]
        return Answer(values["total"], tuple(values["titles"]), values["facets"])

    def close(self) -> None:
        self._process.communicate()
