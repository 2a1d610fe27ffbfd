"""The best hits are those that sorting all of them would give, in that order."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from test_whoosh_segments import opened, plain

from ratssearch.index.whoosh import paging, ranks
from ratssearch.index.whoosh.segment import SegmentFile


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


@pytest.fixture(scope="module")
def segment(tmp_path_factory: pytest.TempPathFactory) -> SegmentFile:
    days = np.random.default_rng(1).integers(730_000, 731_000, 4_000).tolist()
    made = [plain(number, "text")._replace(first=day, last=day) for number, day in enumerate(days)]
    folder: Path = tmp_path_factory.mktemp("ranks")
    return opened(folder, "made", made)


@pytest.mark.parametrize("order", ["id", "newest", "oldest"])
@pytest.mark.parametrize("size", [1, 2, 3, 40, 5_000])
def test_the_first_of_some_documents_in_an_order(segment: SegmentFile, order: str, size: int) -> None:
    """Of all, of many that stand anywhere, of many that all stand behind, and of few."""
    ranked = segment.ordered(order)
    for chosen in (ranked, ranked[::3], ranked[1_500:], ranked[::400], ranked[:0]):
        ids = np.sort(chosen).astype(np.int64)
        assert paging._first(segment, order, ids, size).tolist() == chosen[:size].tolist()
