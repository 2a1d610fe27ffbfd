"""The archive: raw pages, the fetch log, the frontier, releases and their editions, in one SQLite file.

It is the truth of the system; all that is derived from it can be made again. docs/archive.md draws its tables.
"""

from ratssearch.archive.archive import Archive, open_archive
from ratssearch.archive.editions import content_hash
from ratssearch.archive.lock import writer_lock
from ratssearch.archive.values import (
    Change,
    Contents,
    Counters,
    DiscoveredName,
    EditEvent,
    EditKind,
    Exchange,
    FailingUrl,
    Forgotten,
    KeptEdition,
    KeptFetch,
    KeptPage,
    LastRequest,
    Move,
    Moved,
    Original,
    OutcomeCount,
    Reading,
    Result,
    Run,
    RunState,
    Totals,
    Why,
)
from ratssearch.archive.warc_in import WarcRecord, WarcSummary, is_warc, read_warc
from ratssearch.archive.warc_out import write_warc
from ratssearch.urls import release_id

__all__ = [
    "Archive",
    "Change",
    "Contents",
    "Counters",
    "DiscoveredName",
    "EditEvent",
    "EditKind",
    "Exchange",
    "FailingUrl",
    "Forgotten",
    "KeptEdition",
    "KeptFetch",
    "KeptPage",
    "LastRequest",
    "Move",
    "Moved",
    "Original",
    "OutcomeCount",
    "Reading",
    "Result",
    "Run",
    "RunState",
    "Totals",
    "WarcRecord",
    "WarcSummary",
    "Why",
    "content_hash",
    "is_warc",
    "open_archive",
    "read_warc",
    "release_id",
    "write_warc",
    "writer_lock",
]
