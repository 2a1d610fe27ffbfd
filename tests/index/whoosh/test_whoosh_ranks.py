"""The best hits are those that sorting all of them would give, in that order."""

from __future__ import annotations

import numpy as np
import pytest

from ratssearch.index.whoosh import ranks


@pytest.mark.parametrize("size", [1, 20, 128, 700])
@pytest.mark.parametrize("count", [0, 1, 20, 129, 1_500, 40_000])
@pytest.mark.parametrize("different", [1, 3, 40, 10**9])
def test_the_best_come_first(count: int, size: int, different: int) -> None:
    """However many score alike; equal scores by the rank of their documents."""
    drawn = np.random.default_rng(count + size + different)
    scores = drawn.integers(1, different + 1, count) / 7.0
    ids = np.sort(drawn.choice(2 * count + 1, count, replace=False))
    order = drawn.permutation(2 * count + 1).astype(np.uint32)
    expected = np.lexsort((order[ids], -scores))[:size]
    assert (ranks.best(scores, ids, order, size) == expected).all()
    keys = order[ids]
    assert (ranks.smallest(keys, size) == np.argsort(keys)[:size]).all()
