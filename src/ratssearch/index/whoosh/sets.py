"""Sets of documents as ascending int64 arrays, and the operations on them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array

EMPTY: Array = np.empty(0, np.int64)


def as_set(ids: Array) -> Array:
    """Ids of any integer type as a set; they ascend already."""
    return ids if ids.dtype == np.int64 else ids.astype(np.int64)


def mask(ids: Array, documents: int) -> Array:
    """One bool per document."""
    members = np.zeros(documents, np.bool_)
    members[as_set(ids)] = True
    return members


def intersection(left: Array, right: Array, documents: int) -> Array:
    if len(right) < len(left):
        left, right = right, left
    return left.compress(among(right, left, documents))


def among(ids: Array, wanted: Array, documents: int) -> Array:
    """Which of the wanted documents (bool each) are in ids."""
    if len(ids) == documents:
        return np.ones(len(wanted), np.bool_)
    if not len(ids) or not len(wanted):
        return np.zeros(len(wanted), np.bool_)
    if len(wanted) * 8 < len(ids):
        return contains(ids, wanted)
    return mask(ids, documents).take(wanted)


def contains(sorted_ids: Array, wanted: Array) -> Array:
    """Which of the wanted ids (bool each) are in sorted_ids, which is not empty."""
    at = sorted_ids.searchsorted(wanted.astype(sorted_ids.dtype))  # of one type, or all of sorted_ids is converted
    inside: Array = sorted_ids.take(at, mode="clip") == wanted
    return inside


def bits_at(bits: Array, wanted: Array) -> Array:
    """Which of some numbers have their bit set, in words of 64; one bool each."""
    octets = bits.view(np.uint8).take(wanted >> 3)
    octets >>= wanted.astype(np.uint8) & 7
    octets &= 1
    return octets.view(np.bool_)


def distinct(ids: Array) -> Array:
    """An ascending array without repeats."""
    if not len(ids):
        return ids
    new = np.empty(len(ids), np.bool_)
    new[0] = True
    np.not_equal(ids[1:], ids[:-1], out=new[1:])
    return ids.compress(new)


def union(parts: Sequence[Array], documents: int) -> Array:
    parts = [part for part in parts if len(part)]
    if not parts:
        return EMPTY
    if len(parts) == 1:
        return as_set(parts[0])
    if max(map(len, parts)) == documents:
        return max(parts, key=len)
    if sum(map(len, parts)) * 32 < documents:
        return distinct(np.sort(np.concatenate(parts).astype(np.int64), kind="stable"))
    members = np.zeros(documents, np.bool_)
    for part in parts:
        members[as_set(part)] = True
    return members.nonzero()[0]


def complement(ids: Array, documents: int) -> Array:
    members = np.ones(documents, np.bool_)
    members[as_set(ids)] = False
    return members.nonzero()[0]
