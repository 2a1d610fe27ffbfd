"""Fixtures that every room shares. Components that cannot be skipped in silence are named on the last line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent


def gold_folder() -> Path | None:
    """The folder of gold corpora: RATSSEARCH_GOLD, else ../shared/data beside the checkout, else None."""
    named = os.environ.get("RATSSEARCH_GOLD")
    folder = Path(named) if named else REPOSITORY.parent / "shared" / "data"
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session")
def gold() -> Path:
    """The gold folder; skips with a reason where there is none."""
    folder = gold_folder()
    if folder is None:
        pytest.skip("gold corpora absent (set RATSSEARCH_GOLD)")
    return folder
