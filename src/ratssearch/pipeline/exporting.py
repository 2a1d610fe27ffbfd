"""Export: the fetch log as a WARC file that other archive tools open."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import ratssearch
from ratssearch.archive import Exchange, open_archive, write_warc
from ratssearch.errors import ParameterError
from ratssearch.pipeline.reports import Listener, Progress, Step, silent
from ratssearch.pipeline.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WarcReport:
    looks: int  # fetches that were written
    records: int
    size: int  # bytes of the file


def export_warc(
    workspace: Workspace,
    target: Path,
    *,
    source_id: str | None = None,
    listener: Listener = silent,
) -> WarcReport:
    """Write every look (at one source) as WARC 1.1, gzip by record, in the order of the log; crawls may go on.

    Written beside its place and put there whole. Raises ParameterError where a file of that name is there already,
    or cannot be written.
    """
    if target.exists():
        raise ParameterError("warc", f"{str(target)!r} exists already.", hint="Name a file that does not.")
    part = target.with_name(f"{target.name}.part")
    looks = 0

    def counted(found: Iterator[Exchange]) -> Iterator[Exchange]:
        nonlocal looks
        for look in found:
            looks += 1
            listener(Progress(Step.EXPORT, looks, None, look.source_id, look.final_url))
            yield look

    try:
        with open_archive(workspace.archive, read_only=True) as archive, part.open("wb") as out:
            software = f"ratssearch {ratssearch.__version__}"
            records = write_warc(out, counted(archive.exchanges(source_id)), name=target.name, software=software)
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except OSError as error:
        raise ParameterError("warc", f"{str(target)!r} cannot be written: {error.strerror}.") from error
    finally:
        part.unlink(missing_ok=True)
    return WarcReport(looks, records, target.stat().st_size)
