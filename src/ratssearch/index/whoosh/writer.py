"""Writing: documents are collected, flushed into segments at a bounded size, and published by commit().

Everything that a commit publishes is on disk before the new table of contents appears; whatever an interrupted
writer left behind is listed by no table of contents and removed by the next commit.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType

import numpy as np

from ratssearch.index.whoosh import generations
from ratssearch.index.whoosh.arrayfile import ArrayFile
from ratssearch.index.whoosh.batch import Batch
from ratssearch.index.whoosh.cache import BytesCache
from ratssearch.index.whoosh.codec import ArraySegment
from ratssearch.index.whoosh.derived import write_derived
from ratssearch.index.whoosh.document import Document, document
from ratssearch.index.whoosh.lock import WriteLock
from ratssearch.index.whoosh.merge import Source, merge
from ratssearch.index.whoosh.schema import TextAnalysis
from ratssearch.index.whoosh.segment import CONTENT, DERIVED, SegmentFile, bytes_of
from ratssearch.models import Release

FLUSH_WORDS = 6_000_000  # words held in memory before they become a segment; about 300 MB at the peak
MERGE_FACTOR = 6  # so many segments of about one size become one
_SMALLEST_LEVEL = 1_000  # documents; all smaller segments count as one size


class _Run:
    """A segment that this writer has made and not yet published."""

    def __init__(self, segment: ArraySegment, written: Future[int]) -> None:
        self.segment = segment
        self.written = written
        self.deleted: set[int] = set()


class WhooshWriter:
    """Adds and removes releases; see index.engine.IndexWriter. For one thread. With `clear`, begins from nothing."""

    def __init__(self, folder: Path, analysis: TextAnalysis, *, clear: bool = False) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._analysis = analysis
        self._lock = WriteLock(folder)
        self._lock.acquire()
        try:
            self._generation, segments = generations.latest(folder, analysis.index_name)
            self._segments: list[ArraySegment] = [] if clear else list(segments)
            self._files = {
                segment.segment_id(): SegmentFile(folder, segment.segment_id(), BytesCache(0, bytes_of))
                for segment in self._segments
            }
        except BaseException:
            self._lock.release()
            raise
        self._flusher = ThreadPoolExecutor(1, "flush")  # numpy, compression and disk work beside the analysis
        self._changed = clear or not self._generation  # an index of nothing is an index too
        self._begin()

    def _begin(self) -> None:
        self._batch = Batch(self._analysis.words)
        self._runs: list[_Run] = []
        self._pending: dict[str, tuple[int, int]] = {}  # id -> number of its run, document
        self._deleted: dict[str, set[int]] = {}  # segment -> documents to delete

    # ------------------------------------------------------------ changes

    def add(self, release: Release) -> None:
        self.add_document(document(release))

    def add_document(self, given: Document) -> None:
        """Add a document, in place of an earlier one of the same id."""
        self.delete(given.id)
        self._pending[given.id] = (len(self._runs), len(self._batch))
        self._batch.add(given)
        self._changed = True
        if self._batch.words >= FLUSH_WORDS:
            self._flush()

    def delete(self, release_id: str) -> None:
        run, number = self._pending.pop(release_id, (-1, -1))
        if run >= 0:
            self._unpublished(run).add(number)
        for name, file in self._files.items():
            found = file.find(release_id)
            if found >= 0:
                self._deleted.setdefault(name, set()).add(found)
                self._changed = True

    def _unpublished(self, run: int) -> set[int]:
        """Documents deleted from a run, or from the batch that will be the next run."""
        return self._runs[run].deleted if run < len(self._runs) else self._batch.deleted

    def _flush(self) -> None:
        """Hand the batch over to be written; at most one other waits, so memory stays bounded."""
        if not len(self._batch):
            return
        if self._runs:
            self._runs[-1].written.result()
        segment = ArraySegment(self._analysis.index_name, len(self._batch))
        run = _Run(segment, self._flusher.submit(self._batch.write, self._path(segment, CONTENT)))
        run.deleted = self._batch.deleted
        self._runs.append(run)
        self._batch = Batch(self._analysis.words)

    # ------------------------------------------------------------ publishing

    def commit(self) -> str:
        if self._changed:
            added = self._finished_runs()
            self._publish([*self._remaining(), *added])
            self._changed = False
            self._begin()
            self._merge_levels()
        return generations.label(self._generation, self._segments)

    def _finished_runs(self) -> list[ArraySegment]:
        """What was added, as one segment ready to be searched; nothing if all of it was deleted again."""
        self._flush()
        for run in self._runs:
            run.written.result()
        runs = [run for run in self._runs if len(run.deleted) < run.segment.doc_count_all()]
        if not runs:
            return []
        if len(runs) > 1 or runs[0].deleted:
            deleted = [np.array(sorted(run.deleted), np.int64) for run in runs]
            return [self._merged([run.segment for run in runs], deleted)]
        self._derive(runs[0].segment)
        return [runs[0].segment]

    def _remaining(self) -> list[ArraySegment]:
        """The segments of the last generation without what was deleted since; empty ones go."""
        remaining = []
        for segment in self._segments:
            gone = self._deleted.get(segment.segment_id())
            kept = segment.with_deleted(np.array(sorted(gone), np.uint32)) if gone else segment
            if kept.deleted_count() < kept.doc_count_all():
                remaining.append(kept)
        return remaining

    def _publish(self, segments: list[ArraySegment]) -> None:
        self._generation = generations.publish(self._folder, self._analysis, self._generation + 1, segments)
        self._segments = segments
        names = [segment.segment_id() for segment in segments]
        self._files = {
            name: self._files.get(name) or SegmentFile(self._folder, name, BytesCache(0, bytes_of)) for name in names
        }

    def _merge_levels(self) -> None:
        """Join segments of about one size, so that their number grows with the logarithm of the index only."""
        while True:
            chosen = to_merge(self._segments)
            if len(chosen) < 1:
                return
            merged = self._merged(chosen, [segment.deleted for segment in chosen])
            self._publish([*(segment for segment in self._segments if segment not in chosen), merged])

    def merge_all(self) -> str:
        """Join all segments into one; for an index that will not change for long."""
        self.commit()
        if len(self._segments) > 1 or any(segment.deleted_count() for segment in self._segments):
            self._publish([self._merged(self._segments, [segment.deleted for segment in self._segments])])
        return generations.label(self._generation, self._segments)

    def _merged(
        self, segments: Sequence[ArraySegment], deleted: Sequence[np.typing.NDArray[np.integer]]
    ) -> ArraySegment:
        sources = []
        for segment, gone in zip(segments, deleted, strict=True):
            keep = None
            if len(gone):
                keep = np.ones(segment.doc_count_all(), np.bool_)
                keep[gone] = False
            sources.append(Source(ArrayFile(self._path(segment, CONTENT)), keep))
        result = ArraySegment(self._analysis.index_name)
        result.set_doc_count(merge(sources, self._path(result, CONTENT)))
        self._derive(result)
        return result

    def _derive(self, segment: ArraySegment) -> None:
        content = ArrayFile(self._path(segment, CONTENT))
        write_derived(content, self._path(segment, DERIVED), self._analysis.stems)

    def _path(self, segment: ArraySegment, extension: str) -> Path:
        return self._folder / f"{segment.segment_id()}{extension}"

    # ------------------------------------------------------------ the end

    def close(self) -> None:
        """Let go of the lock; what was not committed is forgotten."""
        self._flusher.shutdown(cancel_futures=True)
        for run in self._runs:
            self._path(run.segment, CONTENT).unlink(missing_ok=True)
        self._runs = []
        self._lock.release()

    def __enter__(self) -> WhooshWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                self.commit()
        finally:
            self.close()


def to_merge(segments: Sequence[ArraySegment]) -> list[ArraySegment]:
    """The segments that are to become one now: a full level of sizes, or one of which much is deleted."""
    levels: dict[int, list[ArraySegment]] = {}
    for segment in segments:
        live = segment.doc_count()
        if segment.deleted_count() > live and segment.doc_count_all() > _SMALLEST_LEVEL:
            return [segment]
        level = int(np.log(max(1.0, live / _SMALLEST_LEVEL)) / np.log(MERGE_FACTOR) + 1e-9)
        levels.setdefault(level + (live > _SMALLEST_LEVEL), []).append(segment)
    return next((found for _, found in sorted(levels.items()) if len(found) >= MERGE_FACTOR), [])
