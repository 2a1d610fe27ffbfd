"""The built wheel installs by itself: it asks for all that it uses, in words that an old pip understands."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import venv
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_string
from importlib.metadata import packages_distributions, requires
from pathlib import Path

import pytest

from pipeline_site import SmallSite, serve
from ratssearch.pipeline import as_toml

REPOSITORY = Path(__file__).resolve().parent.parent
_OLD_PIP = "pip>=23,<24"
_OPTIONAL = {"opensearchpy", "mcp", "pypdf"}  # imported by extras


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(target)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, timeout=120)
    (built,) = target.glob("*.whl")
    return built


def _required(wheel: Path) -> dict[str, str]:
    """Distribution, with its name normalised -> requirement, of what the wheel asks for without extras."""
    with zipfile.ZipFile(wheel) as packed:
        name = next(entry for entry in packed.namelist() if entry.endswith(".dist-info/METADATA"))
        metadata = message_from_string(packed.read(name).decode())
    lines = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    return {_name(line): line for line in lines}


def _name(requirement: str) -> str:
    return _normal(re.split(r"[\s\[<>=!~;(]", requirement)[0])


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported() -> Iterator[str]:
    """Top-level modules that the package imports."""
    for path in (REPOSITORY / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield node.module.split(".")[0]


def test_the_wheel_asks_for_what_is_imported(wheel: Path) -> None:
    """Or what it asks for does; and for lxml_html_clean by its own name: an extra of lxml is not found by every pip."""
    required = _required(wheel)
    carried = {_name(line) for name in required for line in requires(name) or () if "extra ==" not in line}
    foreign = set(_imported()) - set(sys.stdlib_module_names) - _OPTIONAL - {"ratssearch"}
    homes: Mapping[str, list[str]] = packages_distributions()
    missing = {
        module for module in foreign if not {_normal(name) for name in homes[module]} & (required.keys() | carried)
    }
    assert missing == set()
    assert "lxml-html-clean" in required and "[" not in required["lxml"]


def test_the_wheel_holds_its_data(wheel: Path) -> None:
    """Every file of the package, tables and pages too."""
    with zipfile.ZipFile(wheel) as packed:
        held = {name for name in packed.namelist() if name.startswith("ratssearch/")}
    tracked = (path for path in (REPOSITORY / "src").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    assert {str(path.relative_to(REPOSITORY / "src")) for path in tracked} - held == set()


@pytest.mark.soak
def test_an_old_pip_installs_it(wheel: Path, tmp_path: Path) -> None:
    """Into an empty environment, without the project's lock; then demo, crawl and search work."""
    venv.create(tmp_path / "env", with_pip=True)
    python = tmp_path / "env" / "bin" / "python"
    pip = [str(python), "-m", "pip", "--quiet", "--retries", "1", "--timeout", "20", "install"]
    probe = subprocess.run([*pip, _OLD_PIP], capture_output=True, text=True, timeout=300, check=False)
    if probe.returncode:
        pytest.skip("no package index can be reached")
    done = subprocess.run([*pip, str(wheel)], capture_output=True, text=True, timeout=1200, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert run(python, tmp_path, "demo", "--no-serve").returncode == 0
    with serve(SmallSite(6)) as site:
        (tmp_path / "ratssearch.toml").write_text(as_toml(site.source()), "utf-8")
        assert run(python, tmp_path, "crawl").stdout.startswith("small: 6 new")
    assert "Meeting 3 of" in run(python, tmp_path, "search", "meeting", "number", "3").stdout


def run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One command of the installed program, which sees nothing of this checkout."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("RATSSEARCH_", "PYTHON"))}
    done = subprocess.run(
        [str(python), "-m", "ratssearch", *arguments],
        cwd=folder,
        env=kept | {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done
