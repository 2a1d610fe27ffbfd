"""The pages that wait to be read while a crawl goes on: in order, by processes beside it once there are many.

A polite crawl of a few hosts brings a page every second or so, which the crawl itself reads in passing. Only when
pages pile up are processes started. What they say is kept in the order in which the pages were fetched, so that a
crawl comes to the same releases however the work was shared out.
"""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import wait
from pathlib import Path

from ratssearch.archive import Archive, Reading
from ratssearch.errors import CRASHED, OUT_OF_MEMORY, TIMED_OUT, ArchiveError, UserError
from ratssearch.models import Source
from ratssearch.pipeline.faults import Faults
from ratssearch.pipeline.nursery import Nursery
from ratssearch.pipeline.reader_process import ReaderProcess, Said
from ratssearch.pipeline.reading import PageReader, failed_reading
from ratssearch.pipeline.worker import SECONDS

PILE = 24  # unread pages at which processes are started
MOST_UNREAD = 256  # unread pages at which fetching waits
_IDLE = 0.05  # seconds between looks at what else there is to do
_WINDOW = 64  # pages given out, at most, before the oldest of them is kept
_LIMITS = (TIMED_OUT, CRASHED, OUT_OF_MEMORY)
_TRIES = 2  # of a page that ends its process

_log = logging.getLogger(__name__)


def usual_processes() -> int:
    """One per core, four at the most: a crawl is not alone on its machine."""
    return min(os.cpu_count() or 1, 4)


@dataclass(slots=True)
class _Page:
    fetch: int
    source_id: str
    given: bool = False
    lessons: int = 0  # what was known of the site when it was given
    read: bool = False
    said: Said = None
    tries: int = 0


class Readers:
    """Reads kept pages of several sources. submit() and wait_for() are for the threads that fetch, work() for the one
    that keeps. Use in a `with` block."""

    def __init__(
        self,
        archive: Archive,
        reader: PageReader,
        sources: Iterable[Source],
        gazetteer: Path | None,
        processes: int | None = None,
    ) -> None:
        self._archive = archive
        self._reader = reader
        self._sources: Mapping[str, Source] = {source.id: source for source in sources}
        self._gazetteer = gazetteer
        self._processes = usual_processes() if processes is None else processes
        self._nursery: Nursery | None = None
        self._running: list[ReaderProcess] = []
        self._change = threading.Condition()
        self._unread: deque[_Page] = deque()
        self._count: Counter[str] = Counter()  # unread pages of each source
        self._abandoned = False
        self.problems: dict[str, UserError] = {}  # source -> why its pages cannot be read: a mistake in its profile

    @property
    def faults(self) -> Faults:
        """Where mistakes of ours are noted that are no page's."""
        return self._reader.faults

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *error: object) -> None:
        self.abandon()
        for running in self._running:
            running.end()
        self._running.clear()
        self._end_nursery()

    def submit(self, fetch: int, source_id: str) -> None:
        """Have a kept page read; waits while very many are unread."""
        with self._change:
            self._unread.append(_Page(fetch, source_id))
            self._count[source_id] += 1
            self._change.notify_all()
            self._change.wait_for(lambda: len(self._unread) < MOST_UNREAD or self._abandoned)

    def wait_for(self, source_id: str) -> None:
        """Come back when every page of the source is read."""
        with self._change:
            self._change.wait_for(lambda: not self._count[source_id] or self._abandoned)

    def abandon(self) -> None:
        """Let nobody wait any longer; what is unread waits in the archive for the next crawl."""
        with self._change:
            self._abandoned = True
            self._change.notify_all()

    def take_all_waiting(self, told: Callable[[], None]) -> int:
        """Read every page that a killed run left unread; how many there were. A profile's mistake is no end: its
        pages wait on, and its own report will say so."""
        waiting = self._archive.pending_fetches()
        self._unread.extend(_Page(key, source_id) for key, source_id in waiting)
        self._count.update(source_id for _, source_id in waiting)
        self.work(lambda: True, told)
        for problem in self.problems.values():
            _log.warning("Some kept pages cannot be read yet: %s", problem)
        self.problems.clear()
        return len(waiting)

    def work(self, done: Callable[[], bool], told: Callable[[], None] = lambda: None) -> None:
        """Read and keep, until done() says that no more will come and all is read. `told` hears of each page kept."""
        while True:
            with self._change:
                waiting = len(self._unread)
            if not waiting:
                if done():
                    return
                with self._change:
                    self._change.wait_for(lambda: bool(self._unread), _IDLE)
                continue
            if waiting >= PILE and not self._running and self._processes:
                self._start(self._processes)
            if self._running:
                self._give_out()
                self._take_in()
            else:
                self._read_here(self._unread[0])
            self._keep_what_is_read(told)

    # ------------------------------------------------------------ one page

    def _read_here(self, page: _Page) -> None:
        page.lessons = self._reader.lessons
        try:
            kept = self._archive.pending_page(page.fetch)
            page.said = None if kept is None else self._reader.read(kept)
        except UserError as error:
            page.said = error
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001  # decisions/0119
            _log.exception("Reading fetch %s failed; its body is kept.", page.fetch)
            page.said = failed_reading(page.fetch, error)
        page.read = True

    def _keep_what_is_read(self, told: Callable[[], None]) -> None:
        while self._unread and self._unread[0].read:
            page = self._unread[0]
            if self._is_outdated(page):
                self._read_here(page)  # more was learnt of its site meanwhile
            try:
                if isinstance(page.said, Reading):
                    self._reader.keep_apart(self._without_others(page, page.said), page.source_id)
            except UserError as error:
                page.said = error
            if isinstance(page.said, UserError):
                self.problems.setdefault(page.source_id, page.said)
            told()
            with self._change:
                self._unread.popleft()
                self._count[page.source_id] -= 1
                self._change.notify_all()

    def _without_others(self, page: _Page, said: Reading) -> Reading:
        """What a process read of a page by itself, without what belongs to other releases."""
        if not page.given:
            return said
        with self._reader.faults.caught("while releases were compared", page.source_id):
            looked_at = self._reader.may_tease(said, page.source_id)
            kept = self._archive.pending_page(page.fetch) if looked_at else None
            return said if kept is None else self._reader.without_others(said, kept)
        return said

    def _is_outdated(self, page: _Page) -> bool:
        """Whether it would be read in another way now. One that broke a limit is not tried again."""
        if not isinstance(page.said, Reading) or page.said.refusal in _LIMITS:
            return False
        return not self._reader.is_current(page.said, page.source_id, page.lessons)

    # ------------------------------------------------------------ processes

    def _start(self, number: int) -> None:
        """Begin so many more processes; a nursery that has died is replaced."""
        for _ in range(number):
            try:
                self._running.append(self._fork())
            except OSError:
                self._end_nursery()
                with suppress(OSError):
                    self._running.append(self._fork())
        self._processes = min(self._processes, len(self._running))

    def _fork(self) -> ReaderProcess:
        if self._nursery is None:
            self._nursery = Nursery(self._gazetteer)
        return ReaderProcess.start(self._nursery, self._archive.path, self._sources)

    def _end_nursery(self) -> None:
        nursery, self._nursery = self._nursery, None
        self._reader.read_by(None)
        if nursery is not None:
            nursery.close()

    def _give_out(self) -> None:
        """The oldest pages first, to whoever has room; never so far ahead that much is held in memory."""
        with self._change:
            window = [page for page, _ in zip(self._unread, range(_WINDOW), strict=False)]
        for page in window:
            if page.given:
                continue
            free = min(self._running, key=lambda running: len(running.at_work))
            if not free.has_room:
                return
            page.given, page.lessons = True, self._reader.lessons
            try:
                free.give(page.fetch, page.lessons)
            except OSError:
                self._replace(free)
                return

    def _take_in(self) -> None:
        pages = {page.fetch: page for page in self._given()}
        by_pipe = {running.pipe: running for running in self._running}
        for pipe in wait(list(by_pipe), _IDLE):
            running = by_pipe[pipe]  # type: ignore[index]  # wait() gives back what it was given
            try:
                new = not running.proven
                fetch, said = running.take()
                if new:
                    self._reader.read_by(self._nursery)  # it works: what is read here shares its memory too
            except (EOFError, OSError):
                self._replace(running)
                continue
            pages[fetch].said, pages[fetch].read = said, True
            if isinstance(said, Reading) and said.refusal == OUT_OF_MEMORY:
                self._replace(running, blame=False)  # what is left of its memory may be in pieces
        for running in [running for running in self._running if running.is_late and not running.pipe.poll()]:
            self._replace(running, late=True)

    def _given(self) -> list[_Page]:
        with self._change:
            return [page for page, _ in zip(self._unread, range(_WINDOW), strict=False) if page.given]

    def _replace(self, dead: ReaderProcess, *, blame: bool = True, late: bool = False) -> None:
        """A process has died or must go: its first page is to `blame`, and is given up when it ends a second one, or at
        once if it is `late`. A process that never read a page could not start: then the crawl reads by itself."""
        lost = list(dead.at_work)
        status = dead.end(at_once=late)
        self._running.remove(dead)
        if dead.proven:
            self._start(1)
        else:
            _log.warning("A process that reads pages could not start (exit status %s).", status)
            self._processes = len(self._running)
        for page in self._given():
            if page.fetch in lost and not page.read:
                page.given = False
                if blame and dead.proven and page.fetch == lost[0]:
                    self._blame(page, late)

    def _blame(self, page: _Page, late: bool) -> None:
        page.tries += 1
        _log.warning("The process that read fetch %s %s.", page.fetch, "took too long" if late else "has died")
        if late:
            self._give_up(page, TIMED_OUT, f"Reading the page took more than {SECONDS:g} seconds.")
        elif page.tries >= _TRIES:
            self._give_up(page, CRASHED, "Reading the page ended its process.")

    def _give_up(self, page: _Page, outcome: str, detail: str) -> None:
        page.said = Reading(page.fetch, None, refusal=outcome, detail=detail)
        page.given = page.read = True
