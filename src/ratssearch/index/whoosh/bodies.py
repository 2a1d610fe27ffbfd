"""The texts of releases: compressed in blocks of a few texts, so that any one is back in some twenty microseconds.

body.block    uint64  where each compressed block ends in body.blob
body.first    uint32  the first document of each block, and at last the number of documents
body.offset   uint32  where each document's text begins in its block, decompressed
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

import numpy as np
import zstandard

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter

BLOCK_BYTES = 16_384  # a block is closed once it holds as many
_LEVEL = 1
_EMPTY = b" "  # in place of a block of empty texts, which the compressor refuses; its texts begin after it


class BodyWriter:
    """Writes texts in document order. The blob comes last in the file, so nothing of it stays in memory."""

    def __init__(self, file: ArrayFileWriter) -> None:
        self._file = file
        self._stream = file.stream("body.blob")
        self._compressor = zstandard.ZstdCompressor(level=_LEVEL)
        self._ends: list[int] = []
        self._firsts: list[int] = []
        self._offsets: list[Array] = []
        self._texts: list[bytes] = []
        self._size = 0
        self._end = 0
        self._documents = 0

    def add(self, text: bytes) -> None:
        self._texts.append(text)
        self._size += len(text)
        if self._size >= BLOCK_BYTES:
            self._close_block()

    def add_all(self, texts: Iterable[bytes]) -> None:
        """Many texts, compressed in one call, which leaves the interpreter to other threads."""
        self._close_block()
        blocks: list[list[bytes]] = [[]]
        size = 0
        for text in texts:
            if size >= BLOCK_BYTES:
                blocks.append([])
                size = 0
            blocks[-1].append(text)
            size += len(text)
        if not blocks[0]:
            return
        compressed = self._compressor.multi_compress_to_buffer([b"".join(block) or _EMPTY for block in blocks])
        for number, block in enumerate(blocks):
            lengths = np.fromiter(map(len, block), np.int64, len(block))
            begins = np.cumsum(lengths) - lengths if lengths.any() else np.full(len(block), len(_EMPTY))
            self._put(compressed[number].tobytes(), begins)

    def add_block(self, compressed: memoryview, offsets: Array) -> None:
        """A block of another segment as it is, with the offsets of its documents."""
        self._close_block()
        self._put(compressed, offsets)

    def add_segment(self, bodies: Bodies) -> None:
        """All texts of another segment, as they stand there."""
        self._close_block()
        blob, ends, firsts, offsets = bodies.whole()
        self._stream.write(blob)
        self._ends.extend((ends.astype(np.int64) + self._end).tolist())
        self._firsts.extend((firsts[:-1].astype(np.int64) + self._documents).tolist())
        self._offsets.append(offsets)
        self._end += len(blob)
        self._documents += len(offsets)

    def close(self) -> None:
        self._close_block()
        self._file.end_stream()
        self._file.write("body.block", np.array(self._ends, np.uint64))
        self._file.write("body.first", np.array([*self._firsts, self._documents], np.uint32))
        offsets = np.concatenate(self._offsets) if self._offsets else np.empty(0)
        self._file.write("body.offset", offsets.astype(np.uint32))

    def _close_block(self) -> None:
        if self._texts:
            lengths = np.fromiter(map(len, self._texts), np.int64, len(self._texts))
            self._put(self._compressor.compress(b"".join(self._texts)), np.cumsum(lengths) - lengths)
            self._texts.clear()
            self._size = 0

    def _put(self, compressed: bytes | memoryview, offsets: Array) -> None:
        self._stream.write(compressed)
        self._end += len(compressed)
        self._ends.append(self._end)
        self._firsts.append(self._documents)
        self._offsets.append(offsets)
        self._documents += len(offsets)


class Bodies:
    """Reads texts; safe for many threads."""

    def __init__(self, file: ArrayFile) -> None:
        self._blob = file.bytes_of("body.blob")
        self._ends = file.array("body.block")
        self._firsts = file.array("body.first")
        self._offsets = file.array("body.offset")
        self._local = threading.local()  # a decompressor is not for two threads at once

    def __len__(self) -> int:
        return len(self._offsets)

    def text(self, document: int) -> str:
        return self.raw(document).decode()

    def raw(self, document: int) -> bytes:
        block = int(np.searchsorted(self._firsts, document, side="right")) - 1
        data = self.decompressed(block)
        end = int(self._offsets[document + 1]) if document + 1 < self._firsts[block + 1] else len(data)
        return data[int(self._offsets[document]) : end]

    def whole(self) -> tuple[memoryview, Array, Array, Array]:
        """The compressed blocks one after the other, where each ends, its first document, and the offsets of all
        documents."""
        return self._blob, self._ends, self._firsts, self._offsets

    def blocks(self) -> int:
        return len(self._ends)

    def documents(self, block: int) -> range:
        return range(int(self._firsts[block]), int(self._firsts[block + 1]))

    def compressed(self, block: int) -> tuple[memoryview, Array]:
        """One block as it stands in the file, and the offsets of its documents."""
        members = self.documents(block)
        return self._block(block), self._offsets[members.start : members.stop]

    def decompressed(self, block: int) -> bytes:
        if not hasattr(self._local, "decompressor"):
            self._local.decompressor = zstandard.ZstdDecompressor()
        data: bytes = self._local.decompressor.decompress(self._block(block))
        return data

    def _block(self, block: int) -> memoryview:
        return self._blob[int(self._ends[block - 1]) if block else 0 : int(self._ends[block])]
