"""The best so many of many documents, in a total order: score or day first, then release id."""

from __future__ import annotations

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array

_SAMPLE = 16


def smallest(keys: Array, size: int) -> Array:
    """Places of the `size` smallest keys, ascending by key; keys are distinct."""
    if len(keys) > 64 * _SAMPLE and size * _SAMPLE < len(keys):
        # The size-th smallest of a sample bounds the size-th smallest of all from above.
        bound = np.partition(keys[::_SAMPLE], size - 1)[size - 1]
        candidates = np.flatnonzero(keys <= bound)
    else:
        candidates = np.arange(len(keys))
    order = np.argsort(keys.take(candidates))[:size]
    return candidates.take(order)


def best(scores: Array, ids: Array, order: Array, size: int) -> Array:
    """Places of the `size` highest scores, in order; equal scores by the rank (order) of their documents (ids)."""
    if size >= len(scores):
        return np.lexsort((order.take(ids), -scores))
    if len(scores) > 64 * _SAMPLE and size * _SAMPLE < len(scores):
        sample = scores[::_SAMPLE]
        candidates = np.flatnonzero(scores >= np.partition(sample, len(sample) - size)[len(sample) - size])
    else:
        candidates = np.arange(len(scores))
    values = scores.take(candidates)
    limit = np.partition(values, len(values) - size)[len(values) - size]
    above = candidates.compress(values > limit)
    level = candidates.compress(values == limit)
    level = level.take(smallest(order.take(ids.take(level)), size - len(above)))
    above = above.take(np.lexsort((order.take(ids.take(above)), -scores.take(above))))
    return np.concatenate((above, level))
