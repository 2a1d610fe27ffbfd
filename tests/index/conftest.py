"""Fixtures of the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from worlds import World, world

from ratssearch.index.whoosh import writer


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    folder = tmp_path_factory.mktemp("worlds")
    flush = writer.FLUSH_BYTES
    found = []
    for seed in range(4):
        writer.FLUSH_BYTES = 3_600 if seed % 2 else flush  # several runs for one commit, merged into one segment
        found.append(world(folder / str(seed), seed))
    writer.FLUSH_BYTES = flush
    yield found
    for one in found:
        one.engine.close()
