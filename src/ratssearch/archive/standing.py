"""How the sources of an archive stand: their runs, totals and failures, and what went wrong in words."""

from __future__ import annotations

from datetime import datetime

from ratssearch.archive import fetches, runs, totals
from ratssearch.archive.database import Database
from ratssearch.archive.values import Contents, Counters, FailingUrl, OutcomeCount, Run, Totals


class Standing:
    """The part of an Archive that tells how its sources stand."""

    _database: Database

    def sources(self) -> tuple[str, ...]:
        """Ids of all sources ever crawled."""
        return self._database.read(totals.sources)

    def totals(self, source_id: str) -> Totals:
        return self._database.read(lambda connection: totals.totals(connection, source_id))

    def contents(self, source_id: str) -> Contents:
        """What a source's releases look like together."""
        return self._database.read(lambda connection: totals.contents(connection, source_id))

    def runs(self, source_id: str, limit: int = 20) -> tuple[Run, ...]:
        """Runs of a source, newest first."""
        return self._database.read(lambda connection: runs.latest(connection, source_id, limit))

    def outcomes(self, run: int) -> tuple[OutcomeCount, ...]:
        return self._database.read(lambda connection: runs.outcomes(connection, run))

    def counters(self, run: int) -> Counters:
        return self._database.read(lambda connection: runs.counters(connection, run))

    def arrivals(self, source_id: str, limit: int = 50) -> tuple[datetime, ...]:
        """The publication days (else first sights) of a source's latest releases, latest first."""
        return self._database.read(lambda connection: totals.arrivals(connection, source_id, limit))

    def failing(self, source_id: str, limit: int = 50) -> tuple[FailingUrl, ...]:
        """Addresses whose last look failed, the longest failing first."""
        return self._database.read(lambda connection: totals.failing(connection, source_id, limit))

    def count_failing(self, source_id: str) -> int:
        return self._database.read(lambda connection: totals.count_failing(connection, source_id))

    def misread_page(self, fetch: int, outcome: str, detail: str) -> None:
        """Say that a fetched listing, feed or sitemap could not be read for links."""
        with self._database.write(durable=False) as connection:
            fetches.misread(connection, fetch, outcome, detail)

    def note_fault(self, source_id: str, words: str) -> None:
        """Say of a source's last run that something failed after its pages were read; the first such word stays."""
        with self._database.write(durable=False) as connection:
            runs.note_fault(connection, source_id, words)
