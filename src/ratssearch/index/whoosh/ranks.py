"""The best so many of many documents, in a total order: score or day first, then release id."""

from __future__ import annotations

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array

_SAMPLE = 16


def smallest(keys: Array, size: int) -> Array:
    """Places of the `size` smallest keys, ascending by key; keys are distinct."""
    if not _sampled(keys, size):
        first: Array = keys.argsort()[:size]
        return first
    sample = keys[::_SAMPLE].copy()
    sample.partition(size - 1)
    candidates = (keys <= sample[size - 1]).nonzero()[0]
    chosen: Array = candidates.take(keys.take(candidates).argsort()[:size])
    return chosen


def best(scores: Array, ids: Array, order: Array, size: int) -> Array:
    """Places of the `size` highest scores, in order; equal scores by the rank (order) of their documents (ids)."""
    places = _reaching(scores, size) if size < len(scores) else np.arange(len(scores))
    if len(places) > size + _SAMPLE:  # many score alike: of these only the first are sorted
        own = scores.take(places)
        limit = own.min()
        level = places.compress(own == limit)
        above = places.compress(own > limit)
        level = level.take(smallest(order.take(ids.take(level)), size - len(above)))
        places = np.concatenate((above, level))
    ranked = np.lexsort((order.take(ids.take(places)), -scores.take(places)))
    return places.take(ranked[:size])


def _reaching(scores: Array, size: int) -> Array:
    """Places of the scores that are not below the size-th highest: as many, or more if some are equal to it."""
    if not _sampled(scores, size):
        return (scores >= _highest(scores, size)).nonzero()[0]
    candidates = (scores >= _highest(scores[::_SAMPLE], size)).nonzero()[0]
    own = scores.take(candidates)
    return candidates.compress(own >= _highest(own, size))


def _highest(scores: Array, size: int) -> np.float64:
    """The size-th highest of scores."""
    parted = scores.copy()
    parted.partition(len(scores) - size)
    highest: np.float64 = parted[len(scores) - size]
    return highest


def _sampled(keys: Array, size: int) -> bool:
    """Whether it pays to look at a sample first: its size-th bounds the size-th of all."""
    return len(keys) > 64 * _SAMPLE and size * _SAMPLE < len(keys)
