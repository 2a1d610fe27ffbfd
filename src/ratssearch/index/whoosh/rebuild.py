"""A whole new index beside the live one, then the switch: until the last moment readers see the old one.

One process keeps one core busy. With several processes, the others make whole segments of what they are given; the
first one reads the releases, indexes what no other has room for, and joins all segments in the end.
"""

from __future__ import annotations

import os
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Condition, Thread

from ratssearch.errors import IndexUnavailable
from ratssearch.index.whoosh import helper
from ratssearch.index.whoosh.codec import ArraySegment
from ratssearch.index.whoosh.document import Document, document
from ratssearch.index.whoosh.schema import TextAnalysis
from ratssearch.index.whoosh.writer import WhooshWriter
from ratssearch.models import Release

_CHUNK = 100  # documents sent to another process at a time
_WAITING = 9_000_000  # bytes that wait for a process: enough for the time in which this one writes a segment
_AT_ONCE = 2_000_000  # bytes of them that are sent in one call


def rebuild(folder: Path, analysis: TextAnalysis, releases: Iterable[Release], processes: int = 1) -> str:
    """Index all releases and publish them in place of what was there; returns the new generation."""
    return rebuild_documents(folder, analysis, map(document, releases), processes)


def rebuild_documents(folder: Path, analysis: TextAnalysis, documents: Iterable[Document], processes: int = 1) -> str:
    """rebuild() for documents."""
    with WhooshWriter(folder, analysis, anew=True) as writer:
        helpers: list[_Helper] = []
        # Smaller segments than one process would make, so that all are done at about the same time.
        writer.flush_bytes //= 2 if processes > 1 else 1
        try:
            for _ in range(processes - 1):
                helpers.append(_Helper(folder, analysis.name, writer.flush_bytes))
            _distribute(documents, writer, helpers)
            for one in helpers:
                one.end()
            writer.flush()
            for one in helpers:
                writer.adopt(one.segments(analysis.index_name))
            return writer.commit_joined()
        finally:
            for one in helpers:
                one.stop()


def _distribute(documents: Iterable[Document], writer: WhooshWriter, helpers: list[_Helper]) -> None:
    """Give each chunk to a helper that has room, or index it here; in the end also what still waits for a helper."""
    given = iter(documents)
    owners: dict[str, tuple[_Helper, int]] = {}  # id -> which helper has it, as which of its documents
    while chunk := list(islice(given, _CHUNK)):
        free = next((one for one in helpers if one.has_room()), None)
        for one in chunk if helpers else ():
            if one.id in owners:
                owner, number = owners.pop(one.id)
                owner.deleted.add(number)
            if free is not None:
                writer.delete(one.id)
                owners[one.id] = (free, free.next_number())
        if free is not None:
            free.send(chunk)
            continue
        for one in chunk:
            writer.add_document(one)
    for helping in helpers:
        while (back := helping.take_back()) is not None:
            for one in back:
                writer.add_document(one)


@dataclass(eq=False)
class _Helper:
    """Another process that makes segments (helper.py), and a thread that feeds it."""

    folder: Path
    analysis: str
    flush_bytes: int
    deleted: set[int] = field(default_factory=set)  # of its documents, counted from 0 over all segments

    def __post_init__(self) -> None:
        self._process = subprocess.Popen(
            helper.command(self.folder, self.analysis, self.flush_bytes),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # nothing here multiplies matrices; threads take a while
        )
        self._waiting: deque[tuple[list[Document], bytes]] = deque()
        self._size = 0  # bytes of what is to be sent
        self._numbered = 0
        self._ended = False
        self._change = Condition()
        self._feeder = Thread(target=self._feed, daemon=True)
        self._feeder.start()

    def has_room(self) -> bool:
        return self._size < _WAITING

    def next_number(self) -> int:
        self._numbered += 1
        return self._numbered - 1

    def send(self, chunk: list[Document]) -> None:
        data = helper.packed(chunk)  # here: the feeder, which has to wait for the interpreter, is to do little
        with self._change:
            self._waiting.append((chunk, data))
            self._size += len(data)
            self._change.notify()

    def take_back(self) -> list[Document] | None:
        """What was sent last, without the documents that were deleted since; None if all has left."""
        with self._change:
            if not self._waiting:
                return None
            chunk, data = self._waiting.pop()
            self._size -= len(data)
        self._numbered -= len(chunk)
        numbers = range(self._numbered, self._numbered + len(chunk))
        kept = [one for number, one in zip(numbers, chunk, strict=True) if number not in self.deleted]
        self.deleted.difference_update(numbers)
        return kept

    def end(self) -> None:
        """There is nothing more to come."""
        with self._change:
            self._ended = True
            self._change.notify()

    def _feed(self) -> None:
        assert self._process.stdin is not None
        # A helper that has died is noticed by its exit status; until then what is sent goes nowhere.
        with suppress(BrokenPipeError), self._process.stdin as stdin:
            while data := self._next():
                # Much in one call, during which the helper takes what it needs while this process does other things.
                stdin.write(data)
            stdin.write(helper.END)

    def _next(self) -> bytes:
        """What to send in one call; nothing if there is nothing more to come."""
        parts: list[bytes] = []
        size = 0
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._ended)
            while self._waiting and size < _AT_ONCE:
                parts.append(self._waiting.popleft()[1])
                size += len(parts[-1])
            self._size -= size
        return b"".join(parts)

    def segments(self, index_name: str) -> Iterator[tuple[ArraySegment, set[int]]]:
        """The segments it made, each with the documents to leave out; after end()."""
        assert self._process.stdout is not None
        made = [line.split() for line in self._process.stdout.read().decode().splitlines()]
        if self._process.wait() != 0:
            raise IndexUnavailable(
                "A process that helped to build the index has died.", hint="Try again with fewer processes."
            )
        first = 0
        for segment_id, size in made:
            segment = ArraySegment(index_name, int(size))
            segment.segid = segment_id
            last = first + int(size)
            yield segment, {number - first for number in self.deleted if first <= number < last}
            first = last

    def stop(self) -> None:
        """End it, whatever it does; nothing it wrote is listed anywhere unless it was adopted."""
        self.end()
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
