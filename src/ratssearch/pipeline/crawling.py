"""Crawl: fetch each source, keep every page before anything reads it, read it, index it.

Four things go on at once: a thread for each host fetches and keeps, the calling thread keeps what the pages say,
processes of their own read pages once these pile up, and one more thread lets the index follow.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ratssearch.archive import Archive, Counters, KeptFetch, LastRequest, RunState
from ratssearch.crawler.crawl import CrawlOptions, crawl_source
from ratssearch.crawler.notices import Notice
from ratssearch.crawler.pace import Hosts
from ratssearch.errors import INTERNAL_ERROR, ArchiveError, UserError, told
from ratssearch.models import Discovered, FetchedPage, Misread, Outcome, Role, Source
from ratssearch.pipeline.following import following
from ratssearch.pipeline.indexing import IndexFollower
from ratssearch.pipeline.judgement import Health, judge
from ratssearch.pipeline.lanes import Lanes, host_of
from ratssearch.pipeline.readers import Readers
from ratssearch.pipeline.reading import PageReader
from ratssearch.pipeline.relating import relate
from ratssearch.pipeline.reports import CrawlReport, Listener, NoticeCount, Progress, SourceReport, Step, silent
from ratssearch.pipeline.workspace import Workspace

FOLLOW_EVERY = 500  # changes after which the index is told while a crawl goes on
HOSTS_AT_ONCE = 8
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
    hosts: int = HOSTS_AT_ONCE,
    readers: int | None = None,
    listener: Listener = silent,
    stop: Callable[[], bool] = never,
) -> CrawlReport:
    """Fetch what is new, changed or due, and bring archive and index up to date.

    `everything` looks at every known release again, due or not. At most `hosts` hosts are asked at the same time, each
    by one request. `readers` processes read pages that pile up (None: as many as there are cores; 0: none). `listener`
    hears one thing at a time, from several threads. `stop` is asked often; once it says yes, the pages in hand are
    finished and the rest waits for the next crawl. Raises ArchiveError when another crawl is at work.
    """
    reader_sources = tuple(sources)
    told = _one_at_a_time(listener)
    with workspace.writing("crawl") as archive, IndexFollower(archive, workspace, told) as index:
        reader = PageReader(archive, reader_sources, workspace.gazetteer())
        with Readers(archive, reader, reader.sources, workspace.gazetteer_file, readers) as reading:
            caught_up = _catch_up(reading, index, told)
            shared = _Shared(archive, reading, told, options or CrawlOptions(), everything, stop, Hosts())
            reports = _crawl_all(shared, reader_sources, hosts, index)
        reader.settle(stop)
        with reader.faults.caught("while releases were compared"):
            relate(archive, told, reader.faults)
        reader.faults.note(archive, [report.source_id for report in reports])
        index.follow()
        reports = tuple(_judged(archive, report) for report in reports)
        return CrawlReport(reports, caught_up, index.generation, index.indexed, stopped=stop())


def _judged(archive: Archive, report: SourceReport) -> SourceReport:
    """The report with what `status` will say of the source, if that is news."""
    health, why = judge(archive, report.source_id)
    news = health in (Health.PARTIAL, Health.FAILING) and not report.partial
    return replace(report, problem=why) if news else report


def _one_at_a_time(listener: Listener) -> Listener:
    lock = threading.Lock()

    def told(progress: Progress) -> None:
        with lock:
            listener(progress)

    return told


def _catch_up(reading: Readers, index: IndexFollower, listener: Listener) -> int:
    """Finish what a killed run left half done, in the archive and in the index."""
    number = 0

    def told() -> None:
        nonlocal number
        number += 1
        listener(Progress(Step.CATCH_UP, number))

    caught_up = reading.take_all_waiting(told)
    index.catch_up()
    return caught_up


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the crawls of several sources have in common."""

    archive: Archive
    reading: Readers
    listener: Listener
    options: CrawlOptions
    everything: bool
    stop: Callable[[], bool]
    hosts: Hosts


def _crawl_all(
    shared: _Shared, sources: Sequence[Source], width: int, index: IndexFollower
) -> tuple[SourceReport, ...]:
    """Every source, many hosts at a time; reports in the order of the sources, of those that were begun."""
    reports: dict[str, SourceReport] = {}
    earlier = shared.archive.last_requests()

    def work(source: Source) -> None:
        if not shared.stop():
            crawling = _SourceCrawl(shared, source, _last_request(earlier, source), lanes.halted)
            reports[source.id] = crawling.run()

    lanes = Lanes(sources, width, work)
    with following(index, FOLLOW_EVERY, lanes.halt):
        lanes.start()
        try:
            shared.reading.work(lanes.ended)
        finally:
            lanes.halt()
            shared.reading.abandon()
            lanes.join()
    if lanes.error is not None:
        raise lanes.error
    return tuple(reports[source.id] for source in sources if source.id in reports)


def _last_request(earlier: Sequence[LastRequest], source: Source) -> datetime | None:
    """When this source's host was last asked for anything, by whichever source; now, if that may be so."""
    host = host_of(source.base_url)
    same = [last for last in earlier if last.source_id == source.id or (last.url and host_of(last.url) == host)]
    if any(last.killed for last in same):
        return datetime.now(UTC)
    return max((last.ended for last in same if last.ended is not None), default=None)


class _SourceCrawl:
    """One source in one crawl."""

    def __init__(
        self, shared: _Shared, source: Source, last_request: datetime | None, halted: Callable[[], bool]
    ) -> None:
        self._shared = shared
        self._archive = shared.archive
        self._source = source
        self._last_request = last_request
        self._halted = halted
        self._notices: dict[str, NoticeCount] = {}
        self._found: list[Discovered] = []
        self._last_fetch = 0  # key of the last fetch kept
        self._taken = 0  # releases fetched
        self._met = 0  # releases to fetch, as far as is known

    def run(self) -> SourceReport:
        """Crawl the source; whatever ends it early, what was fetched is kept and the run's end is noted."""
        run = self._archive.start_run(self._source.id, self._source)
        state, problem = RunState.FAILED, ""
        try:
            self._fetch_all(run)
            self._shared.reading.wait_for(self._source.id)
            state, problem = self._end(run)
        except UserError as error:
            problem = str(error)
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001  # decisions/0119
            _log.exception("The crawl of %s failed; the other sources go on.", self._source.id)
            problem = f"{INTERNAL_ERROR}: {told(error)}"
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

    def _stop(self) -> bool:
        return self._shared.stop() or self._halted() or self._source.id in self._shared.reading.problems

    def _fetch_all(self, run: int) -> None:
        pending = self._archive.pending(self._source.id, everything=self._shared.everything)
        self._met = len(pending)
        items = crawl_source(
            self._source,
            options=self._shared.options,
            known=lambda url: self._archive.known(self._source.id, url),
            stored=self._archive.stored,
            wanted=lambda url, shown: self._wants(url, shown, run),
            pending=pending,
            last_request=self._last_request,
            notice=self._hear,
            stop=self._stop,
            hosts=self._shared.hosts,
        )
        for item in items:
            if isinstance(item, FetchedPage):
                self._take(item, run)
            elif isinstance(item, Misread):
                self._archive.misread_page(self._last_fetch, INTERNAL_ERROR, item.detail)
            else:
                self._met += item.role is Role.RELEASE
                self._found.append(item)
                if len(self._found) >= _FOUND_AT_ONCE:
                    self._keep_found(run)
        self._keep_found(run)

    def _wants(self, url: str, shown: bool, run: int) -> bool:
        """Whether a release that the site names is fetched in this run: always if it is new or shown in front, else
        when it is due."""
        if self._archive.is_forgotten(self._source.id, url):
            return False
        if shown or self._shared.everything:
            return True
        self._keep_found(run)  # a sitemap's word that it changed may be among what is not kept yet
        due = self._archive.why_due(self._source.id, url) is not None
        self._met -= not due
        return due

    def _take(self, page: FetchedPage, run: int) -> None:
        """Keep a fetch and all that was found before it; then have it read, if it is a release's."""
        found, self._found = self._found, []
        kept = self._keep(page, run, found)
        self._last_fetch = kept.key
        self._taken += page.role is Role.RELEASE
        total = max(self._met, self._taken) or None
        words = f"{page.url} {page.outcome}"
        self._shared.listener(Progress(Step.FETCH, self._taken, total, self._source.id, words))
        if kept.pending:
            self._shared.reading.submit(kept.key, self._source.id)

    def _keep(self, page: FetchedPage, run: int, found: Sequence[Discovered]) -> KeptFetch:
        """Keep a fetch; one that a mistake of ours keeps from being kept is logged as that, without what it brought."""
        try:
            return self._archive.keep_fetch(self._source.id, page, run=run, found=found)
        except ArchiveError:
            raise
        except Exception as error:  # noqa: BLE001  # decisions/0119
            _log.exception("Keeping %s failed.", page.url)
            self._keep_each(found, run)
            end = FetchedPage(page.url, page.role, Outcome.INTERNAL_ERROR, page.fetched_at, detail=told(error))
            return self._archive.keep_fetch(self._source.id, end, run=run)

    def _keep_found(self, run: int) -> None:
        found, self._found = self._found, []
        if not found:
            return
        try:
            self._archive.keep_found(self._source.id, found, run=run)
        except ArchiveError:
            raise
        except Exception:  # noqa: BLE001  # decisions/0119
            _log.exception("Keeping addresses of %s failed; they are kept one by one.", self._source.id)
            self._keep_each(found, run)

    def _keep_each(self, found: Sequence[Discovered], run: int) -> None:
        for item in found:
            with self._shared.reading.faults.caught("while an address was kept", self._source.id):
                self._archive.keep_found(self._source.id, [item], run=run)

    def _hear(self, notice: Notice) -> None:
        known = self._notices.get(notice.rule)
        example = known.example if known else f"{notice.url} {notice.detail}".strip()
        self._notices[notice.rule] = NoticeCount(notice.rule, 1 + (known.count if known else 0), example)

    def _end(self, run: int) -> tuple[RunState, str]:
        """How the run ended, and why in a sentence if it did not end well."""
        problem = self._shared.reading.problems.get(self._source.id)
        if problem is not None:
            return RunState.FAILED, str(problem)
        if self._shared.stop() or self._halted():
            return RunState.STOPPED, ""
        if "run:limit" in self._notices:
            return RunState.LIMITED, ""
        return RunState.DONE, self._silence(self._archive.counters(run))

    def _silence(self, counters: Counters) -> str:
        """A run that found nothing although nothing failed is a failure too, and says so."""
        if counters.found or counters.failed:
            return ""
        return "No release was found on any listing, feed or sitemap. Check the profile with `ratssearch source test`."
