"""Extraction in a process of its own, under limits of time and memory: one page cannot stop a crawl.

The process is started when it is first needed and lives on; it is ended when a page takes too long, and started again
when it has died. The page that brought it down ends in a named outcome. What runs inside it is extract/sandbox.py.
"""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from ratssearch.enrich import Gazetteer
from ratssearch.errors import CRASHED, OUT_OF_MEMORY, TIMED_OUT, ExtractionError
from ratssearch.extract import NOTHING_KNOWN, Others, Outline, sandbox
from ratssearch.extract.html.sniff import refuse_too_large
from ratssearch.models import ExtractedPage, Snapshot, Source, Template
from ratssearch.pipeline.nursery import Nursery, Process

SECONDS = 10.0  # for one page; a usual one takes a hundredth of that
MEMORY = 256 * 1024 * 1024  # bytes that a page may take beyond what the idle process holds
START = 120.0  # seconds until a new process must be ready, on a busy machine


class Worker:
    """One process that extracts. Threads take turns."""

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self._seconds = seconds
        self._memory = memory
        self._lock = threading.Lock()
        self._nursery: Nursery | None = None
        self._process: Process | None = None
        self._pipe: Connection[Any, Any] | None = None
        self._told: dict[str, Sequence[Template]] = {}  # what the process knows of each source

    def extract(
        self,
        snapshot: Snapshot,
        source: Source,
        templates: Sequence[Template] = (),
        others: Others = NOTHING_KNOWN,
    ) -> ExtractedPage:
        """As extract.extract(); also raises ExtractionError with one of the outcomes above."""
        refuse_too_large(snapshot.body)  # here, so that what is far too large is not sent anywhere
        with self._lock:
            news = None if self._told.get(source.id) is templates else templates
            page: ExtractedPage = self._ask("extract", snapshot, source, news, others)
            return page

    def outline(self, snapshot: Snapshot, source: Source, names: frozenset[str] = frozenset()) -> Outline:
        """As extract.outline(); also raises ExtractionError with one of the outcomes above."""
        with self._lock:
            answer: Outline = self._ask("outline", snapshot, source, None, names)
            return answer

    def peak_memory(self) -> int:
        """The most memory (bytes) that the process has held since it was started; 0 where that cannot be known."""
        if self._process is None:
            return 0
        try:
            lines = Path(f"/proc/{self._process.pid}/status").read_text("ascii").splitlines()
        except OSError:
            return 0
        return next((1024 * int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)

    def fork_from(self, nursery: Nursery | None) -> None:
        """Let the process be one that the nursery forks, from the next page on; None: a program of its own again."""
        with self._lock:
            if nursery is not self._nursery:
                self._end()
                self._nursery = nursery

    def close(self) -> None:
        """End the process; the next page starts a new one."""
        with self._lock:
            self._end()

    def _ask(
        self,
        task: str,
        snapshot: Snapshot,
        source: Source,
        templates: Sequence[Template] | None,
        beside: Others | frozenset[str],
    ) -> Any:
        if self._process is not None and self._process.poll() is not None:
            self._end()  # somebody ended it while it was idle: no page is to blame
        if self._pipe is None:
            self._start()
            templates = templates if templates is not None else self._told.get(source.id)
            self._told.clear()
        assert self._pipe is not None
        try:
            self._pipe.send((task, snapshot, source, templates, beside))
            if not self._pipe.poll(self._seconds):
                self._end()
                raise ExtractionError(TIMED_OUT, f"Reading the page took more than {self._seconds:g} seconds.")
            answer = self._pipe.recv()
        except (EOFError, OSError) as error:
            status = self._end()
            raise ExtractionError(CRASHED, f"Reading the page ended its process (exit status {status}).") from error
        if templates is not None:
            self._told[source.id] = templates
        if isinstance(answer, BaseException):
            if isinstance(answer, ExtractionError) and answer.outcome == OUT_OF_MEMORY:
                self._end()  # what is left of its memory may be in pieces
            raise answer
        return answer

    def _start(self) -> None:
        if self._nursery is not None:
            try:
                self._process, self._pipe = self._nursery.fork(_serve, self._memory)
            except OSError:
                self._nursery = None  # it has died
        if self._pipe is None:
            self._process, self._pipe = self._start_program()
        try:
            if self._pipe.poll(START) and self._pipe.recv() == "ready":
                return
        except (EOFError, OSError):
            pass
        status = self._end()
        raise ExtractionError(CRASHED, f"The process that reads pages could not start (exit status {status}).")

    def _start_program(self) -> tuple[Process, Connection[Any, Any]]:
        ours, theirs = Pipe()
        command = [sys.executable, "-m", "ratssearch.extract.sandbox", str(theirs.fileno()), str(self._memory)]
        # A group of its own: an interrupt at the terminal is for the crawl, which ends its worker itself.
        with theirs:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                process_group=0,
            )
        return process, ours

    def _end(self) -> int | None:
        process, self._process = self._process, None
        pipe, self._pipe = self._pipe, None
        if pipe is not None:
            pipe.close()
        if process is None:
            return None
        try:
            # A closed pipe ends an idle or dying process by itself, with a status that says why.
            return process.wait(0.2)
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()


def _serve(pipe: Connection[Any, Any], gazetteer: Gazetteer, memory: int) -> None:
    """The job of a forked process: it reads, and tags nothing."""
    sandbox.serve(pipe, memory)


_shared: tuple[int, Worker] | None = None
_sharing = threading.Lock()


def shared_worker() -> Worker:
    """The worker of this process, made when first asked for and ended with it."""
    global _shared
    with _sharing:
        if _shared is None or _shared[0] != os.getpid():
            _shared = (os.getpid(), Worker())
            atexit.register(_shared[1].close)
        return _shared[1]
