"""An index that follows the archive in a thread of its own while pages are still coming in."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from ratssearch.pipeline.indexing import IndexFollower

_EVERY = 0.2  # seconds between looks


@contextmanager
def following(index: IndexFollower, changes: int, failed: Callable[[], None]) -> Iterator[None]:
    """Tell the index of what changed whenever that is `changes` or more. If that fails, `failed` is called at once, and
    the error is raised when the block ends."""
    ended = threading.Event()
    errors: list[BaseException] = []

    def follow() -> None:
        try:
            while not ended.wait(_EVERY):
                if index.waiting() >= changes:
                    index.follow()
        except BaseException as error:  # noqa: BLE001  # it is raised again where the crawl was called
            errors.append(error)
            failed()

    thread = threading.Thread(target=follow, name="index", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
    if errors:
        raise errors[0]
