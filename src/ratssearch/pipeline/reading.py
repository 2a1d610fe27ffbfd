"""Read kept pages: extraction and tagging, with every failure a named outcome."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from ratssearch.archive import Archive, KeptEdition, KeptPage, Reading
from ratssearch.enrich import Gazetteer
from ratssearch.errors import INTERNAL_ERROR, ArchiveError, ExtractionError, RatssearchError, UserError, told
from ratssearch.extract import EXTRACTOR_VERSION, NOTHING_KNOWN, Others
from ratssearch.models import ExtractedPage, SiteTemplates, Snapshot, Source, Tags, Template
from ratssearch.pipeline.faults import Faults
from ratssearch.pipeline.learning import Learner
from ratssearch.pipeline.nursery import Nursery
from ratssearch.pipeline.other_releases import NEWEST, OtherReleases
from ratssearch.pipeline.reports import UNREAD
from ratssearch.pipeline.worker import shared_worker
from ratssearch.urls import release_id as id_of

_MEANWHILE = 4.0  # by which it must have grown while a crawl goes on: settle() learns it anew at the end
_GROWTH = 1.5  # by which a site must have grown before a reindex learns it anew

_AGAIN = "while its pages were read again"  # stage of a fault

Extract = Callable[[Snapshot, Source, Sequence[Template], Others], ExtractedPage]

_log = logging.getLogger(__name__)


def read_page(
    kept: KeptPage,
    source: Source,
    gazetteer: Gazetteer,
    learnt: SiteTemplates = SiteTemplates(),  # noqa: B008
    extract: Extract | None = None,
    others: Others = NOTHING_KNOWN,
) -> Reading:
    """Extract and tag one page; what goes wrong with the page itself is a named refusal, a wrong profile is raised.
    `extract` is what keeps to limits of time and memory: the shared worker, if it is not said. `others`: what the page
    has of other releases."""
    try:
        page = (extract or shared_worker().extract)(kept.snapshot, source, learnt.templates, others)
        page = replace(page, version=version_with(learnt))
        tags = gazetteer.tag(page, country=source.country)
    except ExtractionError as refusal:
        return Reading(kept.fetch, None, refusal=refusal.outcome, detail=refusal.message)
    except UserError:
        raise
    except Exception as error:  # noqa: BLE001
        # Crawled bytes are hostile: one page that trips the extractor must not keep all others from being read.
        # It is logged in full, counted under a name of its own, and read again by the next `reindex`.
        _log.exception("Reading %s failed; its body is kept.", kept.snapshot.url)
        return failed_reading(kept.fetch, error)
    return Reading(kept.fetch, page, tags)


def failed_reading(fetch: int, error: Exception) -> Reading:
    """The outcome of a page whose reading a mistake of ours broke off."""
    return Reading(fetch, None, refusal=INTERNAL_ERROR, detail=told(error))


def version_with(learnt: SiteTemplates) -> str:
    """The version of an edition: that of the extractor, and the revision of the templates that it was read with."""
    return f"{EXTRACTOR_VERSION}.{learnt.revision}" if learnt.revision else EXTRACTOR_VERSION


def profile_of(source_id: str, sources: Mapping[str, Source], url: str = "") -> Source:
    """The profile; a plain one where there is none, so that kept pages can still be read."""
    return sources.get(source_id) or Source(source_id, source_id, source_id, url)


class PageReader:
    """Reads kept pages with the profiles of their sources, what was learnt of their sites and one gazetteer.

    A source that is not among `sources` (one that the operator has dropped, or did not name this time) is read by the
    profile that it was crawled with last: its time zone and selectors are as true as they were.
    """

    def __init__(self, archive: Archive, sources: Iterable[Source], gazetteer: Gazetteer) -> None:
        self._archive = archive
        sources = tuple(sources)
        self._own_sources = tuple(source.id for source in sources)
        self._sources = {source.id: source for source in (*archive.profiles(), *sources)}
        self._gazetteer = gazetteer
        self._learner = Learner(archive)
        self._others: dict[str, OtherReleases] = {}
        self._kept: dict[str, list[str]] = {}  # source -> releases that this reader kept
        self.faults = Faults()

    @property
    def sources(self) -> tuple[Source, ...]:
        """All profiles that pages are read with."""
        return tuple(self._sources.values())

    def read(self, kept: KeptPage) -> Reading:
        """What a page says, or under which name it says nothing; raises ProfileError for a wrong selector."""
        source = profile_of(kept.snapshot.source_id, self._sources, kept.snapshot.url)
        try:
            learnt = self._learner.learnt(source.id)
            return self.without_others(read_page(kept, source, self._gazetteer, learnt), kept)
        except (ArchiveError, UserError):
            raise
        except Exception as error:  # noqa: BLE001  # decisions/0119
            _log.exception("Reading %s failed; its body is kept.", kept.snapshot.url)
            return failed_reading(kept.fetch, error)

    def without_others(self, reading: Reading, kept: KeptPage) -> Reading:
        """A page read again where it has titles or leads of other releases of its source among its text."""
        source = profile_of(kept.snapshot.source_id, self._sources, kept.snapshot.url)
        if reading.page is None or source.selectors.body:
            return reading
        others = self._others_of(source.id).beside(reading.page, self._own(kept))
        learnt = self._learner.learnt(source.id)
        return read_page(kept, source, self._gazetteer, learnt, others=others) if others else reading

    def may_tease(self, reading: Reading, source_id: str) -> bool:
        """Whether words of a page are the title or lead of some release: its own, or another's."""
        return reading.page is not None and bool(self._others_of(source_id).beside(reading.page, ()))

    def _own(self, kept: KeptPage) -> set[str]:
        """Ids that are the page's own."""
        snapshot = kept.snapshot
        addresses = {snapshot.url, snapshot.final_url} - {""}
        known = {found for url in addresses for found in self._archive.find_releases(url)}
        return known | {id_of(snapshot.source_id, snapshot.url)}

    def _others_of(self, source_id: str) -> OtherReleases:
        if source_id not in self._others:
            self._others[source_id] = OtherReleases(self._archive.heads(source_id, NEWEST))
        return self._others[source_id]

    def read_by(self, nursery: Nursery | None) -> None:
        """Have pages read by a process that this nursery forks; None: by one that loads everything for itself."""
        shared_worker().fork_from(nursery)

    def take(self, kept: KeptPage) -> KeptEdition | None:
        """Read a waiting page and keep what it says; None if it holds no release."""
        return self.keep_apart(self.read(kept), kept.snapshot.source_id)

    @property
    def lessons(self) -> int:
        """How often what is known of a site has changed since this reader was made: pages that somebody else reads
        (reader_process.py) are read by what the archive holds of that."""
        return self._learner.lessons

    def is_current(self, reading: Reading, source_id: str, lessons: int) -> bool:
        """Whether a page that was read when there had been so many lessons would be read the same now."""
        if lessons == self.lessons:
            return True
        return reading.page is not None and reading.page.version == version_with(self._learner.learnt(source_id))

    def keep(self, reading: Reading, source_id: str) -> KeptEdition | None:
        """Keep what a waiting page says; None if it holds no release."""
        source = profile_of(source_id, self._sources)
        outdated = self._archive.outdated(reading.fetch, version_with(self._learner.learnt(source_id)))
        if outdated is not None:
            with self.faults.caught(_AGAIN, source_id):
                self.read_anew(outdated)
        if reading.page is None:
            self._archive.refuse_page(reading.fetch, reading.refusal, reading.detail)
            return None
        edition = self._archive.keep_edition(reading.fetch, reading.page, reading.tags)
        self._kept.setdefault(source_id, []).append(edition.release_id)
        page = reading.page
        with self.faults.caught("while releases were compared", source_id):
            lead = page.paragraphs[0] if page.paragraphs else ""
            self._others_of(source_id).add(edition.release_id, page.title, lead)
        if self._learner.is_due(source, _MEANWHILE):
            self.learn(source)
        return edition

    def keep_apart(self, reading: Reading, source_id: str) -> KeptEdition | None:
        """As keep(); a mistake of ours in keeping the page is an outcome of the page."""
        try:
            return self.keep(reading, source_id)
        except RatssearchError:
            raise
        except Exception as error:  # noqa: BLE001  # decisions/0119
            _log.exception("Keeping what fetch %s says failed; its body is kept.", reading.fetch)
            if self._archive.pending_page(reading.fetch) is not None:
                self._archive.refuse_page(reading.fetch, INTERNAL_ERROR, told(error))
            return None

    def learn(self, source: Source) -> None:
        """Learn the site of a source from its newest pages. What was read before is read again by settle()."""
        with self.faults.caught("while its site was learnt", source.id):
            self._learner.learn(source)

    def settle(self, stop: Callable[[], bool] = lambda: False) -> None:
        """Read again what would be read otherwise by all that is known now, of each source that this reader was made
        for or kept pages of: its site is learnt anew if it has grown, what older templates read (in whichever run) is
        read by the present ones, and pages that were read early may have teasers of what came later."""
        for source_id in dict.fromkeys((*self._own_sources, *self._kept)):
            try:
                with self.faults.caught(_AGAIN, source_id):
                    self._settle(source_id, stop)
            except UserError as error:  # the source's own report has it, if it is among those of this run
                _log.warning("Pages of %s cannot be read again yet: %s", source_id, error)
        self._kept.clear()

    def _settle(self, source_id: str, stop: Callable[[], bool]) -> None:
        source = profile_of(source_id, self._sources)
        kept = self._kept.get(source_id, ())
        if self._learner.is_due(source, _GROWTH):
            self.learn(source)
        version = version_with(self._learner.learnt(source_id))
        stale = self._archive.stale(source_id, EXTRACTOR_VERSION, version)
        for release_id in dict.fromkeys((*stale, *self._teasing(source_id, kept))):
            if stop():
                return
            with self.faults.caught(_AGAIN, source_id):
                self.read_anew(release_id)

    def _teasing(self, source_id: str, kept: Iterable[str]) -> Iterator[str]:
        """Those of the releases kept whose text still has words of others."""
        others = self._others_of(source_id)
        for release_id in dict.fromkeys(kept):
            release = self._archive.get_release(release_id)
            if release is not None and others.beside(release.page, {release_id}):
                yield release_id

    def learn_all(self, told: Callable[[str], None]) -> dict[str, int]:
        """Learn every site anew that has grown; source -> templates that are now in use. Nothing is read again. told:
        each source."""
        found: dict[str, int] = {}
        for source_id in self._archive.sources():
            source = profile_of(source_id, self._sources)
            if self._learner.is_due(source, _GROWTH):
                self.learn(source)
            found[source_id] = len(self._learner.learnt(source_id).templates)
            told(source_id)
        return found

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
        if any(reading.refusal in UNREAD for reading in readings):
            return False  # a page that could not be read just now says nothing against what was read before
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
