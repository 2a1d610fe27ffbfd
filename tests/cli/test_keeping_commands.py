"""Import, export, forget, move, backup, restore, doctor and editions, as a person types them."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline_site import SmallSite, crawl_site, serve, text
from ratssearch.cli import main
from ratssearch.pipeline import Workspace, as_toml

pytestmark = pytest.mark.xdist_group("keeping")


@dataclass(frozen=True, slots=True)
class Done:
    returncode: int
    stdout: str
    stderr: str


def run(folder: Path, *arguments: str) -> Done:
    """The command in this process, in a folder: tests/cli/test_commands.py holds that a process of its own does the
    same."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(arguments)
    return Done(status, out.getvalue(), err.getvalue())


@pytest.fixture(scope="module", autouse=True)
def bare_environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No settings but those of the folder."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("RATSSEARCH_")]:
            patch.delenv(name)
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("home")))
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of six releases, one of them edited, one gone; its site is not up any more."""
    folder = tmp_path_factory.mktemp("keeping")
    with serve(SmallSite(6)) as site:
        workspace = Workspace(folder / "ratssearch-data")
        crawl_site(workspace, site)
        site.texts[3] = text(3, people="lighthouse keepers")
        site.answers["/news/4"] = 410, b"gone"
        crawl_site(workspace, site, everything=True)
        (folder / "ratssearch.toml").write_text(f"builtin_sources = []\n{as_toml(site.source())}", "utf-8")
    return folder


def ids(folder: Path) -> dict[str, str]:
    found = json.loads(run(folder, "search", "--json", "--per-page", "20").stdout)["results"]
    return {hit["url"].rsplit("/", 1)[1]: hit["id"] for hit in found}


def test_a_search_is_exported_as_csv_and_json_lines(folder: Path, tmp_path: Path) -> None:
    """To a file or to stdout, whole; what JSON Lines hold can be imported elsewhere."""
    target = tmp_path / "found.csv"
    done = run(folder, "export", "--query", "lighthouse", "--format", "csv", "--output", str(target))
    assert done.returncode == 0, done.stderr
    with target.open(encoding="utf-8", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert row["title"].startswith("Meeting 3 ")
    again = run(folder, "export", "--format", "csv", "--output", str(target))
    assert again.returncode == 2 and "exists already" in again.stderr
    lines = run(folder, "export", "--format", "jsonl", "--sort", "date")
    entries = [json.loads(line) for line in lines.stdout.splitlines()]
    assert len(entries) == 6 and all({"url", "title", "date", "text", "countries"} <= entry.keys() for entry in entries)
    (tmp_path / "all.jsonl").write_text(lines.stdout, "utf-8")
    brought = run(folder, "import", str(tmp_path / "all.jsonl"), "--data-dir", str(tmp_path / "other"))
    assert brought.stdout.startswith("6 new, 0 edited"), brought.stderr


def test_an_export_of_nothing_in_particular_is_refused(folder: Path, tmp_path: Path) -> None:
    """Status 2 and what can be said."""
    for arguments in ((), ("--warc", str(tmp_path / "a.warc.gz"), "--format", "csv")):
        done = run(folder, "export", *arguments)
        assert done.returncode == 2 and done.stdout == ""


def test_warc_out_and_in(folder: Path, tmp_path: Path) -> None:
    """The same releases in another folder; what was left out is said with its reason."""
    target = str(tmp_path / "all.warc.gz")
    done = run(folder, "export", "--warc", target)
    assert done.returncode == 0, done.stderr
    brought = run(folder, "import", target, "--data-dir", str(tmp_path / "other"))
    assert brought.returncode == 0, brought.stderr
    assert brought.stdout.startswith("6 new, 1 edited")
    again = run(folder, "import", target, "--data-dir", str(tmp_path / "other"))
    assert "left out, already-here (was imported or crawled before)" in again.stderr
    wrong = run(folder, "import", str(folder / "ratssearch.toml"))
    assert wrong.returncode == 2 and "no WARC file" in wrong.stderr


def test_editions_and_what_changed(folder: Path) -> None:
    """When each was seen and what it changed; the words that came and went; never "deleted"."""
    known = ids(folder)
    listed = run(folder, "release", known["3"], "--editions")
    lines = listed.stdout.splitlines()
    assert lines[-2].startswith("1\t") and lines[-1].startswith("2\t") and "text; 2 words added" in lines[-1]
    changed = run(folder, "release", known["3"], "--diff")
    assert "{+lighthouse keepers+} from Kazakhstan" in changed.stdout
    assert "(1 paragraph unchanged)" in changed.stdout
    back = run(folder, "release", known["3"], "--diff", "2", "1", "--json")
    assert json.loads(back.stdout)["against"] == 2
    none = run(folder, "release", known["3"], "--diff", "7")
    assert none.returncode == 2 and "Its editions are: 1, 2." in none.stderr
    assert "nothing changed" in run(folder, "release", known["1"], "--diff").stdout
    gone = run(folder, "release", known["4"]).stdout
    assert "absent since" in gone and "1 fetch failed" in gone and "deleted" not in gone


def test_backup_restore_doctor(folder: Path, tmp_path: Path) -> None:
    """Each says what it did, and refuses what would lose something."""
    copy = str(tmp_path / "copy.sqlite")
    assert run(folder, "backup", copy).stdout.startswith("6 releases, ")
    refused = run(folder, "restore", copy)
    assert refused.returncode == 1 and "--force" in refused.stderr
    other = str(tmp_path / "other")
    assert run(folder, "restore", copy, "--data-dir", other).stdout.startswith("6 releases restored")
    healthy = run(folder, "doctor", "--data-dir", other)
    assert healthy.returncode == 0 and "bad" not in healthy.stdout
    (tmp_path / "other" / "archive.sqlite").write_bytes(b"nothing" * 1000)
    ill = run(folder, "doctor", "--data-dir", other, "--json")
    assert ill.returncode == 1
    assert {"subject": "archive", "verdict": "bad"}.items() <= json.loads(ill.stdout)[-1].items()


def test_forget_and_move(folder: Path, tmp_path: Path) -> None:
    """A reason is asked for; the list names it; the release page says so; a move says what it did."""
    copy = str(tmp_path / "copy.sqlite")
    data = ("--data-dir", str(tmp_path / "data"))
    run(folder, "backup", copy)
    run(folder, "restore", copy, *data)
    one = ids(folder)["1"]
    assert run(folder, "forget", one, *data).returncode == 2
    assert run(folder, "forget", one, "--reason", "a court order", *data).returncode == 0
    assert run(folder, "forget", "--list", *data).stdout.split("\t")[::2][:2] == [one, "a court order"]
    shown = run(folder, "release", one, *data)
    assert shown.returncode == 2 and "a court order" in shown.stderr
    unknown = run(folder, "forget", "small-nothing", "--reason", "none", *data)
    assert unknown.returncode == 2 and "no release" in unknown.stderr
    url = json.loads(run(folder, "release", ids(folder)["2"], "--json").stdout)["url"]
    moved = run(folder, "move", "small", url.rsplit("/news", 1)[0], "https://new.example", *data)
    assert moved.stdout.startswith("5 addresses added, 5 releases"), moved.stderr
    assert "https://new.example/" in run(folder, "move", "--list", *data).stdout
    assert run(folder, "move", "small", *data).returncode == 2
