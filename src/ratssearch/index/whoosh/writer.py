"""Writing: documents are collected, flushed into segments at a bounded size, and published by commit().

Everything that a commit publishes is on disk before the new table of contents appears; whatever an interrupted
writer left behind is listed by no table of contents and removed by the next commit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol

import numpy as np

from ratssearch.index.whoosh import generations, maintenance
from ratssearch.index.whoosh.analyses import TextAnalysis
from ratssearch.index.whoosh.arrayfile import ArrayFile, make_durable
from ratssearch.index.whoosh.batch import Batch
from ratssearch.index.whoosh.cache import BytesCache
from ratssearch.index.whoosh.codec import ArraySegment
from ratssearch.index.whoosh.derived import derive
from ratssearch.index.whoosh.document import Document, document
from ratssearch.index.whoosh.lock import WriteLock
from ratssearch.index.whoosh.maintenance import Merging
from ratssearch.index.whoosh.merge import Merge, Sharing, Source
from ratssearch.index.whoosh.segment import CONTENT, DERIVED, SegmentFile, bytes_of
from ratssearch.models import Release

FLUSH_BYTES = 16_000_000  # of text held in memory before it becomes a segment; some 150 MB while it is written


@dataclass(frozen=True, slots=True)
class _Run:
    """A segment that this writer has made and not yet published, and the documents of it that are deleted again."""

    segment: ArraySegment
    deleted: set[int]


class MergeHelper(Sharing, Protocol):
    """Another process that shares the work of a merge, and writes the file derived of its result."""

    def begin(self, segments: Sequence[ArraySegment], result: ArraySegment) -> None:
        """Let it read the segments."""
        ...


class WhooshWriter:
    """Adds and removes releases; see index.engine.IndexWriter. For one thread.

    With `anew`, begins from nothing and is to end with commit_joined().
    """

    def __init__(self, folder: Path, analysis: TextAnalysis, *, anew: bool = False) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.flush_bytes = FLUSH_BYTES
        self._folder = folder
        self._analysis = analysis
        self._lock = WriteLock(folder)
        self._lock.acquire()
        try:
            self._segments: list[ArraySegment] = []
            if anew:  # whatever was there is not read: it may be damaged
                self._generation = generations.newest(folder)
            else:
                self._generation, self._segments = generations.latest(folder, analysis.index_name)
            self._files = self._opened({})
        except BaseException:
            self._lock.release()
            raise
        self._merger = ThreadPoolExecutor(1, "merge")
        self._merging: Merging | None = None
        self._joining = anew  # segments will be joined before anyone reads them, so nothing is derived from them
        self._changed = anew or not self._generation  # an index of nothing is an index too
        self._batch = Batch(analysis.vocabulary())
        self._begin()

    def _begin(self) -> None:
        self._batch = self._batch.next()
        self._runs: list[_Run] = []
        self._pending: dict[str, tuple[int, int]] = {}  # id -> number of its run, document
        self._deleted: dict[str, set[int]] = {}  # segment -> documents to delete

    def _opened(self, known: dict[str, SegmentFile]) -> dict[str, SegmentFile]:
        names = [segment.segment_id() for segment in self._segments]
        return {name: known.get(name) or SegmentFile(self._folder, name, BytesCache(0, bytes_of)) for name in names}

    # ------------------------------------------------------------ changes

    def add(self, release: Release) -> None:
        self.add_document(document(release))

    def add_document(self, given: Document) -> None:
        """Add a document, in place of an earlier one of the same id."""
        self.delete(given.id)
        self._pending[given.id] = (len(self._runs), len(self._batch))
        self._batch.add(given)
        self._changed = True
        if self._batch.size >= self.flush_bytes:
            self.flush()

    def delete(self, release_id: str) -> None:
        run, number = self._pending.pop(release_id, (-1, -1))
        if run >= 0:
            (self._runs[run].deleted if run < len(self._runs) else self._batch.deleted).add(number)
        for name, file in self._files.items():
            found = file.find(release_id)
            if found >= 0:
                self._deleted.setdefault(name, set()).add(found)
                self._changed = True

    def flush(self) -> None:
        """Make a segment of what was added since the last one; it is published by the next commit."""
        if not len(self._batch):
            return
        segment = ArraySegment(self._analysis.index_name, len(self._batch))
        # What will be joined before anyone reads it need not reach the disk as it is.
        self._batch.write(self._path(segment, CONTENT), durable=not self._joining)
        if not self._joining:
            self._derive(segment)
        self._runs.append(_Run(segment, self._batch.deleted))
        self._batch = self._batch.next()

    def adopt(self, segments: Iterable[tuple[ArraySegment, set[int]]]) -> None:
        """Take over content files that other processes have written, with documents of theirs to leave out."""
        for segment, deleted in segments:
            self._runs.append(_Run(segment, deleted))
            self._changed = True

    @property
    def pending_bytes(self) -> int:
        """Text that is not in a segment yet."""
        return self._batch.size

    # ------------------------------------------------------------ publishing

    def commit(self) -> str:
        if self._joining:
            return self.commit_joined()
        if self._changed:
            self._install(wait=False)
            added = self._finished_runs()
            self._publish([*self._remaining(), *added])
            self._changed = False
            self._begin()
        if self._merging is None:
            self._merging = maintenance.begin(self._segments, self._analysis.index_name, self._merge, self._merger)
        return generations.label(self._generation, self._segments)

    def commit_joined(self, helper: MergeHelper | None = None) -> str:
        """Commit, with all segments joined into one; for an index that will not change for long."""
        self._install(wait=True)
        segments = [*self._remaining(), *self._finished_runs()]
        if len(segments) > 1 or any(segment.deleted_count() for segment in segments):
            result = ArraySegment(self._analysis.index_name)
            if helper is None:
                self._merge(segments, result)
            else:
                helper.begin(segments, result)
                self._merge_content(segments, result, helper)
            segments = [result]
        elif self._joining:
            for segment in segments:
                make_durable(self._path(segment, CONTENT))
                self._derive(segment)
        self._publish(segments)
        self._joining = self._changed = False
        self._begin()
        return generations.label(self._generation, self._segments)

    def _finished_runs(self) -> list[ArraySegment]:
        """What was added, as segments ready to be searched; without those of which all was deleted again."""
        self.flush()
        return _not_empty(_without(run.segment, run.deleted) for run in self._runs)

    def _remaining(self) -> list[ArraySegment]:
        """The segments of the last generation without what was deleted since; empty ones go."""
        return _not_empty(_without(one, self._deleted.get(one.segment_id(), set())) for one in self._segments)

    def _publish(self, segments: list[ArraySegment]) -> None:
        # The merge may not have opened its sources yet: they stay on disk, listed or not, until it is done.
        busy = [self._merging.result, *self._merging.sources] if self._merging else []
        self._generation = generations.publish(self._folder, self._analysis, self._generation + 1, segments, busy)
        self._segments = segments
        self._files = self._opened(self._files)

    # ------------------------------------------------------------ merging

    def _install(self, *, wait: bool) -> bool:
        """Put the result of a merge in place of its sources, to be published next; False if there is none yet."""
        merging = self._merging
        if merging is None or not (wait or merging.done.done()):
            return False
        merging.done.result()
        self._segments = merging.replaced(self._segments)
        self._deleted = merging.carried(self._deleted)
        self._files = self._opened(self._files)
        self._merging = None
        return True

    def _merge(self, segments: Sequence[ArraySegment], result: ArraySegment) -> None:
        self._merge_content(segments, result)
        self._derive(result)

    def _merge_content(
        self, segments: Sequence[ArraySegment], result: ArraySegment, sharing: Sharing | None = None
    ) -> None:
        merge = Merge([Source.of(self._path(segment, CONTENT), segment.deleted) for segment in segments])
        merge.write(self._path(result, CONTENT), sharing)
        result.set_doc_count(merge.documents)

    def _derive(self, segment: ArraySegment) -> None:
        derive(ArrayFile(self._path(segment, CONTENT)), self._path(segment, DERIVED), self._analysis.stems)

    def _path(self, segment: ArraySegment, extension: str) -> Path:
        return self._folder / f"{segment.segment_id()}{extension}"

    # ------------------------------------------------------------ the end

    def close(self) -> None:
        """Finish merges and let go of the lock; what was not committed is forgotten."""
        try:
            for run in self._runs:
                self._remove(run.segment)
            self._begin()
            while self._install(wait=True):
                self._publish(self._segments)
                self._merging = maintenance.begin(self._segments, self._analysis.index_name, self._merge, self._merger)
        finally:
            self._merger.shutdown()
            self._lock.release()

    def _remove(self, segment: ArraySegment) -> None:
        for extension in (CONTENT, DERIVED):
            self._path(segment, extension).unlink(missing_ok=True)

    def __enter__(self) -> WhooshWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None and self._changed:
                self.commit()
        finally:
            self.close()


def _without(segment: ArraySegment, deleted: set[int]) -> ArraySegment:
    return segment.with_deleted(np.array(sorted(deleted), np.uint32)) if deleted else segment


def _not_empty(segments: Iterable[ArraySegment]) -> list[ArraySegment]:
    return [segment for segment in segments if segment.doc_count()]
