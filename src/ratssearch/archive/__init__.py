"""The archive: raw pages, the fetch log, the frontier, releases and their editions, in one SQLite file.

It is the truth of the system; all that is derived from it can be made again. docs/archive.md draws its tables.
"""

from ratssearch.archive.archive import Archive, open_archive
from ratssearch.archive.editions import content_hash, release_id
from ratssearch.archive.lock import writer_lock
from ratssearch.archive.values import (
    Change,
    Counters,
    FailingUrl,
    KeptEdition,
    KeptFetch,
    KeptPage,
    LastRequest,
    OutcomeCount,
    Reading,
    Result,
    Run,
    RunState,
    Totals,
    Why,
)

__all__ = [
    "Archive",
    "Change",
    "Counters",
    "FailingUrl",
    "KeptEdition",
    "KeptFetch",
    "KeptPage",
    "LastRequest",
    "OutcomeCount",
    "Reading",
    "Result",
    "Run",
    "RunState",
    "Totals",
    "Why",
    "content_hash",
    "open_archive",
    "release_id",
    "writer_lock",
]
