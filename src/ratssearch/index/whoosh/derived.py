"""What is computed from a segment once it is to be searched, kept in a file beside it: orders and stem classes.

order.id       uint32  rank of each document by id
order.newest   uint32  rank by day, newest first, undated last, then id
order.oldest   uint32  rank by day, oldest first, undated last, then id
facets.*       see facet_arrays.py
stems.blob ... keys of the stem classes that hold any other word than the key; stems.start, stems.words: ordinals
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter
from ratssearch.index.whoosh.document import SEPARATOR, UNDATED
from ratssearch.index.whoosh.facet_arrays import write_facets
from ratssearch.index.whoosh.strings import SortedStrings, write_strings

Stems = Callable[[Iterable[str]], list[str]]

_FAR = 2**31 - 1


def write_derived(segment: ArrayFile, path: Path, stems: Stems | None) -> None:
    """Write the file beside a segment. Without stems every word is a class of its own."""
    file = ArrayFileWriter(path)
    try:
        _write_orders(segment, file)
        write_facets(segment, file)
        _write_stems(segment, file, stems)
        file.close()
    except BaseException:
        file.discard()
        raise


def hit_texts(segment: ArrayFile) -> list[list[bytes]]:
    """Id, URL and title of every document."""
    start, blob = segment.array("hit.start").tolist(), bytes(segment.bytes_of("hit.blob"))
    separator = SEPARATOR.encode()
    return [blob[begin:end].split(separator) for begin, end in pairwise(start)]


def _ids(segment: ArrayFile) -> list[bytes]:
    begins, blob = segment.array("hit.start")[:-1].tolist(), bytes(segment.bytes_of("hit.blob"))
    separator, find = SEPARATOR.encode(), blob.find
    return [blob[begin : find(separator, begin)] for begin in begins]


def _write_orders(segment: ArrayFile, file: ArrayFileWriter) -> None:
    ids = _ids(segment)
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    first = segment.array("date.first").astype(np.int64)
    undated = first == UNDATED
    rank = _ranks(by_id)
    file.write("order.id", rank)
    # A stable sort of the documents in id order keeps ids ascending among equal days.
    for name, key in (("newest", np.where(undated, _FAR, -first)), ("oldest", np.where(undated, _FAR, first))):
        file.write(f"order.{name}", _ranks(by_id[np.argsort(key[by_id], kind="stable")]))


def _ranks(order: Array) -> Array:
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks


def _write_stems(segment: ArrayFile, file: ArrayFileWriter, stems: Stems | None) -> None:
    classes: dict[str, list[int]] = {}
    if stems is not None:
        words = [word.decode() for word in SortedStrings.read(segment, "words")]
        for ordinal, (word, key) in enumerate(zip(words, stems(words), strict=True)):
            if key in classes:
                classes[key].append(ordinal)
            elif key != word:
                classes[key] = [ordinal]
            else:
                classes[key] = [-1, ordinal]  # worth keeping only if another word joins
    kept = {
        key: [ordinal for ordinal in members if ordinal >= 0]
        for key, members in classes.items()
        if members[0] >= 0 or len(members) > 2
    }
    keys = sorted(kept)
    sizes = np.fromiter((len(kept[key]) for key in keys), np.int64, len(keys))
    write_strings(file, "stems", [key.encode() for key in keys])
    file.write("stems.start", np.concatenate(([0], np.cumsum(sizes))).astype(np.uint32))
    file.write("stems.words", np.array([ordinal for key in keys for ordinal in kept[key]], np.uint32))
