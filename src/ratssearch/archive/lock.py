"""One writer at a time: a lock on a file, which the system lets go of when its holder ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from ratssearch.errors import ArchiveError


@contextmanager
def writer_lock(path: Path, purpose: str) -> Iterator[None]:
    """Hold the lock file `path` for a purpose such as "crawl"; raises ArchiveError saying who holds it instead."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise ArchiveError(
            f"The lock file {path} cannot be opened: {error.strerror}.", hint="Check the permissions of its folder."
        ) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip() or "another process"
            raise ArchiveError(
                f"The archive is being written by {holder}.", hint="Wait until that has ended, or end it."
            ) from None
        # The file stays when the lock goes: removing it would let two processes lock two files of one name.
        os.ftruncate(descriptor, 0)
        started = datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        os.pwrite(descriptor, f"process {os.getpid()} ({purpose}, since {started})\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)
