"""Read kept pages: extraction and tagging, with every failure a named outcome."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping

from ratssearch.archive import Archive, KeptEdition, KeptPage, Reading
from ratssearch.enrich import Gazetteer
from ratssearch.errors import ExtractionError, UserError
from ratssearch.extract import EXTRACTOR_VERSION, extract
from ratssearch.models import Snapshot, Source, Tags
from ratssearch.pipeline.reports import EXTRACTOR_ERROR

_log = logging.getLogger(__name__)


def read_page(kept: KeptPage, source: Source, gazetteer: Gazetteer) -> Reading:
    """Extract and tag one page; what goes wrong with the page itself is a named refusal, a wrong profile is raised."""
    try:
        page = extract(kept.snapshot, source)
        tags = gazetteer.tag(page, country=source.country)
    except ExtractionError as refusal:
        return Reading(kept.fetch, None, refusal=refusal.outcome, detail=refusal.message)
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001
        # Crawled bytes are hostile: one page that trips the extractor must not keep all others from being read.
        # It is logged in full, counted under a name of its own, and read again by the next `reindex`.
        _log.exception("Reading %s failed; its body is kept.", kept.snapshot.url)
        return Reading(kept.fetch, None, refusal=EXTRACTOR_ERROR, detail=f"{type(error).__name__}: {error}")
    return Reading(kept.fetch, page, tags)


def source_of(snapshot: Snapshot, sources: Mapping[str, Source]) -> Source:
    """The profile; a plain one where the operator has dropped it, so that kept pages can still be read."""
    plain = Source(snapshot.source_id, snapshot.source_id, snapshot.source_id, snapshot.url)
    return sources.get(snapshot.source_id, plain)


class PageReader:
    """Reads kept pages with the profiles of their sources and one gazetteer."""

    def __init__(self, archive: Archive, sources: Iterable[Source], gazetteer: Gazetteer) -> None:
        self._archive = archive
        self._sources = {source.id: source for source in sources}
        self._gazetteer = gazetteer

    def read(self, kept: KeptPage) -> Reading:
        """What a page says, or under which name it says nothing; raises ProfileError for a wrong selector."""
        return read_page(kept, source_of(kept.snapshot, self._sources), self._gazetteer)

    def take(self, kept: KeptPage) -> KeptEdition | None:
        """Read a waiting page and keep what it says; None if it holds no release."""
        return self.keep(self.read(kept))

    def keep(self, reading: Reading) -> KeptEdition | None:
        """Keep what a waiting page says; None if it holds no release."""
        outdated = self._archive.outdated(reading.fetch, EXTRACTOR_VERSION)
        if outdated is not None:
            self.read_anew(outdated)
        if reading.page is None:
            self._archive.refuse_page(reading.fetch, reading.refusal, reading.detail)
            return None
        return self._archive.keep_edition(reading.fetch, reading.page, reading.tags)

    def take_all_waiting(self, told: Callable[[KeptPage], None] = lambda kept: None) -> int:
        """Read every page that a killed run left unread; how many there were."""
        number = 0
        for kept in self._archive.pending_pages():
            self.take(kept)
            told(kept)
            number += 1
        return number

    def read_anew(self, release_id: str) -> bool:
        """Make the editions of a release again from its kept pages; says whether anything changed."""
        readings = [self.read(kept) for kept in self._archive.kept_pages(release_id)]
        return self._archive.replace_editions(release_id, readings)

    def tag_anew(self, release_id: str) -> bool:
        """Tag the editions of a release again, without extraction; says whether anything changed."""
        release = self._archive.get_release(release_id)
        if release is None:
            return False
        source = self._sources.get(release.source_id)
        country = source.country if source else ""
        tags: dict[int, Tags] = {
            edition.number: self._gazetteer.tag(edition.page, country=country)
            for edition in self._archive.editions(release_id)
        }
        return self._archive.replace_tags(release_id, tags)
