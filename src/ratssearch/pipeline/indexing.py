"""Keep an index in step with the archive, whatever happened to either."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator

from ratssearch.archive import Archive
from ratssearch.errors import IndexUnavailable
from ratssearch.index import Engine, open_engine
from ratssearch.models import Release
from ratssearch.pipeline.reports import Listener, Progress, Step
from ratssearch.pipeline.workspace import Workspace

INDEX_NAME = "whoosh"  # under which the archive notes how far this index has followed
COMMIT_EVERY = 2000  # changes; a commit costs the same for one release as for many
MANY = 5_000  # releases from which on a second process pays for its start

_log = logging.getLogger(__name__)


class IndexFollower:
    """Brings an index up to the archive's latest change. Use in a `with` block."""

    def __init__(self, archive: Archive, workspace: Workspace, listener: Listener) -> None:
        self._archive = archive
        self._listener = listener
        self._engine: Engine = open_engine(workspace.index)
        self.indexed = 0  # releases written so far

    def __enter__(self) -> IndexFollower:
        return self

    def __exit__(self, *error: object) -> None:
        self._engine.close()

    @property
    def generation(self) -> str:
        return self._engine.generation

    def waiting(self) -> int:
        """How many changes the index has not seen; at least as many as releases."""
        return self._archive.latest_change() - self._archive.index_cursor(INDEX_NAME)[0]

    def catch_up(self) -> None:
        """Follow, and rebuild an index that is missing, of another schema, or not the one that was followed."""
        try:
            self._engine.count()
        except IndexUnavailable as error:
            _log.info("The index is built anew: %s", error)
            self.rebuild()
            return
        self.follow()
        if self._engine.count() != self._archive.count():
            _log.warning("The index is built anew: it holds other releases than the archive.")
            self.rebuild()

    def follow(self) -> None:
        """Tell the index of every change since it was last told."""
        change, _ = self._archive.index_cursor(INDEX_NAME)
        batch = self._archive.changes_after(change)
        while batch:
            written = 0
            with self._engine.writer() as writer:
                while batch and written < COMMIT_EVERY:
                    for entry in batch:
                        if entry.release is None:
                            writer.delete(entry.release_id)
                        else:
                            writer.add(entry.release)
                    written += len(batch)
                    change = batch[-1].number
                    self._listener(Progress(Step.INDEX, self.indexed + written))
                    batch = self._archive.changes_after(change)
                generation = writer.commit()
            # Killed right here, the next start writes the same releases once more: no harm.
            self._archive.move_index_cursor(INDEX_NAME, change, generation)
            self.indexed += written

    def rebuild(self) -> str:
        """Write a whole new index beside the live one and switch to it; returns its generation."""
        change = self._archive.latest_change()
        processes = 2 if self._archive.count() >= MANY and (os.cpu_count() or 1) > 1 else 1
        generation = self._engine.rebuild(self._counted(self._archive.releases()), processes=processes)
        self._archive.move_index_cursor(INDEX_NAME, change, generation)
        return generation

    def _counted(self, releases: Iterator[Release]) -> Iterator[Release]:
        total = self._archive.count()
        for number, release in enumerate(releases, 1):
            yield release
            self.indexed += 1
            self._listener(Progress(Step.INDEX, number, total))
