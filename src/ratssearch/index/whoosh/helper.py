"""What a helping process of rebuild.py does: segments of the documents that it is sent.

Documents come through its standard input, chunk by chunk: the length of the chunk in eight bytes, then plain values.
A chunk of no length is the end; an input that just stops means that nobody waits for the result any more. For each
segment, its id and its number of documents are a line of the standard output.
"""

from __future__ import annotations

import gc
import marshal
import signal
import sys
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from ratssearch.index.whoosh.batch import Batch
from ratssearch.index.whoosh.codec import ArraySegment
from ratssearch.index.whoosh.document import Document
from ratssearch.index.whoosh.schema import ANALYSES
from ratssearch.index.whoosh.segment import CONTENT

END = bytes(8)
_FORMAT = 2  # of marshal: without looking for what occurs twice
_document: Any = partial(tuple.__new__, Document)  # Document._make without its check


def command(folder: Path, analysis: str, flush_bytes: int) -> list[str]:
    """The command line of a helper; unlike with multiprocessing, the caller's main module is not run again in it."""
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import main; main(*sys.argv[1:])"
    return [sys.executable, "-c", code, str(folder), analysis, str(flush_bytes)]


def packed(chunk: Iterable[Document]) -> bytes:
    """Documents as a helper takes them. Written and read by the same Python, so its fastest form will do."""
    data = marshal.dumps(list(map(tuple, chunk)), _FORMAT)
    return len(data).to_bytes(8, "little") + data


def main(folder: str, analysis: str, flush_bytes: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # it ends with the process that it helps
    gc.disable()  # nothing here refers to itself
    chosen = ANALYSES[analysis]
    batch = Batch(chosen.vocabulary())
    ended = False
    for chunk in _chunks(sys.stdin.buffer):
        for one in chunk:
            batch.add(one)
        ended = not chunk
        if len(batch) and (ended or batch.size >= int(flush_bytes)):
            segment = ArraySegment(chosen.index_name)
            batch.write(Path(folder) / f"{segment.segment_id()}{CONTENT}", durable=False)  # it will be merged
            print(segment.segid, len(batch), flush=True)
            batch = batch.next()
    if not ended:
        raise SystemExit(1)


def _chunks(stream: BinaryIO) -> Iterator[list[Document]]:
    """The documents of each chunk; at last, if all has come, none."""
    while len(head := stream.read(8)) == 8:
        size = int.from_bytes(head, "little")
        if size == 0:
            yield []
            return
        data = stream.read(size)
        if len(data) < size:
            return
        yield list(map(_document, marshal.loads(data)))  # noqa: S302 - sent by our own process
