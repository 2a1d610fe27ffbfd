"""A whole new index beside the live one, then the switch: until the last moment readers see the old one.

One process keeps one core busy. With several processes, the others make whole segments of what they are given; the
first one reads the releases, indexes what no other has room for, and in the end joins all segments, together with one
of the others.
"""

from __future__ import annotations

import os
import subprocess
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from threading import Condition, Thread
from typing import Any

import numpy as np

from ratssearch.errors import IndexUnavailable
from ratssearch.index.whoosh import helper
from ratssearch.index.whoosh.analyses import TextAnalysis
from ratssearch.index.whoosh.arrayfile import Layout
from ratssearch.index.whoosh.codec import ArraySegment
from ratssearch.index.whoosh.coding import Large
from ratssearch.index.whoosh.document import Document, document
from ratssearch.index.whoosh.writer import WhooshWriter
from ratssearch.models import Release

_CHUNK = 100  # documents sent to another process at a time
_WAITING = 24_000_000  # bytes that wait for a process: enough for the time in which this one writes a segment
_AT_ONCE = 12_000_000  # bytes of them that are sent in one call
_ABOUT = 300_000  # bytes of a chunk, more or less
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1",  # nothing there multiplies matrices; threads take a while to start
    "MALLOC_MMAP_THRESHOLD_": "1000000000",  # large arrays come and go all the time: the memory is kept for the next
    "MALLOC_TRIM_THRESHOLD_": "1000000000",
}


def rebuild(folder: Path, analysis: TextAnalysis, releases: Iterable[Release], processes: int = 1) -> str:
    """Index all releases and publish them in place of what was there; returns the new generation."""
    return rebuild_documents(folder, analysis, map(document, releases), processes)


def rebuild_documents(folder: Path, analysis: TextAnalysis, documents: Iterable[Document], processes: int = 1) -> str:
    """rebuild() for documents."""
    with WhooshWriter(folder, analysis, anew=True) as writer:
        helpers: list[_Helper] = []
        try:
            for _ in range(processes - 1):
                helpers.append(_Helper(folder, analysis, writer.flush_bytes))
            _distribute(documents, writer, helpers)
            for one in helpers:
                one.end()
            writer.flush()
            for one in helpers:
                writer.adopt(one.segments())
            return writer.commit_joined(helpers[0] if helpers else None)
        finally:
            for one in helpers:
                one.stop()


def _distribute(documents: Iterable[Document], writer: WhooshWriter, helpers: list[_Helper]) -> None:
    """Give each chunk to a helper that has room, or index it here; in the end also some of what waits for a helper."""
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
        # In the end each is to be left with as much to do.
        while helping.left() > writer.pending_bytes + _ABOUT:
            for one in helping.take_back():
                writer.add_document(one)


@dataclass(eq=False)
class _Helper:
    """Another process that makes segments (helper.py), and a thread that feeds it."""

    folder: Path
    analysis: TextAnalysis
    flush_bytes: int
    deleted: set[int] = field(default_factory=set)  # of its documents, counted from 0 over all segments

    def __post_init__(self) -> None:
        self._first = ArraySegment(self.analysis.index_name)  # its segments are called like this one, and a number
        self._process = subprocess.Popen(
            helper.command(self.folder, self.analysis.name, self.flush_bytes, self._first.segment_id()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | _ENVIRONMENT,
        )
        self._waiting: deque[tuple[list[Document], bytes]] = deque()
        self._size = 0  # bytes of what is to be sent
        self._begun = 0  # bytes of what it has been sent for the segment that comes next
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
        # Packed here: the feeder, which has to wait for the interpreter, is to do little.
        data = helper.packed_documents(chunk)
        with self._change:
            self._waiting.append((chunk, data))
            self._size += len(data)
            self._change.notify()

    def left(self) -> int:
        """Bytes that it still has to make segments of, more or less; 0 if nothing can be taken back."""
        if not self._waiting:
            return 0
        # It does not take what waits: it is writing a segment, and is half through on average.
        return self.flush_bytes // 2 + self._begun + self._size

    def take_back(self) -> list[Document]:
        """What was sent last, without the documents that were deleted since; nothing if all has left."""
        with self._change:
            if not self._waiting:
                return []
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
        try:
            while data := self._next():
                # Much in one call, during which the helper takes what it needs while this process does other things.
                self._process.stdin.write(data)
            self._process.stdin.write(helper.END)
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # a helper that has died is noticed when an answer is waited for; what is sent goes nowhere
        except BaseException:
            self._process.kill()  # or it would wait for more, and this process for its answer
            raise

    def _next(self) -> bytes:
        """What to send in one call; nothing if there is nothing more to come."""
        parts: list[bytes] = []
        size = 0
        with self._change:
            self._change.wait_for(lambda: self._waiting or self._ended)
            while self._waiting and size < _AT_ONCE:
                parts.append(self._waiting.popleft()[1])
                size += len(parts[-1])
                self._begun = len(parts[-1]) + (self._begun if self._begun < self.flush_bytes else 0)
            self._size -= size
        return b"".join(parts)

    def segments(self) -> Iterator[tuple[ArraySegment, set[int]]]:
        """The segments it made, each with the documents to leave out; after end()."""
        first = 0
        sizes = map(int, iter(self._answer, ""))
        for made, size in enumerate(sizes):
            segment = ArraySegment(self.analysis.index_name, size)
            segment.segid = f"{self._first.segid}{made}"
            last = first + size
            yield segment, {number - first for number in self.deleted if first <= number < last}
            first = last

    def begin(self, segments: Sequence[ArraySegment], result: ArraySegment) -> None:
        """See writer.MergeHelper. After segments()."""
        self._say([result.segment_id(), [(one.segment_id(), one.deleted.tobytes()) for one in segments]])

    def fill(self, layout: Layout) -> None:
        self._say([layout])

    def filled(self) -> tuple[Large, Large]:
        assert self._process.stdout is not None
        answer = helper.unpacked(self._process.stdout)
        if answer is None:
            raise _died()
        (large,), _ = answer
        frequencies, positions = (
            (np.frombuffer(at, np.uint64), np.frombuffer(values, np.uint32)) for at, values in large
        )
        return frequencies, positions

    def _say(self, values: list[Any]) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(helper.packed(values))
            self._process.stdin.flush()

    def _answer(self) -> str:
        """The next line that it says."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline().decode()
        if not line:
            raise _died()
        return line.strip()

    def stop(self) -> None:
        """End it, whatever it does; nothing it wrote is listed anywhere unless it was adopted."""
        self.end()
        self._process.kill()
        self._process.wait()
        self._feeder.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            with suppress(BrokenPipeError):  # what it did not take
                pipe.close()


def _died() -> IndexUnavailable:
    message = "A process that helped to build the index has died."
    return IndexUnavailable(message, hint="Nothing was changed. Try again, with more memory free if there was little.")
