"""What a newcomer gets wrong first: each command says what is wrong and what helps."""

from __future__ import annotations

import io
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.test_crawling import site_in, start
from pipeline_site import SmallSite
from ratssearch.cli.output import ProgressLog
from ratssearch.pipeline import Progress, Step

_WRONG = '[[source]]\nid = "body"\nname = "A Body"\nbase_url = "https://body.example/"\nreleases = ["(/x"]\n'
_TYPO = '[[source]]\nid = "body"\nname = "A Body"\nbase_url = "https://body.example/"\nrelease = ["/x"]\n'
_RIGHT = '[[source]]\nid = "body"\nname = "A Body"\nbase_url = "https://body.example/"\nreleases = ["/news/\\\\d+"]\n'


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    process = start(folder, *arguments)
    out, err = process.communicate(timeout=120)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


@pytest.mark.parametrize("command", [("config", "show"), ("init",), ("source", "list"), ("crawl",)])
@pytest.mark.parametrize(("tables", "words"), [(_WRONG, "no regular expression"), (_TYPO, "Did you mean 'releases'")])
def test_a_wrong_profile_is_told_at_once(tmp_path: Path, command: tuple[str, ...], tables: str, words: str) -> None:
    """By every command that a newcomer runs first, with the key and what to change; status 2."""
    (tmp_path / "ratssearch.toml").write_text(tables, "utf-8")
    done = run(tmp_path, *command)
    assert done.returncode == 2 and words in done.stderr


def test_settings_are_shown_with_the_sources_in_use(tmp_path: Path) -> None:
    """Settings first, whatever is wrong with a profile; sources where they are right."""
    (tmp_path / "ratssearch.toml").write_text(f"port = 9999\n{_RIGHT}", "utf-8")
    done = run(tmp_path, "config", "show")
    assert done.returncode == 0 and "# source body: A Body, https://body.example/" in done.stdout
    again = run(tmp_path, "init")
    assert again.returncode == 2 and "left alone; its [[source]] tables are right" in again.stderr
    (tmp_path / "ratssearch.toml").write_text(f"port = 9999\n{_WRONG}", "utf-8")
    assert "= 9999" in run(tmp_path, "config", "show").stdout


def test_the_refusal_of_a_private_address_names_the_key(tmp_path: Path) -> None:
    """In a crawl, in a dry run and in a test of the source."""
    with site_in(tmp_path, 2, allow_private=False) as site:
        for command in (("crawl",), ("crawl", "--dry-run"), ("source", "test", "small"), ("status",)):
            done = run(tmp_path, *command)
            assert done.returncode != 0
            assert "allow_private = true" in done.stdout + done.stderr, command
    assert site.asked == []


def _lines(*entries: object) -> str:
    return "\n".join(entry if isinstance(entry, str) else json.dumps(entry) for entry in entries)


_BASE = "https://press.example"
_SITE = SmallSite(3, base=_BASE)


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [
        (_lines({"url": f"{_BASE}/elsewhere/1", "html": _SITE.release(1)}), 3, "--source ID"),
        (_lines({"url": "https://other.example/news/1", "html": _SITE.release(1)}), 3, "--source ID"),
        (_lines({"html": _SITE.release(1)}), 3, "--base-url"),
        (_lines({"url": f"{_BASE}/news/1", "html": "<p>"}), 3, "source test"),
        (_lines({"url": f"{_BASE}/news/1", "html": _SITE.release(1)}, "{broken"), 3, "unreadable"),
        (_lines({"url": f"{_BASE}/news/1", "html": _SITE.release(1)}), 0, ""),
    ],
)
def test_an_import_says_what_helps(tmp_path: Path, content: str, status: int, words: str) -> None:
    """Where nothing was taken: why, and which flag; 3 for that and for lines that cannot be read."""
    profile = _RIGHT.replace("https://body.example/", f"{_BASE}/")
    (tmp_path / "ratssearch.toml").write_text(profile, "utf-8")
    (tmp_path / "lines.jsonl").write_text(content, "utf-8")
    done = run(tmp_path, "import", "lines.jsonl")
    assert (done.returncode, words in done.stderr) == (status, True), done.stderr
    assert ("Nothing was taken." in done.stderr) == done.stdout.startswith("0 new")
    again = run(tmp_path, "import", "lines.jsonl")
    assert "Nothing was taken." not in again.stderr or status == 3


def test_an_empty_folder_is_no_silent_success(tmp_path: Path) -> None:
    (tmp_path / "ratssearch.toml").write_text(_RIGHT, "utf-8")
    (tmp_path / "pages").mkdir()
    done = run(tmp_path, "import", "pages")
    assert done.returncode == 3 and "Nothing was taken." in done.stderr


def test_progress_where_nobody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    """A line every half minute: of each source that has moved since, plain text, and nothing before."""
    now = 100.0
    monkeypatch.setattr("time.monotonic", lambda: now)
    stream = io.StringIO()
    log = ProgressLog(stream=stream)
    step: Callable[[int], Progress] = lambda number: Progress(Step.FETCH, number, 40, "body", "https://x/")  # noqa: E731
    for moment, number in ((100.5, 1), (129.0, 2), (131.0, 3), (140.0, 4), (161.5, 5)):
        now = moment
        log(step(number))
    now = 195.0
    log(Progress(Step.INDEX, 1200))
    lines = [line.split(" UTC: ")[1] for line in stream.getvalue().splitlines()]
    assert lines == ["body fetch 3 of 40", "body fetch 5 of 40", "index 1,200"]
