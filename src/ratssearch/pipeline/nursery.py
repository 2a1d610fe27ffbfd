"""A process that has loaded all that reading pages takes, and forks one for whoever asks: they share its memory.

The gazetteer and the model of languages are 100 MB, which a process for each core would hold for itself. The nursery
runs no thread and does no work of its own, so it can be forked at any time. It is a program of its own, not a fork of
the crawl: that would hold on to the crawl's lock when the crawl is killed. It ends when the crawl does, however that
ends, for its pipe closes; those that it forked end in the same way.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle, send_handle
from pathlib import Path
from typing import Any, Protocol

from ratssearch.enrich import Gazetteer, load_gazetteer
from ratssearch.extract.sandbox import warm_up

# What a forked process does: it gets its end of a pipe, the gazetteer, and what else it was given.
Job = Callable[..., None]

_LOOK = 0.01  # seconds between looks at whether a process has ended
_PATIENCE = 5.0  # seconds that the nursery has to end by itself
_LOST = -signal.SIGKILL  # the status of a process that nobody can ask after any more

_log = logging.getLogger(__name__)


class Process(Protocol):
    """What is asked of a process: a part of subprocess.Popen."""

    @property
    def pid(self) -> int: ...
    def poll(self) -> int | None: ...
    def wait(self, timeout: float | None = None) -> int: ...
    def kill(self) -> None: ...


class Nursery:
    """The process, as the crawl sees it. Threads take turns."""

    def __init__(self, gazetteer: Path | None) -> None:
        """Begin it; it takes about a second to be ready, and may be asked to fork at once. Raises OSError if that is
        impossible."""
        self._lock = threading.Lock()
        self._number = 0
        self._pipe, theirs = Pipe()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import main; main({theirs.fileno()})"],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                # Threads of numpy's own would not live through a fork, and each costs memory.
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"},
                process_group=0,  # Ctrl-C is for the crawl, which drains
            )
        with suppress(OSError):  # one that died at once is noticed when it is asked to fork
            self._pipe.send(gazetteer)

    def fork(self, job: Job, *arguments: Any) -> tuple[Forked, Connection]:
        """A new process that does the job, and our end of its pipe; raises OSError if the nursery has died. It may
        still be loading: the process then begins later."""
        ours, theirs = Pipe()
        with theirs, self._lock:
            self._number += 1
            self._pipe.send(("fork", self._number, job, arguments))
            send_handle(self._pipe, theirs.fileno(), self._process.pid)
        return Forked(self, self._number), ours

    def ask(self, what: str, number: int) -> int | None:
        """pid, poll or kill of a forked process; _LOST if the nursery has died."""
        with self._lock:
            try:
                self._pipe.send((what, number, None, ()))
                answer: int | None = self._pipe.recv()
            except (EOFError, OSError):
                return _LOST
            return answer

    def close(self) -> int | None:
        """End the nursery, which waits for those that it forked: their pipes must be closed before. Its status."""
        self._pipe.close()
        try:
            return self._process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()


class Forked:
    """A process that the nursery forked; asked after like a subprocess.Popen."""

    def __init__(self, nursery: Nursery, number: int) -> None:
        self._nursery = nursery
        self._number = number
        self._status: int | None = None

    @property
    def pid(self) -> int:
        """Raises ProcessLookupError where nobody knows any more: no number stands for that safely in os.kill()."""
        pid = self._nursery.ask("pid", self._number)
        if pid is None or pid <= 0:
            raise ProcessLookupError("The nursery has died.")
        return pid

    def poll(self) -> int | None:
        """Its exit status, negative for a signal; None while it runs."""
        if self._status is None:
            self._status = self._nursery.ask("poll", self._number)
        return self._status

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status once it has ended; raises subprocess.TimeoutExpired."""
        deadline = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("a forked process", timeout or 0.0)
            time.sleep(_LOOK)
        return status

    def kill(self) -> None:
        self._nursery.ask("kill", self._number)


# ---------------------------------------------------------------- inside


def main(descriptor: int) -> None:
    """Fork what the pipe asks for until it closes."""
    pipe = Connection(descriptor)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a service manager tells everyone; the crawl drains
    nursing = _Nursing(pipe)
    with suppress(EOFError, OSError):
        nursing.serve()
    nursing.see_off()


class _Nursing:
    """The nursery at work."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._pids: dict[int, int] = {}
        self._ended: dict[int, int] = {}

    def serve(self) -> None:
        gazetteer = load_gazetteer(self._pipe.recv())
        warm_up()
        while True:
            what, number, job, arguments = self._pipe.recv()
            if what == "fork":
                self._fork(number, recv_handle(self._pipe), gazetteer, job, arguments)
            elif what == "pid":
                self._pipe.send(self._pids[number])
            elif what == "poll":
                self._pipe.send(self._poll(number))
            else:
                if self._poll(number) is None:
                    os.kill(self._pids[number], signal.SIGKILL)
                self._pipe.send(None)

    def _fork(self, number: int, descriptor: int, gazetteer: Gazetteer, job: Job, arguments: tuple[Any, ...]) -> None:
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                self._pipe.close()  # or the nursery would not notice that the crawl has ended
                job(Connection(descriptor), gazetteer, *arguments)
                status = 0
            except (EOFError, OSError):  # the crawl has ended
                status = 0
            except BaseException:  # noqa: BLE001  # a forked process must not run on into its parent's loop
                _log.exception("A process that reads pages failed.")
            finally:
                os._exit(status)  # never back into the nursery's own loop
        os.close(descriptor)
        self._pids[number] = pid

    def _poll(self, number: int) -> int | None:
        if number not in self._ended:
            pid, status = os.waitpid(self._pids[number], os.WNOHANG)
            if pid == 0:
                return None
            self._ended[number] = os.waitstatus_to_exitcode(status)
        return self._ended[number]

    def see_off(self) -> None:
        """Wait for those that are still at work: their pipes are closed too."""
        for number, pid in self._pids.items():
            if number not in self._ended:
                with suppress(OSError):
                    os.waitpid(pid, 0)
