"""A process that reads kept pages: extraction and tagging on a core of its own, under a limit of memory.

It opens the archive read-only and is told keys only, so that bodies need not cross over. It is forked by the nursery
(nursery.py), and ends when the crawl does, however that ends: its pipe closes.
"""

from __future__ import annotations

import logging
import subprocess
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from ratssearch.archive import Archive, Reading, open_archive
from ratssearch.enrich import Gazetteer
from ratssearch.errors import ArchiveError, UserError
from ratssearch.extract.sandbox import extract_within, last_resort, limit_memory
from ratssearch.models import SiteTemplates, Source
from ratssearch.pipeline.learning import learnt_of
from ratssearch.pipeline.nursery import Nursery, Process
from ratssearch.pipeline.reading import failed_reading, profile_of, read_page
from ratssearch.pipeline.worker import MEMORY, SECONDS, START

# A fetch, and how often what is known of a site has changed since the crawl began: if that is news to the process, it
# asks the archive anew.
Task = tuple[int, int]

_WAITING = 8  # keys that a process is given at once; small enough that sending them never blocks
_PATIENCE = 5.0  # seconds that a process has to end by itself

_log = logging.getLogger(__name__)

# A reading, a complaint about the profile, or nothing where the page was dealt with meanwhile.
Said = Reading | UserError | None


@dataclass(slots=True)
class ReaderProcess:
    """One such process, as the crawl sees it."""

    process: Process
    pipe: Connection
    at_work: deque[int] = field(default_factory=deque)  # fetches it was given, oldest first
    proven: bool = False  # it has read a page
    since: float = 0.0  # when it can have begun with the oldest, or later: time.monotonic()

    @classmethod
    def start(cls, nursery: Nursery, archive: Path, sources: Mapping[str, Source]) -> ReaderProcess:
        """Begin one, which may be given work at once; raises OSError if the nursery has died."""
        process, ours = nursery.fork(serve, archive, dict(sources), MEMORY)
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

    def end(self, *, at_once: bool = False) -> int:
        """Let it go, by force if it does not want to; its exit status, negative for a signal."""
        self.pipe.close()
        if at_once:
            self.process.kill()
        try:
            return self.process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def serve(pipe: Connection, gazetteer: Gazetteer, archive: Path, sources: Mapping[str, Source], memory: int) -> None:
    """Read what the pipe names until it closes: the job of a forked process."""
    with open_archive(archive, read_only=True) as opened:
        reader = _Reader(opened, sources, gazetteer)
        limit_memory(memory)
        while True:
            fetch, lessons = pipe.recv()
            with last_resort():
                said = reader.read(fetch, lessons)
            pipe.send(said)


class _Reader:
    """Reads pages by what the archive holds of their sites."""

    def __init__(self, archive: Archive, sources: Mapping[str, Source], gazetteer: Gazetteer) -> None:
        self._archive = archive
        self._sources = sources
        self._gazetteer = gazetteer
        self._learnt: dict[str, SiteTemplates] = {}
        self._lessons = 0  # that `_learnt` knows of

    def read(self, fetch: int, lessons: int) -> Said:
        try:
            kept = self._archive.pending_page(fetch)
            if kept is None:
                return None
            source = profile_of(kept.snapshot.source_id, self._sources, kept.snapshot.url)
            return read_page(kept, source, self._gazetteer, self._learnt_of(source.id, lessons), extract_within)
        except UserError as error:
            return error
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001  # decisions/0119
            _log.exception("Reading fetch %s failed; its body is kept.", fetch)
            return failed_reading(fetch, error)

    def _learnt_of(self, source_id: str, lessons: int) -> SiteTemplates:
        if lessons != self._lessons:
            self._learnt.clear()
            self._lessons = lessons
        if source_id not in self._learnt:
            self._learnt[source_id] = learnt_of(self._archive, source_id)
        return self._learnt[source_id]
