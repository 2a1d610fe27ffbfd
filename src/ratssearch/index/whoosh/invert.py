"""Inversion in bulk: from the words of documents, one after the other, to postings in word order.

Each word of the text becomes one 64-bit key (word, document, position); sorting the keys is the inversion.
"""

from __future__ import annotations

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.postings import Chunk


def invert(words: Array, lengths: Array) -> Chunk:
    """Postings of a batch. `words` holds ordinals (uint32, document after document), `lengths` words per document."""
    if not len(words):
        none = np.empty(0, np.int64)
        return Chunk(none, none, none, none, none)
    for_document = _bits(len(lengths) - 1)
    for_position = _bits(int(lengths.max()) - 1)
    if _bits(int(words.max())) + for_document + for_position > 64:
        raise ValueError("batch too large to invert")
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    keys = words.astype(np.uint64)
    keys <<= np.uint64(for_document + for_position)
    # What a document and a position add to a key: one ascending run per document.
    below = np.arange(len(words), dtype=np.uint64)
    shifts = (np.arange(len(lengths), dtype=np.int64) << for_position) - starts
    below += np.repeat(shifts, lengths).view(np.uint64)
    keys |= below
    del below
    keys.sort()
    positions = (keys & np.uint64((1 << for_position) - 1)).astype(np.uint32)
    keys >>= np.uint64(for_position)
    begins = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    tf = np.diff(begins, append=len(keys))
    keys = keys[begins]
    ids = (keys & np.uint64((1 << for_document) - 1)).astype(np.int32)
    keys >>= np.uint64(for_document)
    firsts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return Chunk(keys[firsts].astype(np.int64), np.diff(firsts, append=len(keys)), ids, tf, positions)


def _bits(largest: int) -> int:
    return max(1, largest.bit_length())
