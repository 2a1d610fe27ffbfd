"""Inversion in bulk: from the words of documents, one after the other, to postings in word order.

Each word of the text becomes one 64-bit key (word, document, position); sorting the keys is the inversion. Keys are
made and taken apart piece by piece, so that all but the sort works inside a processor's cache.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array
from ratssearch.index.whoosh.postings import Chunk

_PIECE = 65_536  # keys


def invert(words: Array, lengths: Array) -> Chunk:
    """Postings of a batch. `words` holds ordinals (uint32, document after document), `lengths` words per document."""
    if not len(words):
        none = np.empty(0, np.int64)
        return Chunk(none, none, none, none, none)
    for_document = _bits(len(lengths) - 1)
    for_position = _bits(int(lengths.max()) - 1)
    if _bits(int(words.max())) + for_document + for_position > 64:
        raise ValueError("batch too large to invert")
    keys = _keys(words, lengths, for_document, for_position)
    keys.sort()
    positions, begins = _without_positions(keys, for_position)
    tf = np.diff(begins, append=len(keys))
    keys = keys.take(begins)
    ids = (keys & np.uint64((1 << for_document) - 1)).astype(np.int32)
    keys >>= np.uint64(for_document)
    firsts = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return Chunk(keys[firsts].astype(np.int64), np.diff(firsts, append=len(keys)), ids, tf, positions)


def _keys(words: Array, lengths: Array, for_document: int, for_position: int) -> Array:
    ends = np.cumsum(lengths, dtype=np.int64)
    # What a document and a position add to a key is one ascending run per document.
    shifts = (np.arange(len(lengths), dtype=np.int64) << for_position) - (ends - lengths)
    keys = np.empty(len(words), np.uint64)
    cuts = np.searchsorted(ends, np.arange(0, len(words), _PIECE), side="right").tolist()
    for first, last in pairwise([*cuts, len(lengths)]):
        if first < last:
            start, end = int(ends[first] - lengths[first]), int(ends[last - 1])
            piece = keys[start:end]
            piece[:] = words[start:end]
            piece <<= np.uint64(for_document + for_position)
            below = np.arange(start, end, dtype=np.int64)
            below += np.repeat(shifts[first:last], lengths[first:last])
            piece |= below.view(np.uint64)
    return keys


def _without_positions(keys: Array, for_position: int) -> tuple[Array, Array]:
    """Cut the positions off sorted keys; returns them, and where each word of each document begins."""
    positions = np.empty(len(keys), np.uint32)
    begins = np.empty(len(keys), np.bool_)
    before = keys[0]
    for start in range(0, len(keys), _PIECE):
        piece = keys[start : start + _PIECE]
        positions[start : start + _PIECE] = piece & np.uint64((1 << for_position) - 1)
        piece >>= np.uint64(for_position)
        begins[start] = piece[0] != before
        np.not_equal(piece[1:], piece[:-1], out=begins[start + 1 : start + _PIECE])
        before = piece[-1]
    begins[0] = True
    return positions, np.flatnonzero(begins)


def _bits(largest: int) -> int:
    return max(1, largest.bit_length())
