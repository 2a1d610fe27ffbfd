"""A process that reads kept pages: extraction and tagging on a core of its own.

It opens the archive read-only and is told keys only, so that bodies need not cross over. It ends when the crawl that
started it does, however that ends: its pipe closes. It is a program of its own and no fork, which would hold on to the
crawl's lock, and not multiprocessing's spawn, which runs the caller's script once more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from ratssearch.archive import KeptPage, Reading, open_archive
from ratssearch.enrich import Gazetteer, load_gazetteer
from ratssearch.errors import UserError
from ratssearch.models import Source
from ratssearch.pipeline.reading import read_page, source_of

_WAITING = 8  # keys that a process is given at once; small enough that sending them never blocks
_PATIENCE = 5.0  # seconds that a process has to end by itself

# A reading, a complaint about the profile, or nothing where the page was dealt with meanwhile.
Said = Reading | UserError | None


@dataclass(slots=True)
class ReaderProcess:
    """One such process, as the crawl sees it."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    at_work: deque[int] = field(default_factory=deque)  # fetches it was given, oldest first
    proven: bool = False  # it has read a page

    @classmethod
    def start(cls, archive: Path, sources: Mapping[str, Source], gazetteer: Path | None) -> ReaderProcess:
        """Begin one; it takes about a second to be ready, and may be given work at once."""
        ours, theirs = Pipe()
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-c", f"from {__name__} import main; main({theirs.fileno()})"],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                process_group=0,  # Ctrl-C is for the crawl, which drains
            )
        with suppress(OSError):  # one that died at once is noticed when it is given a page
            ours.send((archive, dict(sources), gazetteer))
        return cls(process, ours)

    @property
    def has_room(self) -> bool:
        return len(self.at_work) < _WAITING

    def give(self, fetch: int) -> None:
        """Let it read a page; raises OSError if it has died."""
        self.at_work.append(fetch)
        self.pipe.send(fetch)

    def take(self) -> tuple[int, Said]:
        """The next reading, in the order of giving; raises EOFError or OSError if it has died."""
        said: Said = self.pipe.recv()
        self.proven = True
        return self.at_work.popleft(), said

    def end(self) -> None:
        """Let it go, by force if it does not want to."""
        self.pipe.close()
        try:
            self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main(descriptor: int) -> None:
    """Read what the pipe names until it closes."""
    pipe = Connection(descriptor)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # a service manager tells everyone; the crawl drains
    try:
        archive, sources, gazetteer_file = pipe.recv()
        gazetteer = load_gazetteer(gazetteer_file)
        with open_archive(archive, read_only=True) as opened:
            while True:
                kept = opened.pending_page(pipe.recv())
                pipe.send(None if kept is None else _read(kept, sources, gazetteer))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


def _read(kept: KeptPage, sources: Mapping[str, Source], gazetteer: Gazetteer) -> Said:
    try:
        return read_page(kept, source_of(kept.snapshot, sources), gazetteer)
    except UserError as error:
        return error
