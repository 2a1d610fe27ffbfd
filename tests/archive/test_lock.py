"""One writer at a time, whatever happens to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from ratssearch.archive import writer_lock
from ratssearch.errors import ArchiveError

HOLDER = """
import sys, time
from pathlib import Path
from ratssearch.archive import writer_lock
with writer_lock(Path(sys.argv[1]), "crawl"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_writer_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    """The message names the process and what it does."""
    lock = tmp_path / "data" / "writer.lock"
    with (
        writer_lock(lock, "crawl"),
        pytest.raises(ArchiveError, match=rf"process {os.getpid()} \(crawl, since"),
        writer_lock(lock, "reindex"),
    ):
        pass
    with writer_lock(lock, "reindex"):
        pass


def test_a_killed_process_leaves_no_lock(tmp_path: Path) -> None:
    """After kill -9 the next process takes the lock at once."""
    lock = tmp_path / "writer.lock"
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(lock)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(ArchiveError, match=f"process {holder.pid} "), writer_lock(lock, "crawl"):
            pass
        holder.kill()
        holder.wait(10)
        with writer_lock(lock, "crawl"):
            pass


def test_a_lock_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(ArchiveError, match="cannot be opened"), writer_lock(tmp_path / "data" / "writer.lock", "crawl"):
        pass
