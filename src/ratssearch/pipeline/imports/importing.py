"""Import: pages that other programs saved take the way of a fetched page, without the network.

Killed at any moment, the next import of the same files takes up what is missing: what was kept is known by its
address, time and bytes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from ratssearch.archive import Archive
from ratssearch.crawler.options import CrawlOptions
from ratssearch.errors import ConfigError, ParameterError, RatssearchError
from ratssearch.models import Discovered, Role, Source
from ratssearch.pipeline.imports.candidates import Candidate
from ratssearch.pipeline.imports.files import SavedFile, open_files
from ratssearch.pipeline.imports.listings import ListingReader
from ratssearch.pipeline.imports.placing import Placer
from ratssearch.pipeline.imports.report import ImportReport, Tally
from ratssearch.pipeline.imports.taking import Taker
from ratssearch.pipeline.indexing import IndexFollower
from ratssearch.pipeline.reading import PageReader
from ratssearch.pipeline.relating import relate
from ratssearch.pipeline.reports import Listener, Progress, Step, silent
from ratssearch.pipeline.workspace import Workspace
from ratssearch.urls import canonical

FOLLOW_EVERY = 500  # changes after which the index is told while an import goes on

_log = logging.getLogger(__name__)


def _never() -> bool:
    return False


def import_files(
    workspace: Workspace,
    sources: Sequence[Source],
    files: Sequence[Path],
    *,
    only: Source | None = None,
    base_url: str = "",
    options: CrawlOptions | None = None,
    listener: Listener = silent,
    stop: Callable[[], bool] = _never,
) -> ImportReport:
    """Bring in WARC files, folders of saved HTML and JSON Lines.

    Pages at addresses that no profile takes for a release's are left out and counted; with `only`, every page
    belongs to that source. `base_url` is where a folder of pages stood. Raises ParameterError for a file of no known
    kind, before anything is kept.
    """
    if not sources:
        raise ConfigError("There is no source to import for.", hint="Add a [[source]] to ratssearch.toml.")
    if base_url and not canonical(base_url):
        raise ParameterError("base-url", f"{base_url!r} is no http or https address.")
    options = options or CrawlOptions()
    placer = Placer(sources, only)
    opened = open_files(tuple(files), options, base_url, lambda url: bool(placer.releases(url)))
    gazetteer = workspace.gazetteer()
    tally = Tally()
    with workspace.writing("import") as archive, IndexFollower(archive, workspace, listener) as index:
        reader = PageReader(archive, sources, gazetteer)
        reader.take_all_waiting()
        index.catch_up()
        listings = ListingReader(archive, placer, options, tally)
        warcs = [file for file in opened if file.is_warc]
        # What cannot be read is counted when the releases are taken, not with every reading for links.
        listings.read(lambda: _all(warcs, Tally(), stop))
        taker = Taker(archive, reader, placer, options, tally, listings.has_read)
        for candidate in _all(opened, tally, stop):
            try:
                _meet(archive, placer, candidate)
                taker.take(candidate)
            except RatssearchError:
                raise
            except Exception:  # noqa: BLE001  # decisions/0119
                _log.exception("Taking %s from %s failed.", candidate.url, candidate.origin)
                tally.skip("internal-error", candidate.url or candidate.origin)
            listener(Progress(Step.IMPORT, tally.pages, None, "", candidate.origin))
            if index.waiting() >= FOLLOW_EVERY:
                index.follow()
        if not stop():
            taker.finish()
        reader.settle(stop)
        with reader.faults.caught("while releases were compared"):
            relate(archive, listener, reader.faults)
        index.follow()
        return ImportReport(
            files=len(opened),
            results=dict(tally.results),
            listings=tally.listings,
            skipped=tally.skipped,
            damaged=tuple(tally.damaged),
            others=tally.others,
            indexed=index.indexed,
            generation=index.generation,
            stopped=stop(),
            faults=tuple(str(fault) for fault in reader.faults),
        )


def _all(files: Sequence[SavedFile], tally: Tally, stop: Callable[[], bool]) -> Iterator[Candidate]:
    for file in files:
        for candidate in file.read(tally):
            if stop():
                return
            yield candidate


def _meet(archive: Archive, placer: Placer, candidate: Candidate) -> None:
    """Keep what stands beside the page in the file: the title and date of a line, or what an export of ours says."""
    found_date = candidate.date or candidate.notes.get("ratssearch-listing-date", "")
    found_title = candidate.title or candidate.notes.get("ratssearch-listing-title", "")
    if not found_date and not found_title:
        return
    url = candidate.notes.get("ratssearch-asked-for", "") or candidate.url
    if candidate.notes.get("ratssearch-role", Role.RELEASE.value) != Role.RELEASE.value:
        return
    via = candidate.notes.get("ratssearch-found-by", "") or "import"
    for place in placer.releases(url):
        item = Discovered(place.url, Role.RELEASE, via, candidate.notes.get("via", ""), found_date, found_title)
        archive.keep_found(place.source.id, [item])
