"""What imports, exports, lists of edits and checks ask of an archive; none of it changes anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from ratssearch.archive import checks, edits, exchanges, imports, moves, removal, runs
from ratssearch.archive.database import Database
from ratssearch.archive.values import EditEvent, Exchange, Forgotten, Move
from ratssearch.models import Source

_BODIES = 200  # checked in one view of the file
_EXCHANGES = 20  # read at once, with their bodies


class Questions:
    """The part of an Archive that keepers and historians use."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ------------------------------------------------------------ imports and exports

    def has_look(self, source_id: str, url: str, at: datetime | None = None, body_hash: str | None = None) -> bool:
        """Whether a fetch of an address is kept: at this moment, with this body ("": without one); None leaves either
        open."""
        return self._database.read(lambda connection: imports.has_look(connection, source_id, url, at, body_hash))

    def find_original(self, source_id: str, url: str, *, at: datetime | None = None, digest: str = "") -> str:
        """SHA-256 of the body that came from an address at a moment, or under a payload digest; empty if none."""
        return self._database.read(
            lambda connection: imports.find_original(connection, source_id, url, at=at, digest=digest)
        )

    def exchanges(self, source_id: str | None = None) -> Iterator[Exchange]:
        """The fetch log (of one source) as far as it goes now, oldest first, read in batches; without what was taken
        down."""
        last = self._database.read(exchanges.last_key)
        place = 0
        while batch := self._exchanges_after(place, last, source_id):
            yield from batch
            place = batch[-1].key

    def _exchanges_after(self, place: int, last: int, source_id: str | None) -> tuple[Exchange, ...]:
        return self._database.read(
            lambda connection: exchanges.batch_after(connection, place, last, source_id, _EXCHANGES)
        )

    # ------------------------------------------------------------ profiles

    def profiles(self) -> tuple[Source, ...]:
        """The profiles with which sources were crawled last: what their pages are read by where none is given."""
        return self._database.read(runs.profiles)

    # ------------------------------------------------------------ edits

    def edits(
        self, sources: Sequence[str] = (), kinds: Sequence[str] = (), *, offset: int = 0, limit: int = 50
    ) -> tuple[EditEvent, ...]:
        """Edits and vanished pages, latest first; no sources or no kinds means all of them."""
        return self._database.read(lambda connection: edits.events(connection, sources, kinds, offset, limit))

    def count_edits(self, sources: Sequence[str] = (), kinds: Sequence[str] = ()) -> int:
        return self._database.read(lambda connection: edits.count(connection, sources, kinds))

    # ------------------------------------------------------------ taking down and moving

    def forgotten(self, release_id: str | None = None) -> tuple[Forgotten, ...]:
        """What was taken down (of this id), latest first."""
        return self._database.read(lambda connection: removal.forgotten(connection, release_id))

    def moves(self) -> tuple[Move, ...]:
        return self._database.read(moves.declared)

    # ------------------------------------------------------------ soundness

    def problems(self) -> tuple[str, ...]:
        """What is wrong with the structure of the file, in sentences; empty for a sound one."""
        return self._database.read(lambda connection: tuple(checks.problems(connection)))

    def damaged_bodies(self) -> Iterator[tuple[int, tuple[str, ...]]]:
        """Check every body against its hash, in steps: (bodies looked at, hashes of the damaged among them)."""
        place = 0
        while True:
            place, damaged = self._damaged_after(place)
            if not place:
                return
            yield place, damaged

    def _damaged_after(self, place: int) -> tuple[int, tuple[str, ...]]:
        return self._database.read(lambda connection: checks.damaged_bodies(connection, place, _BODIES))
