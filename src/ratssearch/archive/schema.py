"""Bring an archive file to this program's schema: numbered steps, each in one transaction."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from ratssearch.errors import ArchiveError

APPLICATION_ID = 0x52415453  # "RATS"; `file` and other tools can tell the archive by it
_FOLDER = "ratssearch.archive.migrations"


@dataclass(frozen=True, slots=True)
class Step:
    number: int
    name: str
    sql: str


@cache
def steps() -> tuple[Step, ...]:
    """All steps in order; their numbers run from 1 without a gap."""
    found = []
    for entry in resources.files(_FOLDER).iterdir():
        if entry.name.endswith(".sql"):
            number, _, name = entry.name.removesuffix(".sql").partition("_")
            found.append(Step(int(number), name, entry.read_text("utf-8")))
    found.sort(key=lambda step: step.number)
    if [step.number for step in found] != list(range(1, len(found) + 1)):
        raise ArchiveError("The program's archive steps are incomplete.", hint="Install ratssearch again.")
    return tuple(found)


def check(connection: sqlite3.Connection, path: Path) -> int:
    """The file's schema number, 0 for an empty file; raises ArchiveError for a foreign or a newer file."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (number,) = connection.execute("PRAGMA user_version").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (application or number or tables):
        raise ArchiveError(
            f"{path} is a SQLite file, but not an archive of ratssearch.", hint="Choose another data_dir."
        )
    latest = len(steps())
    if number > latest:
        raise ArchiveError(
            f"{path} was written by a newer ratssearch (schema {number}; this program knows {latest}).",
            hint="Install that version or a later one; the archive was left as it is.",
        )
    return int(number)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Run the steps that the file has not seen; another process doing the same is waited for."""
    for step in steps():
        if check(connection, path) >= step.number:
            continue
        connection.execute("BEGIN IMMEDIATE")
        try:
            if check(connection, path) < step.number:  # nobody was faster
                for statement in _statements(step.sql):
                    connection.execute(statement)
                connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                connection.execute(f"PRAGMA user_version = {step.number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _statements(sql: str) -> list[str]:
    """executescript() commits before it starts, so statements are run one by one."""
    found: list[str] = []
    lines: list[str] = []
    for line in sql.splitlines():
        lines.append(line)
        if sqlite3.complete_statement("\n".join(lines)):
            found.append("\n".join(lines))
            lines = []
    if "".join(lines).strip():
        raise ArchiveError("An archive step ends inside a statement.", hint="Install ratssearch again.")
    return found
