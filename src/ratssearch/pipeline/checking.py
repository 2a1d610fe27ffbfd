"""Doctor: does everything that is needed stand where it should, and does the index say what the archive holds?"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ratssearch.archive import Archive, open_archive
from ratssearch.errors import IndexUnavailable, RatssearchError
from ratssearch.index import open_engine
from ratssearch.models import FacetRequest, SearchRequest, Source
from ratssearch.pipeline.indexing import INDEX_NAME
from ratssearch.pipeline.keeping import damaged_bodies
from ratssearch.pipeline.reports import Listener, silent
from ratssearch.pipeline.workspace import Workspace

_SCARCE = 500_000_000  # bytes free on the disk
_SOURCES = 500  # counted apart in the comparison of index and archive


class Verdict(StrEnum):
    GOOD = "ok"
    NOTE = "note"  # worth knowing, nothing is wrong
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked."""

    subject: str  # "sources", "folder", "archive", "pages", "index"
    verdict: Verdict
    words: str
    hint: str = ""


def check(workspace: Workspace, sources: Sequence[Source], *, listener: Listener = silent) -> Iterator[Finding]:
    """Check everything, changing nothing; findings come as they are made. Safe while a crawl is at work."""
    yield from _sources(workspace, sources)
    yield from _folder(workspace)
    if not workspace.archive.exists():
        yield Finding("archive", Verdict.NOTE, f"There is no archive {workspace.archive} yet.", "Run ratssearch crawl.")
        return
    try:
        with open_archive(workspace.archive, read_only=True) as archive:
            yield from _archive(archive, listener)
            yield from _index(workspace, archive)
    except RatssearchError as error:
        yield Finding("archive", Verdict.BAD, error.message, error.hint)


def _in_use(sources: int) -> str:
    return "1 profile is in use." if sources == 1 else f"{sources} profiles are in use."


def _sources(workspace: Workspace, sources: Sequence[Source]) -> Iterator[Finding]:
    if sources:
        yield Finding("sources", Verdict.GOOD, _in_use(len(sources)))
    else:
        yield Finding("sources", Verdict.NOTE, "No source is set up.", "Add a [[source]] to ratssearch.toml.")
    try:
        workspace.gazetteer()
    except RatssearchError as error:
        yield Finding("gazetteer", Verdict.BAD, error.message, error.hint)
    else:
        yield Finding("gazetteer", Verdict.GOOD, "The gazetteer loads.")


def _folder(workspace: Workspace) -> Iterator[Finding]:
    folder = workspace.data_dir
    if not folder.exists():
        yield Finding("folder", Verdict.NOTE, f"{folder} is not there yet; the first crawl makes it.")
        return
    free = shutil.disk_usage(folder).free
    if free < _SCARCE:
        yield Finding("folder", Verdict.BAD, f"Only {free // 1_000_000:,} MB are free in {folder}.", "Free some space.")
    else:
        yield Finding("folder", Verdict.GOOD, f"{free // 1_000_000_000:,} GB are free in {folder}.")


def _archive(archive: Archive, listener: Listener) -> Iterator[Finding]:
    problems = archive.problems()
    for words in problems:
        yield Finding("archive", Verdict.BAD, words, "Restore a backup, or recover it with `sqlite3 FILE .recover`.")
    if not problems:
        yield Finding("archive", Verdict.GOOD, f"The archive is sound: {archive.count():,} releases.")
    damaged = damaged_bodies(archive, listener)
    for words in damaged:
        yield Finding("pages", Verdict.BAD, words, "Restore a backup of the archive.")
    if not damaged:
        yield Finding("pages", Verdict.GOOD, "Every stored page has the bytes that were kept.")
    waiting = sum(1 for _ in archive.pending_pages())
    if waiting:
        yield Finding("pages", Verdict.NOTE, f"{waiting:,} pages wait to be read; the next crawl or reindex does that.")


def _index(workspace: Workspace, archive: Archive) -> Iterator[Finding]:
    engine = open_engine(workspace.index)
    advice = "Run ratssearch reindex."
    try:
        asked = SearchRequest(limit=0, facets=(FacetRequest("source", _SOURCES),), highlight=False)
        results = engine.search(asked)
        generation = engine.generation
    except IndexUnavailable as error:
        verdict = Verdict.BAD if archive.count() else Verdict.NOTE
        yield Finding("index", verdict, error.message, error.hint or advice)
        return
    finally:
        engine.close()
    behind = archive.latest_change() - archive.index_cursor(INDEX_NAME)[0]
    if behind:
        words = f"The index has still to be told of {behind:,} changes; the next crawl or reindex does that."
        yield Finding("index", Verdict.NOTE, words)
    indexed = {entry.value: entry.count for facet in results.facets for entry in facet.values}
    kept = {source_id: archive.count(source_id) for source_id in archive.sources()}
    wrong = sorted(name for name in kept.keys() | indexed.keys() if kept.get(name, 0) != indexed.get(name, 0))
    if not wrong and results.total == archive.count():
        yield Finding("index", Verdict.GOOD, f"The index {generation} holds what the archive holds.")
    elif not behind:
        shown = ", ".join(f"{name} {indexed.get(name, 0):,} of {kept.get(name, 0):,}" for name in wrong[:5])
        yield Finding("index", Verdict.BAD, f"The index holds other releases than the archive: {shown}.", advice)
