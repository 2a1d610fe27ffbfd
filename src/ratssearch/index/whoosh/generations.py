"""Generations on disk: which is the newest, what it lists, and how the next one is published."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from pathlib import Path

from ratssearch.index.whoosh import private
from ratssearch.index.whoosh.analyses import TextAnalysis
from ratssearch.index.whoosh.codec import ArraySegment
from ratssearch.index.whoosh.schema import whoosh_schema

_ANY_TOC = re.compile(r"_([a-z]+[0-9]+x[0-9]+)_([0-9]+)\.toc")
_LEFTOVER = re.compile(r"_[a-z]+[0-9]+x[0-9]+_[0-9]+\.toc\..+|[a-z]+[0-9]+x[0-9]+_[0-9a-z]+\.(?:arr|drv)")


def names(folder: Path) -> dict[str, int]:
    """The indexes in a folder (name as in analyses.py) and the newest generation of each."""
    found: dict[str, int] = {}
    if folder.is_dir():
        for path in folder.iterdir():
            match = _ANY_TOC.fullmatch(path.name)
            if match:
                found[match[1]] = max(found.get(match[1], 0), int(match[2]))
    return found


def latest(folder: Path, name: str) -> tuple[int, list[ArraySegment]]:
    """The number of the newest generation of any index in the folder, and the segments of the index called `name`."""
    known = names(folder)
    segments = private.read_toc(folder, name, known[name]) if name in known else []
    return newest(folder), segments


def newest(folder: Path) -> int:
    """The number of the newest generation of any index in the folder, read or not; 0 if there is none."""
    return max(names(folder).values(), default=0)


def publish(
    folder: Path,
    analysis: TextAnalysis,
    generation: int,
    segments: Sequence[ArraySegment],
    busy: Sequence[ArraySegment] = (),
) -> int:
    """Make a generation the current one, then remove the files that it does not need; `busy` are being written."""
    name = analysis.index_name
    private.sync(folder)
    private.write_toc(folder, name, generation, whoosh_schema(analysis.name), segments)
    needed = [*segments, *busy]
    private.remove_unused(folder, name, generation, needed)
    current = {segment.segment_id() for segment in needed}
    for path in folder.iterdir():
        other_toc = _ANY_TOC.fullmatch(path.name)
        if other_toc:
            unused = other_toc[1] != name
        else:
            unused = bool(_LEFTOVER.fullmatch(path.name)) and path.name.split(".")[0] not in current
        if unused:
            path.unlink(missing_ok=True)
    return generation


def label(generation: int, segments: Sequence[ArraySegment]) -> str:
    """A generation's name for clients: its number and a sum over its content, so that two indexes rarely share one."""
    content = "".join(sorted(f"{segment.segment_id()}{segment.deleted_count()}" for segment in segments))
    return f"{generation}-{zlib.crc32(content.encode()):08x}"
