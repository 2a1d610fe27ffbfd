"""Crawls in a process of their own that can be killed at any moment.

The launcher imports everything once and forks for each crawl, so that a kill hits a crawl at work and not Python
starting up.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pipeline_site import OPTIONS, SmallSite, content, indexed
from ratssearch.pipeline import Workspace, crawl


@dataclass
class Launcher:
    """Starts crawls of one site; each is a process that a test may kill."""

    process: subprocess.Popen[str]

    def start(self, workspace: Workspace) -> int:
        """Begin a crawl; its process id, once it is at work."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{workspace.data_dir}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def end(self) -> int:
        """Wait for the crawl that was begun; its exit status, negative for a signal."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def crawl(self, workspace: Workspace) -> int:
        self.start(workspace)
        return self.end()


@contextmanager
def launcher(site: SmallSite, follow_every: int, delay: float = 0.0) -> Iterator[Launcher]:
    command = [sys.executable, __file__, site.base, str(follow_every), str(delay)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield Launcher(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(30) == 0


def crawl_with_kills(begin: Launcher, workspace: Workspace, seconds: float, chance: random.Random, limit: int) -> int:
    """Crawl again and again, killed after `seconds` at the most, until one comes to its end; how many were killed."""
    killed = 0
    while True:
        pid = begin.start(workspace)
        if killed < limit:
            time.sleep(chance.uniform(0, seconds))
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        status = begin.end()
        if status in (0, 3):
            return killed
        assert status == -signal.SIGKILL, f"a crawl ended by itself with {status}"
        killed += 1


def check_equal(disturbed: Workspace, undisturbed: Workspace) -> None:
    """The same releases, editions and indexed texts; nothing pending; both files sound."""
    assert content(disturbed) == content(undisturbed)
    assert indexed(disturbed) == indexed(undisturbed)
    with contextlib.closing(sqlite3.connect(disturbed.archive)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("SELECT count(*) FROM fetch WHERE result = 'pending'").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM url WHERE last_fetch IS NULL").fetchone() == (0,)


def _serve_commands(base: str, follow_every: int, delay: float) -> None:
    from ratssearch.extract import extract
    from ratssearch.models import Snapshot
    from ratssearch.pipeline import crawling

    crawling.FOLLOW_EVERY = follow_every
    source = SmallSite(base=base).source(delay=delay)
    warm = Workspace(Path())
    page = b"<title>t</title><h1>Warm up the models</h1><p>Made up for a test. It warms the models up.</p>"
    warm.gazetteer().tag(extract(Snapshot(base, base, "small", datetime.now(UTC), "text/html", page, ""), source))
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                report = crawl(Workspace(Path(line.strip())), [source], options=OPTIONS, everything=True)
                os._exit(report.exit_code)
            except BaseException as error:  # noqa: BLE001  # a forked child must not run on into its parent's loop
                print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                os._exit(99)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    _serve_commands(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
