"""The generation that a reader works on: found anew when the folder has changed, with all that is still good kept."""

from __future__ import annotations

import os
import threading
import time
from collections import deque
from pathlib import Path

from ratssearch.errors import CursorExpired, IndexUnavailable
from ratssearch.index.ranking import Ranking
from ratssearch.index.whoosh import generations, private
from ratssearch.index.whoosh.analyses import TextAnalysis
from ratssearch.index.whoosh.arrayfile import DamagedFile
from ratssearch.index.whoosh.cache import BytesCache
from ratssearch.index.whoosh.codec import ArraySegment
from ratssearch.index.whoosh.segment import SegmentFile, SegmentView, bytes_of
from ratssearch.index.whoosh.snapshot import Snapshot

_KEPT = 4  # former generations that relevance cursors may still ask for
_ATTEMPTS = 200
_PAUSE = 0.005  # seconds between attempts
_SETTLED = 100_000_000  # nanoseconds; a folder changed more recently may change again within the clock's tick


class CurrentSnapshot:
    """Safe for many threads; looking whether there is a new generation takes microseconds."""

    def __init__(self, folder: Path, analysis: TextAnalysis, ranking: Ranking, cache_bytes: int) -> None:
        self._folder = folder
        self._path = str(folder)
        self._analysis = analysis
        self._ranking = ranking
        self._cache = BytesCache(cache_bytes, bytes_of)
        self._lock = threading.Lock()
        self._stamp = 0
        self._number = -1
        self._kept: deque[Snapshot] = deque(maxlen=_KEPT)

    def get(self) -> Snapshot:
        """The newest generation. Raises IndexUnavailable if there is none of this schema."""
        try:
            stamp = os.stat(self._path).st_mtime_ns  # noqa: PTH116 - Path takes five times as long
        except FileNotFoundError:
            self.close()
            raise self._absent() from None
        if stamp == self._stamp and self._kept:
            return self._kept[-1]
        with self._lock:
            return self._refreshed(stamp)

    def pinned(self, generation: str) -> Snapshot:
        """A certain generation. Raises CursorExpired if it is gone."""
        self.get()
        with self._lock:
            kept = tuple(self._kept)
        for snapshot in kept:
            if snapshot.generation == generation:
                return snapshot
        raise CursorExpired("This list has changed since it was made.", hint="Start again from the first page.")

    def _refreshed(self, stamp: int) -> Snapshot:
        for _ in range(_ATTEMPTS):
            number = generations.names(self._folder).get(self._analysis.index_name, -1)
            if number < 0:
                raise self._absent()
            if number != self._number or not self._kept:
                try:
                    self._open(number)
                except FileNotFoundError:  # a writer has just published the next generation
                    time.sleep(_PAUSE)
                    continue
                except (DamagedFile, *private.UNREADABLE) as error:
                    raise IndexUnavailable(
                        f"The index is damaged ({self._folder}).", hint="Run `ratssearch reindex` to make it anew."
                    ) from error
            self._stamp = stamp if time.time_ns() - stamp > _SETTLED else 0
            return self._kept[-1]
        raise IndexUnavailable("The index changes faster than it can be opened.", hint="Try again.")

    def _open(self, number: int) -> None:
        listed: list[ArraySegment] = private.read_toc(self._folder, self._analysis.index_name, number)
        label = generations.label(number, listed)
        known = {view.file.name: view.file for snapshot in self._kept for view in snapshot.views}
        views = []
        for segment in listed:
            name = segment.segment_id()
            file = known.get(name) or SegmentFile(self._folder, name, self._cache)
            views.append(SegmentView.open(file, segment.deleted))
        self._kept.append(Snapshot(label, views, self._ranking, stemmed=self._analysis.stems is not None))
        self._number = number
        used = {view.file.name for snapshot in self._kept for view in snapshot.views}
        for name in known.keys() - used:
            self._cache.drop(name)

    def _absent(self) -> IndexUnavailable:
        others = generations.names(self._folder)
        what = "The index was made by another version" if others else "There is no index yet"
        return IndexUnavailable(f"{what} ({self._folder}).", hint="Run `ratssearch reindex` to make it.")

    def close(self) -> None:
        with self._lock:
            self._kept.clear()
            self._stamp, self._number = 0, -1
