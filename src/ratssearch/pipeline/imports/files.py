"""Open what an operator names: a WARC file, a folder of saved pages, a file of JSON Lines, one saved page."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ratssearch.archive import WarcRecord, WarcSummary, is_warc, read_warc
from ratssearch.crawler.contenttype import looks_like_html
from ratssearch.crawler.options import CrawlOptions
from ratssearch.errors import ParameterError
from ratssearch.pipeline.imports.candidates import Candidate
from ratssearch.pipeline.imports.lines import read_lines
from ratssearch.pipeline.imports.report import Tally
from ratssearch.pipeline.imports.saved import SUFFIXES, read_folder, read_page

_LOOK = "ratssearch-look"


@dataclass(frozen=True, slots=True)
class SavedFile:
    """Something to import. `read` may be called again; it tells the tally what it cannot read."""

    path: Path
    is_warc: bool
    read: Callable[[Tally], Iterator[Candidate]]


def open_files(
    paths: tuple[Path, ...], options: CrawlOptions, base_url: str, is_release: Callable[[str], bool]
) -> tuple[SavedFile, ...]:
    """Look at every file before the first is read, so that a wrong name stops the import and not half of it.

    Raises ParameterError for what is none of the kinds.
    """
    return tuple(_opened(path, options, base_url, is_release) for path in paths)


def _opened(path: Path, options: CrawlOptions, base_url: str, is_release: Callable[[str], bool]) -> SavedFile:
    limit = options.max_bytes
    if path.is_dir():
        return SavedFile(path, False, lambda tally: read_folder(path, limit, base_url, is_release, tally))
    if not path.is_file():
        raise ParameterError("FILE", f"there is no file {str(path)!r}.")
    if is_warc(path):
        return SavedFile(path, True, lambda tally: _warc(path, options, tally))
    head = _head(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return SavedFile(path, False, lambda tally: read_lines(path, limit, tally))
    if path.suffix.lower() in SUFFIXES or looks_like_html(head):
        return SavedFile(path, False, lambda tally: read_page(path, limit, base_url, is_release, tally))
    raise ParameterError(
        "FILE",
        f"{str(path)!r} is no WARC file, no JSON Lines and no HTML page.",
        hint="JSON Lines hold one object a line; a WARC file begins with WARC/, also when it is unpacked.",
    )


def _head(path: Path) -> bytes:
    try:
        with gzip.open(path) as packed:
            return packed.read(2048)
    except (OSError, EOFError):
        with path.open("rb") as plain:
            return plain.read(2048)


def _warc(path: Path, options: CrawlOptions, tally: Tally) -> Iterator[Candidate]:
    """The pages of a WARC file, each with what our own metadata record says of it."""
    summary = WarcSummary()
    notes: WarcRecord | None = None
    for record in read_warc(path, max(options.max_bytes, options.max_sitemap_bytes), summary):
        if record.kind == "metadata":
            own = dict(record.notes)
            summary.others += _LOOK not in own
            notes = record if _LOOK in own else None
            if notes is not None and not notes.concurrent_to:  # a look without an answer
                yield Candidate(record.url, record.at, path.name, status=0, notes=own)
            continue
        about = dict(notes.notes) if notes is not None and notes.concurrent_to == record.record_id else {}
        yield _candidate(record, path.name, about)
    tally.others += summary.others
    if summary.damage:
        tally.damaged.append((path.name, summary.damage))


def _candidate(record: WarcRecord, origin: str, notes: dict[str, str]) -> Candidate:
    return Candidate(
        url=record.url,
        at=record.at,
        origin=origin,
        status=200 if record.kind == "resource" else record.status,
        headers=record.headers,
        body=record.body,
        cut=record.cut,
        truncated=record.truncated and not (record.kind == "revisit" and not record.body),
        digest=record.digest,
        revisit=record.kind == "revisit",
        refers_to=record.refers_to,
        refers_at=record.refers_at,
        notes=notes,
    )
