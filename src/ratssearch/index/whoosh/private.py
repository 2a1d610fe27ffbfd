"""Every name of Whoosh that is not part of its documented interface, in one place; a test names each.

The commit protocol is Whoosh's: a generation is a table of contents, `_NAME_N.toc`, that lists the segments; the
newest one counts, and it appears by a rename. What Whoosh leaves to the operating system is made durable here.
"""

from __future__ import annotations

import os
import pickle
import re
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh.codec.base import Segment
from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, clean_files

# What reading a damaged table of contents may raise.
UNREADABLE = (pickle.UnpicklingError, EOFError, IndexError, ValueError, AttributeError, AssertionError, struct.error)


class DurableStorage(FileStorage):  # type: ignore[misc]
    """Files of a folder; what is renamed into place has reached the disk before."""

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        folder = Path(self.folder)
        sync(folder / oldname)
        (folder / oldname).rename(folder / newname)
        sync(folder)


class _Reading(DurableStorage):
    """A folder that remembers what was opened."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.opened: list[Any] = []

    def open_file(self, name: str, **kwargs: Any) -> Any:
        self.opened.append(super().open_file(name, **kwargs))
        return self.opened[-1]


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def toc_pattern(name: str) -> re.Pattern[str]:
    """Matches the file names of tables of contents; group 1 is the generation."""
    pattern: re.Pattern[str] = TOC._pattern(name)
    return pattern


def read_toc(folder: Path, name: str, generation: int) -> list[Any]:
    """The segments of a generation. Raises FileNotFoundError if a writer has just replaced it."""
    if not (folder / TOC._filename(name, generation)).stat().st_size:
        raise EOFError("empty table of contents")
    storage = _Reading(str(folder))
    try:
        segments: list[Any] = TOC.read(storage, name, gen=generation).segments
    except UNREADABLE:
        for stream in storage.opened:  # Whoosh closes the file only if it could be read
            stream.close()
        raise
    return segments


def write_toc(folder: Path, name: str, generation: int, schema: Schema, segments: Sequence[Segment]) -> None:
    """Publish a generation."""
    TOC(schema, list(segments), generation).write(DurableStorage(str(folder)), name)


def remove_unused(folder: Path, name: str, generation: int, segments: Sequence[Segment]) -> None:
    """Remove the files of other generations and of segments that this one does not have."""
    clean_files(DurableStorage(str(folder)), name, generation, segments)
