"""Fixtures of the engine's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from worlds import HISTORIES, World


@pytest.fixture(scope="session")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[World]]:
    folder = tmp_path_factory.mktemp("worlds")
    found = [history(folder / str(number)) for number, history in enumerate(HISTORIES)]
    yield found
    for one in found:
        one.engine.close()
