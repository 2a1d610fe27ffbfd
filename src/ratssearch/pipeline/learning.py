"""Keep what is learnt of each site up to date: when to learn, from which pages, under which revision."""

from __future__ import annotations

import logging
from dataclasses import replace

from ratssearch.archive import Archive
from ratssearch.errors import ExtractionError
from ratssearch.extract import EXTRACTOR_VERSION, MIN_PAGES, Outline, learn_site
from ratssearch.models import SiteTemplates, Source, Template
from ratssearch.pipeline.worker import shared_worker

SAMPLE = 64  # newest pages of a source that are learnt from

MOST = 8  # templates that are held of one source
_log = logging.getLogger(__name__)


def learnt_of(archive: Archive, source_id: str) -> SiteTemplates:
    """What the archive holds of a source; what another version of the extractor learnt does not count."""
    kept = archive.templates(source_id)
    return kept if kept.version == EXTRACTOR_VERSION else replace(kept, releases=0, templates=())


class Learner:
    """What was learnt of each source, and when to learn again: whenever its releases have doubled."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.lessons = 0  # how often what is known has changed
        self._known: dict[str, SiteTemplates] = {}
        self._counts: dict[str, int] = {}  # releases of each source, or a few more

    def learnt(self, source_id: str) -> SiteTemplates:
        """What is known of a source."""
        if source_id not in self._known:
            self._known[source_id] = learnt_of(self._archive, source_id)
        return self._known[source_id]

    def is_due(self, source: Source, growth: float = 2.0) -> bool:
        """Whether a source has enough new pages to learn from. A profile that names the body needs nothing learnt."""
        if source.selectors.body:
            return False
        wanted = max(MIN_PAGES, growth * self.learnt(source.id).releases)
        # Counting takes longer the more there are, so it is left until the number can have been reached.
        known = self._counts.get(source.id)
        self._counts[source.id] = self._archive.count(source.id) if known is None else known + 1
        if self._counts[source.id] < wanted:
            return False
        self._counts[source.id] = self._archive.count(source.id)
        return self._counts[source.id] >= wanted

    def learn(self, source: Source) -> bool:
        """Learn a site from its newest pages; says whether pages are now read in another way."""
        before = self.learnt(source.id)
        found: tuple[Template, ...] = ()
        if not source.selectors.body:
            found = learn_site(lambda names: self._outlines(source, names), EXTRACTOR_VERSION)
        templates = _merged(before.templates, found) if before.releases >= SAMPLE else found
        changed = templates != before.templates
        learnt = SiteTemplates(before.revision + changed, self._archive.count(source.id), templates, EXTRACTOR_VERSION)
        self._archive.keep_templates(source.id, learnt)
        self._known[source.id] = learnt
        self.lessons += changed
        return changed

    def _outlines(self, source: Source, names: frozenset[str]) -> list[Outline]:
        found: list[Outline] = []
        for kept in self._archive.newest_pages(source.id, SAMPLE):
            try:
                found.append(shared_worker().outline(kept.snapshot, source, names))
            except ExtractionError as refusal:
                _log.info("%s teaches nothing: %s", kept.snapshot.url, refusal)
        return found


def _merged(known: tuple[Template, ...], found: tuple[Template, ...]) -> tuple[Template, ...]:
    """What is known of a site whose newest pages were learnt from again. A layout that was learnt from as many pages as
    are ever looked at stays as it was, or all its pages would have to be read again for nothing; one that the newest
    pages no longer have is still that of older ones."""
    places = {(template.region, template.varying_names) for template in known}
    new = tuple(template for template in found if (template.region, template.varying_names) not in places)
    return (*new, *known)[:MOST]
