"""The house rules that a machine can hold: one-way imports, small files, a map whose paths exist."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent
MAP = REPOSITORY / "docs" / "architecture.md"


def test_imports_go_one_way() -> None:
    """The contracts at the end of pyproject.toml hold."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_path_of_the_map_exists() -> None:
    """The table "Where is ...?" leads to files that are there."""
    rows = [line for line in MAP.read_text("utf-8").splitlines() if line.startswith("| ") and "tests/" in line]
    paths = [path for row in rows for path in re.findall(r"`([\w/.-]+/[\w/.-]*)`", row)]
    assert len(rows) >= 20
    missing = [
        path for path in paths if not any((REPOSITORY / base / path).exists() for base in ("", "src/ratssearch"))
    ]
    assert missing == []


def test_every_document_that_readme_names_exists() -> None:
    """No link of README leads nowhere."""
    links = re.findall(r"\]\(([^)#]+)\)", (REPOSITORY / "README.md").read_text("utf-8"))
    assert [link for link in links if "://" not in link and not (REPOSITORY / link).exists()] == []


LONGER = {"models.py", "hostile.py"}  # catalogues of values and of cases, read by looking up a name


@pytest.mark.parametrize("room", ["src", "tests", "benchmarks", "scripts"])
def test_files_stay_small(room: str) -> None:
    """No file over 400 lines, so that each can be read at a sitting."""
    sizes = {path: len(path.read_text("utf-8").splitlines()) for path in (REPOSITORY / room).rglob("*.py")}
    assert {str(path): lines for path, lines in sizes.items() if lines > 400 and path.name not in LONGER} == {}
