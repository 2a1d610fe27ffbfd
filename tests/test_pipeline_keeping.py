"""Backup, restore and doctor: copies that are whole, and a clear word where something is not."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from pipeline_site import SmallSite, content, crawl_site, indexed, only, reading, serve, text
from ratssearch.archive import schema
from ratssearch.errors import ArchiveError
from ratssearch.pipeline import Verdict, Workspace, backup, check, forget, reindex, restore


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    workspace = Workspace(tmp_path_factory.mktemp("filled"))
    with serve(SmallSite(12)) as site:
        crawl_site(workspace, site)
    return workspace


@pytest.fixture
def workspace(filled: Workspace, tmp_path: Path) -> Workspace:
    shutil.copytree(filled.data_dir, tmp_path / "data")
    return Workspace(tmp_path / "data")


def test_a_backup_while_a_crawl_is_at_work_is_whole(tmp_path: Path) -> None:
    """Each one holds some moment of the crawl, is sound, and becomes an archive that a crawl goes on with."""
    workspace = Workspace(tmp_path / "data")
    with serve(SmallSite(40)) as site:
        crawl_site(workspace, site)
        for number in range(1, 41):
            site.texts[number] = text(number, people="lighthouse keepers")
        crawling = threading.Thread(target=crawl_site, args=(workspace, site), kwargs={"everything": True})
        crawling.start()
        copies = []
        while crawling.is_alive() and len(copies) < 8:
            copies.append(tmp_path / f"{len(copies)}.sqlite")
            assert backup(workspace, copies[-1]).releases == 40
        crawling.join()
        assert copies
        for copy in copies:
            other = Workspace(tmp_path / copy.stem)
            assert restore(other, copy).releases == 40
            crawl_site(other, site, everything=True)
            assert content(other) == content(workspace)


def test_a_backup_overwrites_nothing(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "copy").write_bytes(b"mine")
    with pytest.raises(ArchiveError, match="exists already"):
        backup(workspace, tmp_path / "copy")
    assert (tmp_path / "copy").read_bytes() == b"mine"
    with pytest.raises(ArchiveError):
        backup(workspace, tmp_path / "nowhere" / "copy")
    assert [path.name for path in tmp_path.iterdir() if "part" in path.name] == []


def test_restore_asks_before_it_replaces_anything(workspace: Workspace, tmp_path: Path) -> None:
    """An empty place takes a backup; one with releases only by --force; the index is that of the backup."""
    copy = tmp_path / "copy.sqlite"
    backup(workspace, copy)
    with serve(SmallSite(14)) as site:
        crawl_site(workspace, site)
    now = content(workspace)
    with pytest.raises(ArchiveError, match="--force"):
        restore(workspace, copy)
    assert content(workspace) == now
    assert restore(workspace, copy, force=True).releases == 12
    assert len(content(workspace)) == len(indexed(workspace)) == 12


def test_a_damaged_backup_is_not_restored(workspace: Workspace, tmp_path: Path) -> None:
    """Neither one whose pages are damaged, nor one whose bytes are not those that were kept; the archive stays."""
    copy = tmp_path / "copy.sqlite"
    backup(workspace, copy)
    broken, changed = tmp_path / "broken.sqlite", tmp_path / "changed.sqlite"
    data = bytearray(copy.read_bytes())
    for place in range(5 * 4096, len(data), 8 * 4096):
        data[place : place + 64] = b"\xff" * 64
    broken.write_bytes(data)
    shutil.copy(copy, changed)
    with closing(sqlite3.connect(changed)) as connection, connection:
        connection.execute("UPDATE body SET data = x'789c00', packing = 'zlib' WHERE key = 3")
    before = content(workspace)
    for wrong in (broken, changed, tmp_path / "absent.sqlite"):
        with pytest.raises(ArchiveError):
            restore(workspace, wrong, force=True)
    assert content(workspace) == before


def test_a_backup_of_an_older_schema_is_restored(workspace: Workspace, tmp_path: Path) -> None:
    """It is brought up to date on the way; the backup itself stays as it is."""
    first = schema.steps()[0]
    copy = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.executescript(first.sql)
        connection.execute(f"PRAGMA application_id = {schema.APPLICATION_ID}")
        connection.execute("PRAGMA user_version = 1")
    assert restore(workspace, copy, force=True).releases == 0
    with serve(SmallSite(2)) as site:
        crawl_site(workspace, site)
    assert len(content(workspace)) == 2
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)


def test_a_restore_does_not_bring_back_what_was_taken_down(workspace: Workspace, tmp_path: Path) -> None:
    """The backup still holds it; the archive that it becomes does not, and knows why."""
    copy = tmp_path / "copy.sqlite"
    backup(workspace, copy)
    with reading(workspace) as archive:
        release = next(archive.releases())
    forget(workspace, release.id, "a court order")
    report = restore(workspace, copy, force=True)
    assert (report.releases, report.forgotten_again) == (11, 1)
    assert release.id not in indexed(workspace)
    with reading(workspace) as archive:
        assert archive.forgotten(release.id)[0].reason == "a court order"
        assert archive.is_forgotten("small", release.url)


def verdicts(workspace: Workspace) -> dict[str, set[Verdict]]:
    found: dict[str, set[Verdict]] = {}
    for finding in check(workspace, [SmallSite(base="http://127.0.0.1").source()]):
        found.setdefault(finding.subject, set()).add(finding.verdict)
    return found


def test_the_doctor_finds_a_healthy_place_healthy(workspace: Workspace) -> None:
    """And changes nothing in it."""
    before = {path: path.read_bytes() for path in workspace.data_dir.rglob("*") if path.is_file()}
    assert set().union(*verdicts(workspace).values()) == {Verdict.GOOD}
    after = {path: path.read_bytes() for path in workspace.data_dir.rglob("*") if path.is_file()}
    assert {path: data for path, data in after.items() if path.suffix not in (".sqlite-shm",)}.items() >= {
        path: data for path, data in before.items() if "archive" in path.name
    }.items()


def test_the_doctor_names_what_is_wrong(workspace: Workspace, tmp_path: Path) -> None:
    """A page whose bytes changed, an index of another archive, none at all, a file that is no archive."""
    assert verdicts(Workspace(tmp_path / "none"))["archive"] == {Verdict.NOTE}
    other = Workspace(tmp_path / "other")
    with serve(SmallSite(1)) as site:
        crawl_site(other, site)
    assert only(other)
    shutil.rmtree(workspace.index)
    assert verdicts(workspace)["index"] == {Verdict.BAD}
    shutil.copytree(other.index, workspace.index)
    assert verdicts(workspace)["index"] == {Verdict.BAD}
    reindex(workspace, [])
    assert verdicts(workspace)["index"] == {Verdict.GOOD}
    with closing(sqlite3.connect(workspace.archive)) as connection, connection:
        connection.execute("UPDATE body SET data = x'00' WHERE key = 2")
    assert verdicts(workspace)["pages"] == {Verdict.BAD}
    workspace.archive.write_bytes(b"no archive at all" * 100)
    assert verdicts(workspace)["archive"] == {Verdict.BAD}
