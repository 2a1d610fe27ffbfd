"""The SQLite file itself: connections, transactions, and its errors in words that say what to do.

One connection writes, under a lock; readers borrow from a small pool, so any number of threads may read.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from ratssearch.archive import schema
from ratssearch.errors import ArchiveError

Connection = sqlite3.Connection
Value = TypeVar("Value")

_BUSY_SECONDS = 30.0
_POOL_SIZE = 8
_READ_ATTEMPTS = 20

# SQLite's primary result codes -> what happened, what to do.
_TROUBLE = {
    sqlite3.SQLITE_NOTADB: ("is not a SQLite file", "Move it away, or restore a backup in its place."),
    sqlite3.SQLITE_CORRUPT: ("is damaged", "Restore a backup, or recover it with `sqlite3 FILE .recover`."),
    sqlite3.SQLITE_FULL: ("cannot grow: the disk is full", "Free some space and start again; nothing is lost."),
    sqlite3.SQLITE_READONLY: ("cannot be written", "Check the permissions of the file and of its folder."),
    sqlite3.SQLITE_PERM: ("cannot be read", "Check the permissions of the file and of its folder."),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "Check that the folder exists and its permissions."),
    sqlite3.SQLITE_BUSY: ("is in use by another process", "Try again when that process has ended."),
    sqlite3.SQLITE_LOCKED: ("is in use by another process", "Try again when that process has ended."),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "Check the disk; `dmesg` may tell more."),
    sqlite3.SQLITE_TOOBIG: ("was given a value too large to keep", "Lower max_page_bytes."),
}


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise ArchiveError in place of SQLite's own errors; a broken constraint is our mistake and passes through."""
    try:
        yield
    except sqlite3.IntegrityError:
        raise
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) or 0
        what, hint = _TROUBLE.get(code & 0xFF, (f"gave an error: {error}", "Run `ratssearch doctor`."))
        raise ArchiveError(f"The archive {path} {what}.", hint=hint) from error


@dataclass(frozen=True, slots=True)
class _Reader:
    """A connection and what the file looked like when it was opened.

    Where a write-ahead log cannot be set up (a folder that we may not write) and none is there, every change is in
    the file itself, and it is read as it stands, without locks; `state` then says whether it stood still."""

    connection: sqlite3.Connection
    without_locks: bool
    state: tuple[int, ...]


class Database:
    """An open SQLite file. Safe for many threads; a forked child opens reading connections of its own."""

    def __init__(self, path: Path, *, read_only: bool, older: bool = False) -> None:
        """`older` lets a reader open a file of an older schema, as backups are."""
        self.path = path
        self._lock = threading.RLock()  # held by the one writing transaction of this process
        self._pool_lock = threading.Lock()
        self._pool: list[_Reader] = []
        self._writing: sqlite3.Connection | None = None
        self._owner = os.getpid()
        self._closed = False
        with translated(path):
            if not read_only:
                self._writing = self._open_for_writing()
            elif path.exists():
                self._check_readable(older)
            else:
                raise ArchiveError(f"There is no archive {path} yet.", hint="`ratssearch crawl` makes it.")

    def read(self, work: Callable[[sqlite3.Connection], Value]) -> Value:
        """Run `work` on one consistent view of the file. `work` must bear being run again: a file that is read
        without locks and changes meanwhile is read anew."""
        with translated(self.path):
            for _ in range(_READ_ATTEMPTS):
                reader = self._borrow()
                try:
                    reader.connection.execute("BEGIN")
                    value = work(reader.connection)
                    reader.connection.execute("COMMIT")
                except BaseException:
                    reader.connection.close()
                    if reader.without_locks and self._has_changed(reader):
                        continue
                    raise
                if not self._has_changed(reader):
                    self._give_back(reader)
                    return value
                reader.connection.close()
                if not reader.without_locks:
                    return value  # the file was put in another's place; this view was consistent
        raise ArchiveError(
            f"The archive {self.path} changes faster than it can be read here.",
            hint="Let this process write to the archive's folder, so that SQLite can keep its locks there.",
        )

    @contextmanager
    def write(self, *, durable: bool = True) -> Iterator[sqlite3.Connection]:
        """One writing transaction: all or nothing. A durable one survives a power cut once this returns; another
        survives a killed process, and a power cut may undo it whole."""
        if self._writing is None:
            raise ArchiveError(f"The archive {self.path} is not open for writing.")
        with self._lock, translated(self.path):
            connection = self._writing
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def empty_log(self) -> None:
        """Fold the write-ahead log into the file and overwrite it, so that nothing deleted is left in it. Waits for
        readers; a reader that stays longer leaves it to the next time."""
        with self._lock, translated(self.path):
            if self._writing is not None:
                self._writing.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def backup_to(self, target: Path) -> None:
        """Write a compact, consistent copy; a writer at work is not disturbed."""
        if target.exists():
            raise ArchiveError(f"{target} exists already.", hint="Name a file that does not.")
        with translated(target):
            connection = self._borrow().connection
            try:
                connection.execute("VACUUM INTO ?", (str(target),))
            finally:
                connection.close()

    def restore_from(self, copy: Path) -> None:
        """Put the content of a backup in the place of the present one, in one step that readers bear. Never do this
        by copying files: a write-ahead log left beside the old file would be played over the new one."""
        if not copy.is_file():
            raise ArchiveError(f"There is no file {copy}.", hint="Name a backup that was made by `ratssearch backup`.")
        if self._writing is None:
            raise ArchiveError(f"The archive {self.path} is not open for writing.")
        source = Database(copy, read_only=True, older=True)
        reader = source._borrow()
        try:
            with self._lock, translated(self.path):
                reader.connection.backup(self._writing)
                schema.migrate(self._writing, self.path)
        finally:
            reader.connection.close()
            source.close()

    def close(self) -> None:
        """Close every connection; the last one to close folds the write-ahead log into the file."""
        with self._lock, self._pool_lock, translated(self.path):
            self._closed = True
            if self._owner == os.getpid():
                for reader in self._pool:
                    reader.connection.close()
            self._pool.clear()
            if self._writing is not None:
                self._writing.close()
                self._writing = None

    # ------------------------------------------------------------ connections

    def _open_for_writing(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArchiveError(
                f"The folder {self.path.parent} cannot be made: {error.strerror}.", hint="Set data_dir to another one."
            ) from error
        connection = self._connect("mode=rwc")
        try:
            schema.check(connection, self.path)  # before anything is written into a foreign file
            connection.execute("PRAGMA journal_mode = WAL")
            schema.migrate(connection, self.path)
            connection.execute("PRAGMA secure_delete = ON")
            connection.execute("PRAGMA foreign_keys = ON")
        except BaseException:
            connection.close()
            raise
        return connection

    def _check_readable(self, older: bool) -> None:
        number = self.read(lambda connection: schema.check(connection, self.path))
        if number < len(schema.steps()) and not (older and number):
            raise ArchiveError(
                f"The archive {self.path} is of an older schema.", hint="The next `ratssearch crawl` updates it."
            )

    def _connect(self, mode: str) -> sqlite3.Connection:
        return sqlite3.connect(
            f"file:{quote(str(self.path.absolute()))}?{mode}",
            uri=True,
            timeout=_BUSY_SECONDS,
            isolation_level=None,  # transactions are begun by name, here and nowhere else
            check_same_thread=False,
        )

    def _borrow(self) -> _Reader:
        with self._pool_lock:
            if self._closed:
                raise ArchiveError(f"The archive {self.path} is closed.")
            if self._owner != os.getpid():
                self._pool, self._owner = [], os.getpid()
            while self._pool:
                reader = self._pool.pop()
                if not self._has_changed(reader):
                    return reader
                reader.connection.close()
        return self._open_for_reading()

    def _give_back(self, reader: _Reader) -> None:
        with self._pool_lock:
            if not self._closed and len(self._pool) < _POOL_SIZE:
                self._pool.append(reader)
                return
        reader.connection.close()

    def _open_for_reading(self) -> _Reader:
        state = self._state(without_locks=False)
        connection = self._connect("mode=ro")
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return _Reader(connection, False, state)
        except sqlite3.Error as error:
            connection.close()
            cannot_lock = (error.sqlite_errorcode & 0xFF) in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)
            if not cannot_lock or not os.access(self.path, os.R_OK) or self._log_size():
                raise
        state = self._state(without_locks=True)
        return _Reader(self._connect("mode=ro&immutable=1"), True, state)

    def _has_changed(self, reader: _Reader) -> bool:
        return reader.state != self._state(without_locks=reader.without_locks)

    def _state(self, *, without_locks: bool) -> tuple[int, ...]:
        """What must stay the same for a connection to be used again: which file it is, and for one without locks
        everything that a writer changes."""
        try:
            file = self.path.stat()
        except FileNotFoundError:
            return ()
        if not without_locks:
            return (file.st_dev, file.st_ino)
        return (file.st_dev, file.st_ino, file.st_size, file.st_mtime_ns, self._log_size())

    def _log_size(self) -> int:
        try:
            return self.path.with_name(f"{self.path.name}-wal").stat().st_size
        except FileNotFoundError:
            return 0
