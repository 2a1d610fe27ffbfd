"""What a helping process of rebuild.py does: segments of documents that it is sent, then its part of their merge.

Documents come through its standard input, chunk by chunk: plain values, and their texts one after the other as they
are, so that none is copied once more. An empty chunk is the end of them. For each segment its number of documents is a
line of the standard output; an empty line says that all are made. Then two more chunks may come: the segments that are
to be merged, and the layout of the merged one's file. It writes the derived file and its part of the postings, and
answers with a chunk, what did not fit. An input that just stops means that nobody waits for the result any more.

It starts in a fraction of the time of the whole program: nothing that is imported here imports Whoosh.
"""

from __future__ import annotations

import gc
import marshal
import signal
import sys
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Any

import numpy as np

from ratssearch.index.whoosh.analyses import ANALYSES, TextAnalysis
from ratssearch.index.whoosh.batch import Batch
from ratssearch.index.whoosh.document import Document
from ratssearch.index.whoosh.merge import SHARED, Merge, Source
from ratssearch.index.whoosh.segment import CONTENT, DERIVED

_FORMAT = 2  # of marshal: without looking for what occurs twice
_HEAD = 16  # bytes: the lengths of the values and of the texts
END = bytes(_HEAD)
_document: Any = partial(tuple.__new__, Document)  # Document._make without its check


def command(folder: Path, analysis: str, flush_bytes: int, name: str) -> list[str]:
    """The command line of a helper, whose segments are called `name` and a number; unlike with multiprocessing, the
    caller's main module is not run again in it."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import main; main(*sys.argv[1:])"
    return [sys.executable, "-c", code, str(folder), analysis, str(flush_bytes), name]


def packed_documents(documents: Sequence[Document]) -> bytes:
    """A chunk of documents: the length of each text stands in its place."""
    texts = [one.body for one in documents]
    return packed([(*one[:3], len(one.body), *one[4:]) for one in documents], texts)


def packed(values: list[Any], texts: Sequence[bytes] = ()) -> bytes:
    """A chunk of plain values. Written and read by the same Python, so its fastest form will do."""
    data = marshal.dumps(values, _FORMAT)
    head = len(data).to_bytes(8, "little") + sum(map(len, texts)).to_bytes(8, "little")
    return b"".join((head, data, *texts))


def unpacked(stream: IO[bytes]) -> tuple[list[Any], memoryview] | None:
    """The values of the next chunk and its texts: none if it is the end of the documents, None if there is no chunk."""
    head = stream.read(_HEAD)
    size = int.from_bytes(head[:8], "little")
    whole = size + int.from_bytes(head[8:], "little")
    data = memoryview(stream.read(whole))
    if len(head) < _HEAD or len(data) < whole:
        return None
    values: list[Any] = marshal.loads(data[:size]) if size else []  # noqa: S302 - sent by our own process
    return values, data[size:]


def main(folder: str, analysis: str, flush_bytes: str, name: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the process that it helps
    gc.disable()  # nothing here refers to itself
    chosen = ANALYSES[analysis]
    _make_segments(Path(folder), chosen, int(flush_bytes), name)
    given, _ = _chunk()
    if given:
        _share_merge(Path(folder), chosen, *given)


def _make_segments(folder: Path, analysis: TextAnalysis, flush_bytes: int, name: str) -> None:
    batch, made = Batch(analysis.vocabulary()), 0
    values, texts = _chunk()
    while values:
        for one in _documents(values, texts):
            batch.add(one)
        values, texts = _chunk()
        if len(batch) and (not values or batch.size >= flush_bytes):
            batch.write(folder / f"{name}{made}{CONTENT}", durable=False)  # it will be merged
            print(len(batch), flush=True)
            batch, made = batch.next(), made + 1
    print(flush=True)


def _share_merge(folder: Path, analysis: TextAnalysis, result: str, segments: list[tuple[str, bytes]]) -> None:
    sources = [Source.of(folder / f"{name}{CONTENT}", np.frombuffer(gone, np.uint32)) for name, gone in segments]
    merge = Merge(sources)
    merge.derive(folder / f"{result}{DERIVED}", analysis.stems)
    field = merge.field(SHARED)
    (layout,), _ = _chunk()
    large = field.fill(folder / f"{result}{CONTENT}", layout, field.middle, len(field.sizes.terms))
    sys.stdout.buffer.write(packed([[(at.tobytes(), values.tobytes()) for at, values in large]]))
    sys.stdout.buffer.flush()


def _chunk() -> tuple[list[Any], memoryview]:
    chunk = unpacked(sys.stdin.buffer)
    if chunk is None:
        raise SystemExit(1)
    return chunk


def _documents(values: list[Any], texts: memoryview) -> Iterator[Document]:
    start = 0
    for release_id, url, title, size, *others in values:
        yield _document((release_id, url, title, texts[start : start + size], *others))
        start += size
