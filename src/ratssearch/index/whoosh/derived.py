"""What is computed from a segment once it is to be searched, kept in a file beside it: orders and stem classes.

order.id       uint32  rank of each document by id
order.newest   uint32  rank by day, newest first, undated last, then id
order.oldest   uint32  rank by day, oldest first, undated last, then id
facets.*       see facet_arrays.py
stems.blob ... keys of the stem classes that hold any other word than the key; stems.start, stems.words: ordinals
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array, ArrayFile, ArrayFileWriter
from ratssearch.index.whoosh.columns import Columns
from ratssearch.index.whoosh.document import SEPARATOR, UNDATED
from ratssearch.index.whoosh.facet_arrays import write_facets
from ratssearch.index.whoosh.strings import SortedStrings, write_strings

Stems = Callable[[Iterable[str]], list[str]]

_FAR = 2**31 - 1


def derive(content: ArrayFile, path: Path, stems: Stems | None) -> None:
    """Write the file beside a segment of this content. Without stems every word is a class of its own."""
    write_derived(SortedStrings.read(content, "words").all(), Columns.read(content), path, stems)


def write_derived(words: Sequence[bytes], columns: Columns, path: Path, stems: Stems | None) -> None:
    """The same for a segment of these words and columns."""
    file = ArrayFileWriter(path)
    try:
        _write_orders(columns, file)
        write_facets(columns, file)
        _write_stems(words, file, stems)
        file.close()
    except BaseException:
        file.discard()
        raise


def _ids(columns: Columns) -> list[bytes]:
    ends, blob = np.cumsum(columns.hits.counts), columns.hits.flat[0].tobytes()
    separator, find = SEPARATOR.encode(), blob.find
    return [blob[begin : find(separator, begin)] for begin in (ends - columns.hits.counts).tolist()]


def _write_orders(columns: Columns, file: ArrayFileWriter) -> None:
    ids = _ids(columns)
    by_id = np.array(sorted(range(len(ids)), key=ids.__getitem__), np.int64)
    first = columns.numbers["date.first"].astype(np.int64)
    undated = first == UNDATED
    file.write("order.id", _ranks(by_id))
    # A stable sort of the documents in id order keeps ids ascending among equal days.
    for name, key in (("newest", np.where(undated, _FAR, -first)), ("oldest", np.where(undated, _FAR, first))):
        file.write(f"order.{name}", _ranks(by_id[np.argsort(key[by_id], kind="stable")]))


def _ranks(order: Array) -> Array:
    ranks = np.empty(len(order), np.uint32)
    ranks[order] = np.arange(len(order), dtype=np.uint32)
    return ranks


def _write_stems(words: Sequence[bytes], file: ArrayFileWriter, stems: Stems | None) -> None:
    classes: dict[str, list[int]] = {}
    if stems is not None:
        texts = [word.decode() for word in words]
        for ordinal, (word, key) in enumerate(zip(texts, stems(texts), strict=True)):
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
