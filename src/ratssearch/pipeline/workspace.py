"""Where the data of one installation stands, and how its parts are opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ratssearch.archive import Archive, open_archive, writer_lock
from ratssearch.enrich import Gazetteer, load_gazetteer

SCHEDULE = "schedule.json"  # the note of `crawl --every`, beside the archive


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folder of the archive and the index, and the operator's gazetteer file if there is one."""

    data_dir: Path
    gazetteer_file: Path | None = None

    @property
    def archive(self) -> Path:
        return self.data_dir / "archive.sqlite"

    @property
    def index(self) -> Path:
        return self.data_dir / "index"

    @property
    def lock(self) -> Path:
        return self.data_dir / "writer.lock"

    @property
    def schedule(self) -> Path:
        return self.data_dir / SCHEDULE

    def gazetteer(self) -> Gazetteer:
        """Raises GazetteerError where the operator's file is wrong."""
        return load_gazetteer(self.gazetteer_file)

    @contextmanager
    def writing(self, purpose: str) -> Iterator[Archive]:
        """The archive for the one process that writes; raises ArchiveError saying who does, if another does."""
        with writer_lock(self.lock, purpose), open_archive(self.archive) as archive:
            yield archive
