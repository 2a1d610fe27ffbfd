"""One writer at a time, in any process: a lock on a file that names its holder and falls with the holder's end."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from ratssearch.errors import IndexUnavailable

LOCK_NAME = "write.lock"


class WriteLock:
    """Held from acquire() to release(), or until the process ends in whatever way."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / LOCK_NAME
        self._descriptor = -1

    def acquire(self) -> None:
        """Raises IndexUnavailable, naming the holder, if the lock is held."""
        descriptor = os.open(self._path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = os.read(descriptor, 200).decode("utf-8", "replace").strip() or "another process"
            os.close(descriptor)
            raise IndexUnavailable(
                f"The index is being written by {holder}.", hint="Wait until that has finished, then try again."
            ) from error
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"process {os.getpid()}\n".encode())
        self._descriptor = descriptor

    def release(self) -> None:
        """Let others write; no error if the lock is not held."""
        if self._descriptor >= 0:
            os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = -1
