"""Sorted strings in one block of bytes: the form of every dictionary on disk (words, stems, facet values)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter

_LINE_FEED = 10
_NONE: Array = np.empty(0, np.int64)


class SortedStrings(Sequence[bytes]):
    """UTF-8 strings in byte order, separated by line feeds; a string's ordinal is its place."""

    def __init__(self, blob: memoryview, ends: Array) -> None:
        self._blob = blob
        self._ends = ends  # end of each string in blob; each is followed by one line feed

    @classmethod
    def read(cls, file: ArrayFile, name: str) -> SortedStrings:
        return cls(file.bytes_of(f"{name}.blob"), file.array(f"{name}.ends"))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, ordinal: int) -> bytes:  # type: ignore[override]
        start = int(self._ends[ordinal - 1]) + 1 if ordinal else 0
        return bytes(self._blob[start : self._ends[ordinal]])

    def find(self, text: bytes) -> int:
        """The ordinal of a string, or -1."""
        place = bisect_left(self, text)
        return place if place < len(self._ends) and self[place] == text else -1

    def prefix_range(self, prefix: bytes) -> tuple[int, int]:
        """Ordinals first..last (exclusive) of the strings that begin with prefix."""
        first = bisect_left(self, prefix)
        return first, bisect_left(self, prefix + b"\xff", first)

    def slice(self, first: int, last: int) -> list[bytes]:
        """The strings of ordinals first..last (exclusive), faster than one by one."""
        if first >= last:
            return []
        start = int(self._ends[first - 1]) + 1 if first else 0
        return bytes(self._blob[start : self._ends[last - 1]]).split(b"\n")

    def all(self) -> list[bytes]:
        return self.slice(0, len(self))

    def block(self, first: int, last: int) -> tuple[bytes, int]:
        """The bytes of ordinals first..last (exclusive) with their separators, and the offset they start at."""
        start = int(self._ends[first - 1]) + 1 if first else 0
        return bytes(self._blob[start : self._ends[last - 1]]), start

    def ordinals_at(self, offsets: Array) -> Array:
        """The ordinals of the strings that hold the given offsets of the block."""
        return np.searchsorted(self._ends, offsets, side="left")

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.all())


def write_strings(file: ArrayFileWriter, name: str, strings: Sequence[bytes]) -> None:
    """Write strings that are sorted already and hold no line feed."""
    write_block(file, name, b"\n".join(strings), bool(strings))


def write_block(file: ArrayFileWriter, name: str, blob: bytes, some: bool) -> None:
    """Write strings that are joined by line feeds already; `some`: there are any (one may be empty)."""
    file.write_bytes(f"{name}.blob", blob)
    ends = np.append(np.flatnonzero(np.frombuffer(blob, np.uint8) == _LINE_FEED), len(blob)) if some else _NONE
    file.write(f"{name}.ends", ends.astype(np.uint32 if ends.size == 0 or ends[-1] < 2**32 else np.uint64))
