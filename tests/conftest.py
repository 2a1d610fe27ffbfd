"""Fixtures that every room shares, and the list of what was skipped (build/skipped.json, read by run_tests.py)."""

from __future__ import annotations

import json
import os
from collections import Counter
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
SKIPS = REPOSITORY / "build" / "skipped.json"


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


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write why tests were skipped, reason -> count; the first word of a reason names the component."""
    if hasattr(session.config, "workerinput"):
        return  # a parallel worker; the main process has all reports
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return
    reasons: Counter[str] = Counter()
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reasons[reason.removeprefix("Skipped: ")] += 1
    SKIPS.parent.mkdir(exist_ok=True)
    SKIPS.write_text(json.dumps(reasons), "utf-8")
