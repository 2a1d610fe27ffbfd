"""What an archive file may be, and how it is brought to the present schema."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from ratssearch.archive import open_archive, schema
from ratssearch.errors import ArchiveError


def test_a_new_archive_says_what_it_is(path: Path) -> None:
    """The file carries the application id and the number of the last step, and is in WAL mode."""
    open_archive(path).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (schema.APPLICATION_ID,)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(schema.steps()),)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_newer_archive_is_refused(path: Path) -> None:
    """An archive of a later program is left untouched, and the message names both numbers."""
    open_archive(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    for read_only in (False, True):
        with pytest.raises(ArchiveError, match=r"schema 99; this program knows \d+"):
            open_archive(path, read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_another_programs_database_is_refused(path: Path, read_only: bool) -> None:
    """A SQLite file of somebody else's is not written into."""
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(ArchiveError, match="not an archive of ratssearch"):
        open_archive(path, read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database_is_refused(path: Path, read_only: bool) -> None:
    path.parent.mkdir()
    path.write_bytes(b"Dear reader, " * 1000)
    with pytest.raises(ArchiveError, match="is not a SQLite file"):
        open_archive(path, read_only=read_only)


def test_a_step_is_all_or_nothing(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that fails half-way leaves the file at the step before it, and the next start does it whole."""
    open_archive(path).close()
    good = schema.steps()
    number = len(good) + 1
    broken = schema.Step(number, "broken", "CREATE TABLE half (a TEXT);\nCREATE TABLE half (b TEXT);\n")
    monkeypatch.setattr(schema, "steps", lambda: (*good, broken))
    with pytest.raises(ArchiveError):
        open_archive(path)
    mended = schema.Step(number, "mended", "CREATE TABLE half (a TEXT);\nINSERT INTO half VALUES ('; not an end');\n")
    monkeypatch.setattr(schema, "steps", lambda: (*good, mended))
    open_archive(path).close()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT a FROM half").fetchall() == [("; not an end",)]
        assert connection.execute("PRAGMA user_version").fetchone() == (number,)
    connection.close()


def test_an_older_archive_is_not_changed_by_a_reader(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Opened for reading only, an archive of an older schema is refused with what to do, not migrated."""
    open_archive(path).close()
    good = schema.steps()
    later = schema.Step(len(good) + 1, "later", "CREATE TABLE later (a TEXT);\n")
    monkeypatch.setattr(schema, "steps", lambda: (*good, later))
    with pytest.raises(ArchiveError, match="older schema"):
        open_archive(path, read_only=True)
