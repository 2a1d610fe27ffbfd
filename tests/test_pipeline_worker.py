"""Pages are read in a process of its own, under limits: one page cannot stop a crawl."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from multiprocessing import Pipe

import pytest

from ratssearch.errors import CRASHED, OUT_OF_MEMORY, TIMED_OUT, ExtractionError, ProfileError
from ratssearch.models import Selectors, Snapshot, Source
from ratssearch.pipeline.worker import Worker

SOURCE = Source(id="made_up", organisation="", name="Made up", base_url="https://made-up.example/")
PAGE = b"<h1>Umbrellas come home</h1><p>The council decided on 3 March 2021 that every umbrella must come home.</p>"
HEAVY = b"<table>" + b"<tr><td>a<td>b" * 190_000  # takes far more memory to read than it has bytes


def snapshot(body: bytes) -> Snapshot:
    return Snapshot("https://made-up.example/1", "", "made_up", datetime(2026, 1, 1, tzinfo=UTC), "", body, "")


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


def test_a_page_comes_back_as_it_would_in_process(worker: Worker) -> None:
    """The page, a refusal and a profile's mistake cross from the worker unchanged."""
    assert worker.extract(snapshot(PAGE), SOURCE).title == "Umbrellas come home"
    with pytest.raises(ExtractionError) as refusal:
        worker.extract(snapshot(b"<script>nothing that a reader sees</script>"), SOURCE)
    assert (refusal.value.outcome, bool(refusal.value.hint)) == ("no_body", True)
    wrong = Source("made_up", "", "", "https://made-up.example/", selectors=Selectors(body="div[["))
    with pytest.raises(ProfileError, match="is no CSS selector"):
        worker.extract(snapshot(PAGE), wrong)


def test_a_page_that_takes_too_long_is_named_and_the_next_is_read(worker: Worker) -> None:
    worker.extract(snapshot(PAGE), SOURCE)
    worker._seconds = 0.0
    with pytest.raises(ExtractionError) as refusal:
        worker.extract(snapshot(HEAVY), SOURCE)
    assert refusal.value.outcome == TIMED_OUT
    worker._seconds = 120.0
    assert worker.extract(snapshot(PAGE), SOURCE).title == "Umbrellas come home"


def test_a_worker_whose_crawl_was_killed_ends_without_a_word() -> None:
    """Whether it was still starting or was about to answer."""
    ours, theirs = Pipe()
    command = [sys.executable, "-m", "ratssearch.extract.sandbox", str(theirs.fileno()), "268435456"]
    with theirs:
        process = subprocess.Popen(command, pass_fds=(theirs.fileno(),), stderr=subprocess.PIPE)
    ours.close()
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0


def test_a_process_that_is_stuck_ends_by_itself() -> None:
    """Also inside one endless call, when nobody watches its time any more."""
    stuck = "import re\nfrom ratssearch.extract.sandbox import last_resort\nwith last_resort(0.2):\n  "
    stuck += "re.match('(a+)+$', 'a' * 64 + 'b')"
    process = subprocess.run([sys.executable, "-c", stuck], timeout=60, check=False)
    assert process.returncode == -signal.SIGALRM


def test_a_page_that_takes_too_much_memory_is_named() -> None:
    """The limit counts from what the idle process holds; usual pages fit under a small one."""
    small = Worker(seconds=120.0, memory=24 * 1024 * 1024)
    try:
        assert small.extract(snapshot(PAGE), SOURCE).title == "Umbrellas come home"
        with pytest.raises(ExtractionError) as refusal:
            small.extract(snapshot(HEAVY), SOURCE)
        assert refusal.value.outcome in (OUT_OF_MEMORY, CRASHED)
        assert small.extract(snapshot(PAGE), SOURCE).title == "Umbrellas come home"
    finally:
        small.close()


def test_a_worker_that_was_killed_while_idle_is_replaced(worker: Worker) -> None:
    """No page is blamed for it."""
    worker.extract(snapshot(PAGE), SOURCE)
    assert worker._process is not None
    os.kill(worker._process.pid, signal.SIGKILL)
    worker._process.wait()
    assert worker.extract(snapshot(PAGE), SOURCE).title == "Umbrellas come home"


def test_a_page_that_ends_the_process_is_named(worker: Worker) -> None:
    """Whatever ended it: the next page is read by another process."""
    worker.extract(snapshot(PAGE), SOURCE)
    assert worker._process is not None
    killer = threading.Timer(0.2, worker._process.kill)
    killer.start()
    with pytest.raises(ExtractionError) as refusal:
        for _ in range(1_000):
            worker.extract(snapshot(HEAVY), SOURCE)
    assert refusal.value.outcome == CRASHED
    assert worker.extract(snapshot(PAGE), SOURCE).title == "Umbrellas come home"
