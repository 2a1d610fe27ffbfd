"""A whole new index beside the live one, then the switch: until the last moment readers see the old one.

With several processes, each makes whole segments of what it is given; the first one also reads the releases, and
joins all segments in the end.
"""

from __future__ import annotations

import multiprocessing
import queue
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.process import BaseProcess
from pathlib import Path

from ratssearch.errors import IndexUnavailable
from ratssearch.index.whoosh import writer as writing
from ratssearch.index.whoosh.batch import Batch
from ratssearch.index.whoosh.codec import ArraySegment
from ratssearch.index.whoosh.document import Document, document
from ratssearch.index.whoosh.schema import ANALYSES, TextAnalysis
from ratssearch.index.whoosh.segment import CONTENT
from ratssearch.index.whoosh.writer import WhooshWriter
from ratssearch.models import Release

_CHUNK = 100  # documents sent to another process at a time
_WAITING = 8  # chunks that wait for a process; bounds memory
_PATIENCE = 5.0  # seconds after which it is checked whether a process still lives


def rebuild(folder: Path, analysis: TextAnalysis, releases: Iterable[Release], processes: int = 1) -> str:
    """Index all releases and publish them in place of what was there; returns the new generation."""
    return rebuild_documents(folder, analysis, map(document, releases), processes)


def rebuild_documents(folder: Path, analysis: TextAnalysis, documents: Iterable[Document], processes: int = 1) -> str:
    """rebuild() for documents."""
    with WhooshWriter(folder, analysis, anew=True) as writer:
        helpers = [_Helper.start(folder, analysis.name) for _ in range(processes - 1)]
        try:
            _distribute(documents, writer, helpers)
            for helper in helpers:
                writer.adopt(helper.finish(analysis.index_name))
            return writer.commit_joined()
        finally:
            for helper in helpers:
                helper.stop()


def _distribute(documents: Iterable[Document], writer: WhooshWriter, helpers: list[_Helper]) -> None:
    """Give each chunk to a helper that has room, or index it here."""
    given = iter(documents)
    owners: dict[str, tuple[_Helper, int]] = {}  # id -> which helper has it, as which of its documents
    while chunk := list(islice(given, _CHUNK)):
        helper = next((one for one in helpers if one.has_room()), None)
        for one in chunk if helpers else ():
            if one.id in owners:
                owner, number = owners.pop(one.id)
                owner.deleted.add(number)
            if helper is not None:
                writer.delete(one.id)
                owners[one.id] = (helper, helper.next_number())
        if helper is not None:
            helper.tasks.put(chunk)
            continue
        for one in chunk:
            writer.add_document(one)


@dataclass(eq=False)
class _Helper:
    """A process that makes segments."""

    process: BaseProcess
    tasks: multiprocessing.Queue[list[Document] | None]
    results: multiprocessing.Queue[tuple[str, int] | None]
    deleted: set[int] = field(default_factory=set)  # of its documents, counted from 0 over all segments
    _sent: int = 0

    @classmethod
    def start(cls, folder: Path, analysis: str) -> _Helper:
        context = multiprocessing.get_context("spawn")  # nothing is inherited, least of all the lock
        tasks: multiprocessing.Queue[list[Document] | None] = context.Queue(_WAITING)
        results: multiprocessing.Queue[tuple[str, int] | None] = context.Queue()
        process = context.Process(
            target=_help, args=(folder, analysis, tasks, results, writing.FLUSH_BYTES), daemon=True
        )
        process.start()
        return cls(process, tasks, results)

    def has_room(self) -> bool:
        return not self.tasks.full()

    def next_number(self) -> int:
        self._sent += 1
        return self._sent - 1

    def finish(self, index_name: str) -> Iterator[tuple[ArraySegment, set[int]]]:
        """The segments it made, each with the documents to leave out."""
        self.tasks.put(None)
        first = 0
        while (made := self._result()) is not None:
            segment_id, documents = made
            segment = ArraySegment(index_name, documents)
            segment.segid = segment_id
            yield segment, {number - first for number in self.deleted if first <= number < first + documents}
            first += documents

    def _result(self) -> tuple[str, int] | None:
        while True:
            try:
                return self.results.get(timeout=_PATIENCE)
            except queue.Empty:
                if not self.process.is_alive():
                    raise IndexUnavailable(
                        "A process that helped to build the index has died.", hint="Try again with fewer processes."
                    ) from None

    def stop(self) -> None:
        self.process.join(1.0)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join()
        for waiting in (self.tasks, self.results):
            waiting.cancel_join_thread()
            waiting.close()


def _help(
    folder: Path,
    analysis: str,
    tasks: multiprocessing.Queue[list[Document] | None],
    results: multiprocessing.Queue[tuple[str, int] | None],
    flush_bytes: int,
) -> None:
    """What a helper does: segments of what it is given, until it is given None."""
    chosen = ANALYSES[analysis]
    vocabulary = chosen.vocabulary()
    batch = Batch(vocabulary)
    while True:
        chunk = tasks.get()
        for one in chunk or ():
            batch.add(one)
        if len(batch) and (chunk is None or batch.size >= flush_bytes):
            segment = ArraySegment(chosen.index_name)
            batch.write(folder / f"{segment.segment_id()}{CONTENT}")
            results.put((segment.segid, len(batch)))
            batch = Batch(vocabulary)
        if chunk is None:
            results.put(None)
            return
