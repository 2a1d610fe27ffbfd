"""A process that reads kept pages: extraction and tagging on a core of its own, under a limit of memory.

It opens the archive read-only and is told keys only, so that bodies need not cross over. It ends when the crawl that
started it does, however that ends: its pipe closes. It is a program of its own and no fork, which would hold on to the
crawl's lock, and not multiprocessing's spawn, which runs the caller's script once more.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from ratssearch.archive import Archive, Reading, open_archive
from ratssearch.enrich import Gazetteer, load_gazetteer
from ratssearch.errors import UserError
from ratssearch.extract.serving import extract_within, limit_memory, warm_up
from ratssearch.models import SiteTemplates, Source
from ratssearch.pipeline.learning import learnt_of
from ratssearch.pipeline.reading import profile_of, read_page
from ratssearch.pipeline.worker import MEMORY, SECONDS, START

# A fetch, and how often what is known of a site has changed since the crawl began: if that is news to the process, it
# asks the archive anew.
Task = tuple[int, int]

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
    since: float = 0.0  # when it can have begun with the oldest, or later: time.monotonic()

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

    @property
    def is_late(self) -> bool:
        """Whether it takes too long: for a page, or to start."""
        return bool(self.at_work) and time.monotonic() - self.since > (SECONDS if self.proven else START)

    def give(self, fetch: int, lessons: int) -> None:
        """Let it read a page; raises OSError if it has died."""
        if not self.at_work:
            self.since = time.monotonic()
        self.at_work.append(fetch)
        task: Task = (fetch, lessons)
        self.pipe.send(task)

    def take(self) -> tuple[int, Said]:
        """The next reading, in the order of giving; raises EOFError or OSError if it has died."""
        said: Said = self.pipe.recv()
        self.proven, self.since = True, time.monotonic()
        return self.at_work.popleft(), said

    def end(self, *, at_once: bool = False) -> None:
        """Let it go, by force if it does not want to."""
        self.pipe.close()
        if at_once:
            self.process.kill()
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
            reader = _Reader(opened, sources, gazetteer)
            warm_up()
            limit_memory(MEMORY)
            while True:
                pipe.send(reader.read(*pipe.recv()))
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return


class _Reader:
    """Reads pages by what the archive holds of their sites."""

    def __init__(self, archive: Archive, sources: Mapping[str, Source], gazetteer: Gazetteer) -> None:
        self._archive = archive
        self._sources = sources
        self._gazetteer = gazetteer
        self._learnt: dict[str, SiteTemplates] = {}
        self._lessons = 0  # that `_learnt` knows of

    def read(self, fetch: int, lessons: int) -> Said:
        kept = self._archive.pending_page(fetch)
        if kept is None:
            return None
        source = profile_of(kept.snapshot.source_id, self._sources, kept.snapshot.url)
        try:
            return read_page(kept, source, self._gazetteer, self._learnt_of(source.id, lessons), extract_within)
        except UserError as error:
            return error

    def _learnt_of(self, source_id: str, lessons: int) -> SiteTemplates:
        if lessons != self._lessons:
            self._learnt.clear()
            self._lessons = lessons
        if source_id not in self._learnt:
            self._learnt[source_id] = learnt_of(self._archive, source_id)
        return self._learnt[source_id]
