"""Where a figure comes from: commit, day and Python, written beside the numbers."""

from __future__ import annotations

import json
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
BUILD = REPOSITORY / "build"


def write_figures(path: Path, figures: dict[str, float]) -> None:
    """Write one flat JSON object: the figures, and meta.commit, meta.date, meta.python."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**figures, **_meta()}, indent=1) + "\n", "utf-8")


def _meta() -> dict[str, str]:
    commit = subprocess.run(["git", "rev-parse", "HEAD"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    return {
        "meta.commit": commit.stdout.strip() or "unknown",
        "meta.date": datetime.now(UTC).isoformat(timespec="seconds"),
        "meta.python": platform.python_version(),
    }
