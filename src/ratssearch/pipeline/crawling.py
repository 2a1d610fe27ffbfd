"""Crawl: fetch each source, keep every page before anything reads it, read it, index it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from ratssearch.archive import Archive, Counters, RunState
from ratssearch.crawler.crawl import CrawlOptions, crawl_source
from ratssearch.crawler.notices import Notice
from ratssearch.errors import UserError
from ratssearch.models import Discovered, FetchedPage, Source
from ratssearch.pipeline.indexing import IndexFollower
from ratssearch.pipeline.reading import PageReader
from ratssearch.pipeline.relating import relate
from ratssearch.pipeline.reports import CrawlReport, Listener, NoticeCount, Progress, SourceReport, Step, silent
from ratssearch.pipeline.workspace import Workspace

FOLLOW_EVERY = 500  # changes after which the index is told while a crawl goes on
_FOUND_AT_ONCE = 1000  # addresses held in memory before they are kept

_log = logging.getLogger(__name__)


def never() -> bool:
    """The answer of a crawl that nobody stops."""
    return False


def crawl(
    workspace: Workspace,
    sources: Sequence[Source],
    *,
    options: CrawlOptions | None = None,
    everything: bool = False,
    listener: Listener = silent,
    stop: Callable[[], bool] = never,
) -> CrawlReport:
    """Fetch what is new, changed or due, and bring archive and index up to date.

    `everything` looks at every known release again, due or not. `stop` is asked often; once it says yes, the page
    in hand is finished and the rest waits for the next crawl. Raises ArchiveError when another crawl is at work.
    """
    options = options or CrawlOptions()
    gazetteer = workspace.gazetteer()
    reports: list[SourceReport] = []
    with workspace.writing("crawl") as archive, IndexFollower(archive, workspace, listener) as index:
        reader = PageReader(archive, sources, gazetteer)
        caught_up = _catch_up(archive, reader, index, listener)
        for source in sources:
            if stop():
                break
            crawling = _SourceCrawl(archive, source, reader, index, listener)
            reports.append(crawling.run(options, everything, stop))
        relate(archive, listener)
        index.follow()
        return CrawlReport(tuple(reports), caught_up, index.generation, index.indexed, stopped=stop())


def _catch_up(archive: Archive, reader: PageReader, index: IndexFollower, listener: Listener) -> int:
    """Finish what a killed run left half done, in the archive and in the index."""
    number = 0

    def told(_: object) -> None:
        nonlocal number
        number += 1
        listener(Progress(Step.CATCH_UP, number))

    try:
        reader.take_all_waiting(told)
    except UserError as error:
        # A profile's selector is wrong: its pages wait on, and its own report will say so.
        _log.warning("Some kept pages cannot be read yet: %s", error)
    index.catch_up()
    return number


class _SourceCrawl:
    """One source in one crawl."""

    def __init__(
        self, archive: Archive, source: Source, reader: PageReader, index: IndexFollower, listener: Listener
    ) -> None:
        self._archive = archive
        self._source = source
        self._reader = reader
        self._index = index
        self._listener = listener
        self._notices: dict[str, NoticeCount] = {}
        self._found: list[Discovered] = []
        self._taken = 0

    def run(self, options: CrawlOptions, everything: bool, stop: Callable[[], bool]) -> SourceReport:
        """Crawl the source; whatever ends it early, what was fetched is kept and the run's end is noted."""
        run = self._archive.start_run(self._source.id)
        state, problem = RunState.FAILED, ""
        try:
            self._fetch_all(run, options, everything, stop)
            state = self._end(stop())
            problem = self._silence(self._archive.counters(run), state)
        except UserError as error:
            problem = str(error)
        finally:
            self._archive.end_run(run, state, problem)
        return SourceReport(
            source_id=self._source.id,
            state=state,
            counters=self._archive.counters(run),
            outcomes=self._archive.outcomes(run),
            notices=tuple(self._notices[rule] for rule in sorted(self._notices)),
            problem=problem,
        )

    def _fetch_all(self, run: int, options: CrawlOptions, everything: bool, stop: Callable[[], bool]) -> None:
        items = crawl_source(
            self._source,
            options=options,
            known=lambda url: self._archive.known(self._source.id, url),
            stored=self._archive.stored,
            wanted=lambda url: not self._archive.is_forgotten(self._source.id, url),
            pending=self._archive.pending(self._source.id, everything=everything),
            last_request=self._archive.last_request(self._source.id),
            notice=self._hear,
            stop=stop,
        )
        for item in items:
            if isinstance(item, FetchedPage):
                self._take(item, run)
            else:
                self._found.append(item)
                if len(self._found) >= _FOUND_AT_ONCE:
                    self._keep_found(run)
        self._keep_found(run)

    def _take(self, page: FetchedPage, run: int) -> None:
        """Keep a fetch and all that was found before it; then read it, if it is a release's."""
        found, self._found = self._found, []
        kept = self._archive.keep_fetch(self._source.id, page, run=run, found=found)
        self._taken += 1
        self._listener(Progress(Step.FETCH, self._taken, None, self._source.id, f"{page.url} {page.outcome}"))
        waiting = self._archive.pending_page(kept.key) if kept.pending else None
        if waiting is not None:
            self._reader.take(waiting)
        if self._index.waiting() >= FOLLOW_EVERY:
            self._index.follow()

    def _keep_found(self, run: int) -> None:
        found, self._found = self._found, []
        if found:
            self._archive.keep_found(self._source.id, found, run=run)

    def _hear(self, notice: Notice) -> None:
        known = self._notices.get(notice.rule)
        example = known.example if known else f"{notice.url} {notice.detail}".strip()
        self._notices[notice.rule] = NoticeCount(notice.rule, 1 + (known.count if known else 0), example)

    def _end(self, stopped: bool) -> RunState:
        if stopped:
            return RunState.STOPPED
        return RunState.LIMITED if "run:limit" in self._notices else RunState.DONE

    def _silence(self, counters: Counters, state: RunState) -> str:
        """A run that found nothing although nothing failed is a failure too, and says so."""
        if state is not RunState.DONE or counters.found or counters.failed:
            return ""
        return "No release was found on any listing, feed or sitemap. Check the profile with `ratssearch source test`."
