"""One file of named arrays: what a segment is on disk. Written once, then memory-mapped and never changed.

    "RATSARR1" | array | array | ... | directory (JSON) | length of the directory (8 bytes) | "RATSARR1"

Arrays start at multiples of 64 bytes. A file that was cut short has no trailer and is refused.
"""

from __future__ import annotations

import json
import mmap
import os
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

MAGIC = b"RATSARR1"
_ALIGN = 64

Array = npt.NDArray[Any]


Layout = dict[str, tuple[str, int, int]]  # array -> its type, its items, and where it begins in the file


class DamagedFile(Exception):
    """The file is no complete array file."""


class ArrayFileWriter:
    """Writes arrays one after the other; nothing is kept in memory."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        """Not `durable`: close() leaves it to the system when the bytes reach the disk; see make_durable()."""
        self.path = path
        self._durable = durable
        self._file = path.open("xb+")
        self._file.write(MAGIC)
        self._arrays: Layout = {}
        self.meta: dict[str, Any] = {}

    def write(self, name: str, array: Array) -> None:
        """Append a one-dimensional array."""
        array = np.ascontiguousarray(array)
        self._begin(name, array.dtype, array.size)
        self._file.write(array.data)

    def write_bytes(self, name: str, data: bytes) -> None:
        self.write(name, np.frombuffer(data, np.uint8))

    def reserve(self, name: str, dtype: npt.DTypeLike, size: int) -> Array:
        """Room for an array of `size` items, as a writable mapping to be filled before close()."""
        kind = np.dtype(dtype)
        offset = self._begin(name, kind, size)
        if size:
            self._file.flush()
            # Room on the disk, too: writing to a mapping that has none would end the process instead of an error.
            os.posix_fallocate(self._file.fileno(), offset, kind.itemsize * size)
            self._file.seek(offset + kind.itemsize * size)
        return reserved(self.path, self._arrays, name)

    def layout(self) -> Layout:
        """Where the arrays are that were begun so far; see reserved()."""
        return dict(self._arrays)

    def stream(self, name: str) -> BinaryIO:
        """A file to write the bytes of one array to, piece by piece, until end_stream()."""
        self._begin(name, np.dtype(np.uint8), 0)
        self._streaming = name
        return self._file

    def end_stream(self) -> None:
        dtype, _, offset = self._arrays[self._streaming]
        self._arrays[self._streaming] = (dtype, self._file.tell() - offset, offset)

    def _begin(self, name: str, dtype: np.dtype[Any], size: int) -> int:
        if name in self._arrays:
            raise ValueError(f"array {name} written twice")
        offset = -(-self._file.tell() // _ALIGN) * _ALIGN
        self._file.write(b"\0" * (offset - self._file.tell()))
        self._arrays[name] = (dtype.str, size, offset)
        return offset

    def close(self) -> None:
        """Write the directory; the file is complete."""
        directory = json.dumps({"arrays": self._arrays, "meta": self.meta}).encode()
        self._file.write(directory + len(directory).to_bytes(8, "little") + MAGIC)
        self._file.flush()
        if self._durable:
            os.fsync(self._file.fileno())
        self._file.close()

    def discard(self) -> None:
        """Remove the unfinished file."""
        self._file.close()
        self.path.unlink(missing_ok=True)


def reserved(path: Path, layout: Layout, name: str) -> Array:
    """Room that was reserved in a file under way, to be filled; other processes may fill other parts of it."""
    dtype, size, offset = layout[name]
    return np.memmap(path, dtype, "r+", offset, (size,)) if size else np.empty(0, dtype)


def make_durable(path: Path) -> None:
    """See that a complete file is on the disk, not only in the system's memory."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


class ArrayFile:
    """A finished file, mapped read-only. Arrays are views of the mapping and stay valid after the file is removed."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise DamagedFile(f"{path} is empty") from error
        if self._map[:8] != MAGIC or self._map[-8:] != MAGIC:
            raise DamagedFile(f"{path} is incomplete")
        length = int.from_bytes(self._map[-16:-8], "little")
        directory = json.loads(self._map[-16 - length : -16])
        self._arrays: Layout = directory["arrays"]
        self.meta: dict[str, Any] = directory["meta"]
        self.size = len(self._map)
        self._views: dict[str, Array] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def array(self, name: str) -> Array:
        view = self._views.get(name)
        if view is None:
            dtype, size, offset = self._arrays[name]
            view = self._views[name] = np.frombuffer(self._map, dtype, size, offset)
        return view

    def bytes_of(self, name: str) -> memoryview:
        _, size, offset = self._arrays[name]
        return memoryview(self._map)[offset : offset + size]

    def names(self) -> list[str]:
        return list(self._arrays)
