"""What the archive knows of releases beside each other: siblings in other languages, copies, one text twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from ratssearch.archive import relations, templates
from ratssearch.archive.database import Database
from ratssearch.models import Relation


class Related:
    """The part of an Archive that relates releases to each other."""

    _database: Database

    def relations(self, release_id: str) -> tuple[Relation, ...]:
        """Siblings in other languages and copies of a release, as far as they are here."""
        return self._database.read(lambda connection: relations.of_release(connection, release_id))

    def replace_relations(self, found: Mapping[str, Sequence[Relation]]) -> int:
        """Make these all the relations of the releases named, seen from both sides; of how many any changed."""
        with self._database.write(durable=False) as connection:
            return sum(relations.replace(connection, release_id, held) for release_id, held in found.items())

    def keep_fingerprints(self, signatures: Mapping[str, bytes]) -> None:
        """Keep the MinHash of releases' texts, by id."""
        with self._database.write(durable=False) as connection:
            for release_id, signature in signatures.items():
                relations.keep_fingerprint(connection, release_id, signature)

    def fingerprints(self) -> tuple[tuple[str, bytes], ...]:
        """(id, MinHash) of all releases, in the order they were first kept."""
        return self._database.read(relations.fingerprints)

    def published_on(self, source_id: str, day: date) -> tuple[tuple[str, str], ...]:
        """(id, language) of a source's releases that were published on a day."""
        return self._database.read(lambda connection: relations.published_on(connection, source_id, day))

    def merged_into(self, release_id: str) -> str | None:
        """The id of the release that took in the one of this id, if one did."""
        return self._database.read(lambda connection: relations.merged_into(connection, release_id))

    def merge(self, first: str, second: str, evidence: str) -> bool:
        """Make the second release an address of the first; its id leads there. False if either is gone."""
        with self._database.write() as connection:
            return relations.merge(connection, first, second, evidence, datetime.now(UTC))

    def heads(self, source_id: str, limit: int) -> tuple[tuple[str, str, str], ...]:
        """(id, title, beginning of the first paragraph) of a source's newest releases, newest first."""
        return self._database.read(lambda connection: templates.heads(connection, source_id, limit))

    def stale(self, source_id: str, extractor: str, current: str) -> tuple[str, ...]:
        """Ids of a source's releases that a version of the extractor read by other templates than `current` names."""
        return self._database.read(lambda connection: templates.stale(connection, source_id, extractor, current))
