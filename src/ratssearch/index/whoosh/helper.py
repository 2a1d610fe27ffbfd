"""What a helping process of rebuild.py does: segments of documents that it is sent, then its part of their merge.

Documents come through its standard input, chunk by chunk: the length of the chunk in eight bytes, then plain values.
A chunk of no length is the end of them. For each segment its number of documents is a line of the standard output; an
empty line says that all are made. Then two more chunks may come: the segments that are to be merged, and the layout of
the merged one's file. It writes the derived file and its part of the postings, and answers with a chunk, what did not
fit. An input that just stops means that nobody waits for the result any more.

It starts in a fraction of the time of the whole program: nothing that is imported here imports Whoosh.
"""

from __future__ import annotations

import gc
import marshal
import signal
import sys
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np

from ratssearch.index.whoosh.analyses import ANALYSES, TextAnalysis
from ratssearch.index.whoosh.batch import Batch
from ratssearch.index.whoosh.document import Document
from ratssearch.index.whoosh.merge import SHARED, Merge, Source
from ratssearch.index.whoosh.segment import CONTENT, DERIVED

END = bytes(8)
_FORMAT = 2  # of marshal: without looking for what occurs twice
_document: Any = partial(tuple.__new__, Document)  # Document._make without its check


def command(folder: Path, analysis: str, flush_bytes: int, name: str) -> list[str]:
    """The command line of a helper, whose segments are called `name` and a number; unlike with multiprocessing, the
    caller's main module is not run again in it."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import main; main(*sys.argv[1:])"
    return [sys.executable, "-c", code, str(folder), analysis, str(flush_bytes), name]


def packed(values: list[Any]) -> bytes:
    """A chunk: tuples of plain values. Written and read by the same Python, so its fastest form will do."""
    data = marshal.dumps(values, _FORMAT)
    return len(data).to_bytes(8, "little") + data


def main(folder: str, analysis: str, flush_bytes: str, name: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the process that it helps
    gc.disable()  # nothing here refers to itself
    chosen = ANALYSES[analysis]
    _make_segments(Path(folder), chosen, int(flush_bytes), name)
    given = _chunk()
    if given:
        _share_merge(Path(folder), chosen, *given)


def _make_segments(folder: Path, analysis: TextAnalysis, flush_bytes: int, name: str) -> None:
    batch, made, chunk = Batch(analysis.vocabulary()), 0, _chunk()
    while chunk:
        for one in chunk:
            batch.add(_document(one))
        chunk = _chunk()
        if len(batch) and (not chunk or batch.size >= flush_bytes):
            batch.write(folder / f"{name}{made}{CONTENT}", durable=False)  # it will be merged
            print(len(batch), flush=True)
            batch, made = batch.next(), made + 1
    print(flush=True)


def _share_merge(folder: Path, analysis: TextAnalysis, result: str, segments: list[tuple[str, bytes]]) -> None:
    sources = [Source.of(folder / f"{name}{CONTENT}", np.frombuffer(gone, np.uint32)) for name, gone in segments]
    merge = Merge(sources)
    merge.derive(folder / f"{result}{DERIVED}", analysis.stems)
    field = merge.field(SHARED)
    (layout,) = _chunk()
    large = field.fill(folder / f"{result}{CONTENT}", layout, field.middle, len(field.sizes.terms))
    sys.stdout.buffer.write(packed([[(at.tobytes(), values.tobytes()) for at, values in large]]))
    sys.stdout.buffer.flush()


def _chunk() -> list[Any]:
    values = unpacked(sys.stdin.buffer)
    if values is None:
        raise SystemExit(1)
    return values


def unpacked(stream: IO[bytes]) -> list[Any] | None:
    """The values of the next chunk: none if it is the end of the documents, None if there is no chunk."""
    head = stream.read(8)
    size = int.from_bytes(head, "little")
    data = stream.read(size)
    if len(head) < 8 or len(data) < size:
        return None
    values: list[Any] = marshal.loads(data) if data else []  # noqa: S302 - sent by our own process
    return values
