"""Backup and restore: the archive is the truth, and the index is made from it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ratssearch.archive import Archive, open_archive
from ratssearch.errors import ArchiveError
from ratssearch.pipeline.indexing import IndexFollower
from ratssearch.pipeline.reports import Listener, Progress, Step, silent
from ratssearch.pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class BackupReport:
    releases: int
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class RestoreReport:
    releases: int
    forgotten_again: int  # releases that the backup held and that were taken down since
    generation: str


def backup(workspace: Workspace, target: Path, *, listener: Listener = silent) -> BackupReport:
    """Write a compact, consistent copy of the archive to a new file, while a crawl is at work if need be.

    The copy is checked, and stands under its name only when it is whole. Raises ArchiveError.
    """
    if target.exists():
        raise ArchiveError(f"{target} exists already.", hint="Name a file that does not.")
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    try:
        with open_archive(workspace.archive, read_only=True) as archive:
            archive.backup(part)
        releases = verify(part, listener)
        with part.open("rb") as written:
            os.fsync(written.fileno())
        part.replace(target)
    except OSError as error:
        raise ArchiveError(f"{target} cannot be written: {error.strerror}.", hint="Check the folder.") from error
    finally:
        _remove(part)
    return BackupReport(releases, target.stat().st_size)


def restore(workspace: Workspace, copy: Path, *, force: bool = False, listener: Listener = silent) -> RestoreReport:
    """Put a backup in the place of the archive, and build the index from it.

    The copy is checked first, bytes of every page included. What was taken down since it was made is taken down
    again. Raises ArchiveError for a damaged copy, and, without `force`, where releases are here already.
    """
    if not copy.is_file():
        raise ArchiveError(f"There is no file {copy}.", hint="Name a backup that was made by `ratssearch backup`.")
    verify(copy, listener)
    with workspace.writing("restore") as archive:
        present = archive.count()
        if present and not force:
            raise ArchiveError(
                f"{workspace.archive} holds {present:,} releases, which a restore would replace.",
                hint="Make a backup of it first, then say --force.",
            )
        forgotten = archive.forgotten()
        archive.restore(copy)
        again = archive.forget_again(forgotten)
        with IndexFollower(archive, workspace, listener) as index:
            generation = index.rebuild()
        return RestoreReport(archive.count(), again, generation)


def verify(copy: Path, listener: Listener = silent) -> int:
    """Check an archive file whole; the number of its releases. Raises ArchiveError with what is wrong."""
    with open_archive(copy, read_only=True, older=True) as archive:
        wrong = (*archive.problems(), *damaged_bodies(archive, listener))
        if wrong:
            raise ArchiveError(f"{copy} is damaged: {wrong[0]}", hint="Use another backup; nothing was changed.")
        return archive.count()


def damaged_bodies(archive: Archive, listener: Listener) -> tuple[str, ...]:
    """A sentence for each stored page whose bytes are not those that were kept."""
    found: list[str] = []
    for place, damaged in archive.damaged_bodies():
        found += [f"Stored body {digest[:12]} is damaged." for digest in damaged]
        listener(Progress(Step.CHECK, place))
    return tuple(found)


def _remove(part: Path) -> None:
    for name in (part.name, f"{part.name}-wal", f"{part.name}-shm", f"{part.name}-journal"):
        part.with_name(name).unlink(missing_ok=True)
