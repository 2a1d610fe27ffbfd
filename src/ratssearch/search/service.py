"""SearchService: searches, releases, suggestions and the state of the corpus, for every front end."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from ratssearch.archive import Archive, open_archive
from ratssearch.enrich import Gazetteer, Region
from ratssearch.errors import ArchiveError, IndexUnavailable, NotFound, TakenDown
from ratssearch.index import open_engine
from ratssearch.index.describe import describe
from ratssearch.index.engine import Engine
from ratssearch.index.query import parse
from ratssearch.models import (
    FacetFilter,
    FacetRequest,
    Granularity,
    HistogramBar,
    Hit,
    RelationKind,
    Release,
    SearchRequest,
    Sort,
    Source,
    Suggestion,
)
from ratssearch.search import history, wording
from ratssearch.search.advice import reliefs
from ratssearch.search.answers import (
    Answer,
    EditionView,
    EditList,
    Freshness,
    Linked,
    ReleaseView,
    SourceHealth,
    Stamp,
    Status,
)
from ratssearch.search.discovered import DiscoveredNames
from ratssearch.search.health import never_crawled, source_health
from ratssearch.search.vocabulary import NamedVocabulary

_FRESH_SECONDS = 10.0  # how long what is said of the sources is believed
_NAMES_SECONDS = 1.0
_RELATED = 5
_COUNTRIES = 500  # more than there are
_COVERAGES = 200  # kept, for one index generation
Coverage = tuple[HistogramBar, ...]


class SearchService:
    """Everything that reads. Safe for many threads; sees a new index generation and new pages by itself.

    Raises UserError for what a person asked wrongly, IndexUnavailable and ArchiveError where there is nothing to ask.
    """

    def __init__(self, archive: Path, index: Path, gazetteer: Gazetteer, sources: tuple[Source, ...]) -> None:
        self._archive_path = archive
        self._sources = {source.id: source for source in sources}
        self._vocabulary = NamedVocabulary(gazetteer, sources, self._discovered_names)
        self._engine: Engine = open_engine(index, self._vocabulary)
        self._opened: Archive | None = None
        self._lock = threading.Lock()
        self._coverage: dict[tuple[object, ...], Coverage] = {}
        self._regions: tuple[str, tuple[Region, ...]] = ("", ())
        self._names: tuple[float, int, DiscoveredNames] = (0.0, -1, DiscoveredNames())
        self._health: tuple[float, tuple[SourceHealth, ...]] = (0.0, ())

    def close(self) -> None:
        """Let go of the files."""
        self._engine.close()
        if self._opened is not None:
            self._opened.close()

    # ------------------------------------------------------------ searching

    def run_search(self, request: SearchRequest) -> Answer:
        """Search; the answer says in words what was asked, and what would help if nothing was found."""
        node = parse(request.text, match=request.match, vocabulary=self._vocabulary)
        results = self._engine.search(request)
        words = describe(node, self._vocabulary) if request.text.strip() else ""
        return Answer(
            request=request,
            results=results,
            words=words,
            description=wording.description(request, words, self.label),
            warnings=(*wording.warnings(node), *self._unknown(request)),
            advice=() if results.total or not results.corpus else reliefs(request, self._count),
        )

    def coverage(self, width: Granularity, first: date | None = None, last: date | None = None) -> Coverage:
        """All releases over time, without any search: where there are none, nothing was collected."""
        key = (self._engine.generation, width, first, last)
        known = self._coverage.get(key)
        if known is None:
            asked = SearchRequest(date_from=first, date_to=last, limit=0, histogram=width, highlight=False)
            known = self._engine.search(asked).histogram
            if len(self._coverage) >= _COVERAGES:
                self._coverage.clear()
            self._coverage[key] = known
        return known

    def suggest(self, prefix: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what is being typed: titles and facet values."""
        return self._engine.suggest(prefix, limit)

    def explain(self, request: SearchRequest, release_id: str) -> str:
        """How the score of one release came about, for people; raises NotFound."""
        return self._engine.explain(request, release_id)

    def label(self, facet: str, value: str) -> str:
        """The name shown for a facet value."""
        return self._vocabulary.label(facet, value)

    def resolve(self, facet: str, text: str) -> tuple[str, ...]:
        """Facet values that a name, code or acronym stands for; empty if none."""
        return self._vocabulary.resolve(facet, text)

    def matching(self, facet: str, letters: str) -> tuple[str, ...]:
        """Facet values whose names hold these letters, case and accents aside."""
        return self._vocabulary.matching(facet, letters)

    def ancestors(self, facet: str, value: str) -> tuple[str, ...]:
        """The bodies above an organisation, the nearest first; empty for values of other facets."""
        return self._vocabulary.ancestors(facet, value)

    def regions(self) -> tuple[Region, ...]:
        """Groups of countries, each with those of its countries that the corpus names; none without any."""
        generation, found = self._regions
        if generation != self._engine.generation:
            asked = SearchRequest(limit=0, facets=(FacetRequest("country", _COUNTRIES),), highlight=False)
            (facet,) = self._engine.search(asked).facets
            named = {entry.value for entry in facet.values}
            kept = (
                replace(region, countries=tuple(code for code in region.countries if code in named))
                for region in self._vocabulary.regions()
            )
            generation, found = self._engine.generation, tuple(region for region in kept if region.countries)
            self._regions = (generation, found)
        return found

    def _discovered_names(self) -> DiscoveredNames:
        """The archive's discovered names, read again after a change; looked for once a second at most."""
        until, change, names = self._names
        now = time.monotonic()
        if now >= until:
            try:
                latest = self._archive().latest_change()
                if latest != change:
                    change, names = latest, DiscoveredNames(self._archive().discovered_names())
            except ArchiveError:  # said by check(); names are shown by their keys
                change = -1
            self._names = (now + _NAMES_SECONDS, change, names)
        return names

    def _count(self, request: SearchRequest) -> int:
        return self._engine.search(request).total

    def _unknown(self, request: SearchRequest) -> Iterator[str]:
        for chosen in request.filters:
            for value in (*chosen.include, *chosen.exclude):
                if not self._vocabulary.known(chosen.facet, value):
                    yield f"No {chosen.facet} is known as {value!r}."

    # ------------------------------------------------------------ releases

    def get_release(self, release_id: str) -> ReleaseView:
        """A release with its editions and related ones; raises NotFound."""
        release = self._release(release_id)
        editions = self._archive().editions(release.id) if release.edition_count > 1 else ()
        linked = tuple(self._linked(release.id))
        return ReleaseView(
            release,
            self._publisher(release.source_id),
            editions,
            self._related(release),
            siblings=tuple(entry for entry in linked if entry.relation.kind is RelationKind.SIBLING),
            copies=tuple(entry for entry in linked if entry.relation.kind is RelationKind.COPY),
        )

    def living_id(self, release_id: str) -> str:
        """The id of the release that took in the one of this id; the same id for any other."""
        known = release_id.isascii()  # as all ids are
        return (self._archive().merged_into(release_id) if known else None) or release_id

    def find_release(self, release_id: str) -> ReleaseView | None:
        """The same without related ones; None where there is no such release."""
        release = self._archive().get_release(release_id)
        return None if release is None else ReleaseView(release, self._publisher(release.source_id), (), ())

    def get_edition(self, release_id: str, number: int, against: int | None = None) -> EditionView:
        """An edition and what it changed of the one before it (or of `against`); raises NotFound."""
        release = self._release(release_id)
        return history.edition_view(self._archive(), release, self._publisher(release.source_id), number, against)

    def edits(
        self, sources: Sequence[str] = (), kinds: Sequence[str] = (), *, offset: int = 0, limit: int = 50
    ) -> EditList:
        """Edits and vanished pages, latest first; no sources or no kinds means all of them."""
        return history.edit_list(self._archive(), sources, kinds, offset, limit, self._publisher)

    def source_ids(self) -> tuple[str, ...]:
        """Sources in use, then those that only the archive knows."""
        try:
            kept = self._archive().sources()
        except ArchiveError:
            kept = ()
        return tuple(dict.fromkeys((*self._sources, *kept)))

    def _release(self, release_id: str) -> Release:
        """Raises TakenDown for one that the operator took down, NotFound for an unknown one."""
        archive = self._archive()
        known = release_id.isascii()  # as all ids are
        if known and (release := archive.get_release(release_id)) is not None:
            return release
        for entry in archive.forgotten(release_id) if known else ():
            raise TakenDown(
                f"Release {release_id} was taken down on {entry.at:%Y-%m-%d}. The reason given: {entry.reason}",
                hint="Its text is not kept here any more, and it is not collected again.",
            )
        raise NotFound(f"There is no release {release_id[:80]!r} here.", hint="Its id may be mistyped: search for it.")

    def _publisher(self, source_id: str) -> str:
        return self._sources[source_id].name if source_id in self._sources else source_id

    def _linked(self, release_id: str) -> Iterator[Linked]:
        archive = self._archive()
        for relation in archive.relations(release_id):
            other = archive.get_release(relation.other)
            if other is not None:
                yield Linked(other, self._publisher(other.source_id), relation)

    def _related(self, release: Release) -> tuple[Hit, ...]:
        try:
            return self._engine.similar(release.id, _RELATED)
        except (IndexUnavailable, NotFound):  # kept, but not indexed yet: there is nothing to compare it with
            return ()

    def release_count(self) -> int:
        """Releases in the archive."""
        return self._archive().count()

    def release_stamps(self, *, offset: int, limit: int) -> tuple[Stamp, ...]:
        """Releases in the order they were kept, with when each last changed."""
        return tuple(Stamp(release_id, at) for release_id, at in self._archive().stamps(offset, limit))

    # ------------------------------------------------------------ the state of the corpus

    @property
    def generation(self) -> str:
        """The index generation that answers now; raises IndexUnavailable."""
        return self._engine.generation

    def stamp(self) -> str:
        """Changes whenever any answer of this service may: for ETags."""
        try:
            generation = self._engine.generation
        except IndexUnavailable:
            generation = ""
        try:
            change = self._archive().latest_change()
        except ArchiveError:
            change = 0
        last = max((str(health.last_crawl) for health in self._source_health()), default="")
        return f"{generation} {change} {last}"

    def freshness(self) -> Freshness:
        """How new the corpus is; never fails for want of an index or an archive."""
        sources = self._source_health()
        generation, releases, newest = "", 0, None
        try:
            latest = self._engine.search(SearchRequest(sort=Sort.NEWEST, limit=1, highlight=False))
            generation, releases = latest.generation, latest.corpus
            newest = latest.hits[0].date if latest.hits else None
        except IndexUnavailable:
            pass  # said by status(), in words
        return Freshness(
            releases=releases,
            generation=generation,
            newest=newest,
            last_crawl=max((health.last_crawl for health in sources if health.last_crawl), default=None),
            healthy=sum(health.healthy for health in sources),
            sources=len(sources),
        )

    def status(self) -> Status:
        """How each source stands, and whether there is anything to search."""
        try:
            self._engine.count()
            problem = ""
        except IndexUnavailable as error:
            problem = str(error)
        return Status(self.freshness(), tuple(self._with_newest(health) for health in self._source_health()), problem)

    def check(self) -> int:
        """Releases that can be searched; raises IndexUnavailable or ArchiveError if anything is amiss."""
        self._archive().latest_change()
        return self._engine.count()

    def _source_health(self) -> tuple[SourceHealth, ...]:
        until, health = self._health
        if time.monotonic() >= until:
            sources = tuple(self._sources.values())
            try:
                health = source_health(self._archive(), sources)
            except ArchiveError:  # said by check(); pages that need no archive go on without one
                health = never_crawled(sources)
            self._health = (time.monotonic() + _FRESH_SECONDS, health)
        return health

    def _with_newest(self, health: SourceHealth) -> SourceHealth:
        chosen = (FacetFilter("source", (health.id,)),)
        try:
            found = self._engine.search(SearchRequest(filters=chosen, sort=Sort.NEWEST, limit=1, highlight=False))
        except IndexUnavailable:
            return health
        return replace(health, newest=found.hits[0].date if found.hits else None)

    def _archive(self) -> Archive:
        """The archive, opened when it is first needed: a server may start before the first crawl."""
        with self._lock:
            if self._opened is None:
                self._opened = open_archive(self._archive_path, read_only=True)
            return self._opened
