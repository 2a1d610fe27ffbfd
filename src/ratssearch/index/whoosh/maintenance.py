"""Merging in the background of a writer: which segments, and how deletions made meanwhile are carried over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.codec import ArraySegment

MERGE_FACTOR = 6  # so many segments of about one size become one
_SMALLEST_LEVEL = 1_000  # documents; all smaller segments count as one size

Merge = Callable[[Sequence[ArraySegment], ArraySegment], None]


def to_merge(segments: Sequence[ArraySegment]) -> list[ArraySegment]:
    """The segments that are to become one now: a full level of sizes, or one of which most is deleted."""
    levels: dict[int, list[ArraySegment]] = {}
    for segment in segments:
        live = segment.doc_count()
        if segment.deleted_count() > live:
            return [segment]
        level = int(np.log(max(1.0, live / _SMALLEST_LEVEL)) / np.log(MERGE_FACTOR) + 1e-9)
        levels.setdefault(level + (live > _SMALLEST_LEVEL), []).append(segment)
    return next((found for _, found in sorted(levels.items()) if len(found) >= MERGE_FACTOR), [])


@dataclass(frozen=True, slots=True)
class Merging:
    """A merge under way: what goes in (as it was when it began), what comes out, and when."""

    sources: Sequence[ArraySegment]
    result: ArraySegment
    done: Future[None]

    def numbers(self) -> dict[str, Array]:
        """For each source the number in the result of each of its documents; -1 for those that were deleted before."""
        numbers, base = {}, 0
        for source in self.sources:
            keep = np.ones(source.doc_count_all(), np.bool_)
            keep[source.deleted] = False
            numbers[source.segment_id()] = np.where(keep, base + np.cumsum(keep) - 1, -1)
            base += int(np.count_nonzero(keep))
        return numbers

    def replaced(self, segments: Sequence[ArraySegment]) -> list[ArraySegment]:
        """The segments with the result in place of its sources, and what was deleted from them meanwhile."""
        numbers = self.numbers()
        now = {segment.segment_id(): segment for segment in segments}
        gone = []
        for name, new in numbers.items():
            deleted = now[name].deleted if name in now else np.arange(len(new))  # a segment left empty is not listed
            gone.append(new.take(deleted.astype(np.int64)))
        deleted = np.concatenate(gone)
        deleted = deleted[deleted >= 0]
        result = self.result.with_deleted(deleted) if len(deleted) else self.result
        kept = [segment for segment in segments if segment.segment_id() not in numbers]
        return [*kept, result] if result.doc_count() else kept

    def carried(self, pending: Mapping[str, set[int]]) -> dict[str, set[int]]:
        """Deletions that are not committed yet, in the numbers of the result."""
        numbers = self.numbers()
        carried = {name: gone for name, gone in pending.items() if name not in numbers}
        moved = {int(numbers[name][one]) for name, gone in pending.items() if name in numbers for one in gone}
        if moved:
            carried[self.result.segment_id()] = moved - {-1}
        return carried


def begin(segments: Sequence[ArraySegment], index_name: str, merge: Merge, pool: ThreadPoolExecutor) -> Merging | None:
    """Begin the merge that the sizes of the segments ask for, if any."""
    chosen = to_merge(segments)
    if not chosen:
        return None
    result = ArraySegment(index_name)
    return Merging(chosen, result, pool.submit(merge, chosen, result))
