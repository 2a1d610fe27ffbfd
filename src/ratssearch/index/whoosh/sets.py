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
    if not len(left) or len(right) == documents:
        return left
    if len(left) * 8 < len(right):
        return left.compress(contains(right, left))
    return left.compress(mask(right, documents).take(left))


def difference(left: Array, right: Array, documents: int) -> Array:
    if not len(left) or not len(right):
        return left
    if len(left) * 8 < len(right):
        return left.compress(~contains(right, left))
    return left.compress(~mask(right, documents).take(left))


def contains(sorted_ids: Array, wanted: Array) -> Array:
    """Which of the wanted ids (bool each) are in sorted_ids, which is not empty."""
    found = np.searchsorted(sorted_ids, wanted)
    np.minimum(found, len(sorted_ids) - 1, out=found)
    inside: Array = sorted_ids.take(found) == wanted
    return inside


def common(left: Array, right: Array) -> Array:
    """The numbers in both of two ascending arrays of any (large) numbers."""
    if len(right) < len(left):
        left, right = right, left
    if not len(left):
        return left
    if len(left) * 16 < len(right):
        return left.compress(contains(right, left))
    # Two ascending runs sort in one pass, after which equal numbers are neighbours.
    both = np.sort(np.concatenate((left, right)), kind="stable")
    return both.take(np.flatnonzero(both[1:] == both[:-1]))


def distinct(ids: Array) -> Array:
    """An ascending array without repeats."""
    if not len(ids):
        return ids
    return ids.take(np.flatnonzero(np.concatenate(([True], ids[1:] != ids[:-1]))))


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
    return np.flatnonzero(members)


def complement(ids: Array, documents: int) -> Array:
    members = np.ones(documents, np.bool_)
    members[as_set(ids)] = False
    return np.flatnonzero(members)
