"""The best so many of many documents, in a total order: score or day first, then release id."""

from __future__ import annotations

import numpy as np

from ratssearch.index.whoosh.arrayfile import Array

_SAMPLE = 2048  # keys that are looked at first, of many; of fewer it is one in STEP
_STEP = 16
_SORTED = 1024  # so few are not sampled
_FEW = 128  # so many are sorted outright
_LEVEL = 16  # further documents with the score of the last one wanted are sorted with the others


def smallest(keys: Array, size: int) -> Array:
    """Places of the `size` smallest keys, ascending by key; keys are distinct."""
    step = _step(keys, size)
    if step < 2:
        first: Array = keys.argsort()[:size]
        return first
    sample = keys[::step].copy()
    sample.partition(size - 1)
    candidates = (keys <= sample[size - 1]).nonzero()[0]
    chosen: Array = candidates.take(keys.take(candidates).argsort()[:size])
    return chosen


def best(scores: Array, ids: Array, order: Array, size: int) -> Array:
    """Places of the `size` highest scores, in order; equal scores by the rank (order) of their documents (ids)."""
    if len(scores) <= max(size, _FEW):
        return np.lexsort((order.take(ids), -scores))[:size]
    places = _reaching(scores, size)
    if len(places) > size + _LEVEL:
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
    step = _step(scores, size)
    if step < 2:
        return (scores >= _highest(scores, size)).nonzero()[0]
    candidates = (scores >= _highest(scores[::step], size)).nonzero()[0]
    own = scores.take(candidates)
    return candidates.compress(own >= _highest(own, size))


def _highest(scores: Array, size: int) -> np.float64:
    """The size-th highest of scores."""
    parted = scores.copy()
    parted.partition(len(scores) - size)
    highest: np.float64 = parted[len(scores) - size]
    return highest


def _step(keys: Array, size: int) -> int:
    """One of how many keys is looked at first, for the size-th of a sample bounds the size-th of all; 1: of all."""
    step = max(_STEP, len(keys) // _SAMPLE)
    return step if len(keys) > max(_SORTED, size * step * 2) else 1
