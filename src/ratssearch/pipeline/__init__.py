"""The writing services: they join fetch, archive, extract, enrich and index. Nothing else does.

crawl()         fetch what is new or due, keep it, read it, index it
import_files()  bring in WARC files, folders of saved HTML, JSON Lines
export_warc()   write the fetch log as a WARC file
crawl_every()   crawl again and again at a steady pace
forget()        take a release down for good
move()          a site has moved: the same releases under new addresses
backup()        a consistent copy of the archive; restore() puts one in its place
check()         is everything sound, and does the index match the archive?
discover()      a dry run: what a crawl would fetch, and why
reindex()       make derived data again from the archive, offline
review()        what the pages of a crawled source gave, and what looks wrong
source_test()   what one page, listing or source gives, keeping nothing
status()        is every source healthy?
draining()      turn SIGINT and SIGTERM into an orderly end

Each name is imported from its module when it is first asked for: a web worker, which asks for the health of the
sources alone, does not load the crawler and the extractors with it (docs/decisions/0057).
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ratssearch.crawler.options import CrawlOptions
    from ratssearch.pipeline.checking import Finding, Verdict, check
    from ratssearch.pipeline.crawling import crawl
    from ratssearch.pipeline.discovering import Discovery, discover
    from ratssearch.pipeline.exporting import WarcReport, export_warc
    from ratssearch.pipeline.health import SourceStatus, Yield, status, status_of
    from ratssearch.pipeline.imports import ImportReport, import_files
    from ratssearch.pipeline.judgement import Health
    from ratssearch.pipeline.keeping import BackupReport, RestoreReport, backup, restore
    from ratssearch.pipeline.moving import move, moves
    from ratssearch.pipeline.rebuilding import Stage, reindex
    from ratssearch.pipeline.removing import forget, forgotten
    from ratssearch.pipeline.reports import CrawlReport, FieldChange, Progress, ReindexReport, SourceReport, Step
    from ratssearch.pipeline.schedule import Plan, crawl_every, read_plan
    from ratssearch.pipeline.signals import draining
    from ratssearch.pipeline.source_review import ProblemKind, SourceReview, review
    from ratssearch.pipeline.trying import PageTrial, SourceTestReport, as_toml, selectors_as_toml, source_test
    from ratssearch.pipeline.workspace import Workspace

__all__ = [
    "BackupReport",
    "CrawlOptions",
    "CrawlReport",
    "Discovery",
    "FieldChange",
    "Finding",
    "Health",
    "ImportReport",
    "PageTrial",
    "Plan",
    "ProblemKind",
    "Progress",
    "ReindexReport",
    "RestoreReport",
    "SourceReport",
    "SourceReview",
    "SourceStatus",
    "SourceTestReport",
    "Stage",
    "Step",
    "Verdict",
    "WarcReport",
    "Workspace",
    "Yield",
    "as_toml",
    "backup",
    "check",
    "crawl",
    "crawl_every",
    "discover",
    "draining",
    "export_warc",
    "forget",
    "forgotten",
    "import_files",
    "move",
    "moves",
    "read_plan",
    "reindex",
    "restore",
    "review",
    "selectors_as_toml",
    "source_test",
    "status",
    "status_of",
]

_NAMES = {
    "crawler.options": ("CrawlOptions",),
    "pipeline.checking": ("Finding", "Verdict", "check"),
    "pipeline.crawling": ("crawl",),
    "pipeline.discovering": ("Discovery", "discover"),
    "pipeline.exporting": ("WarcReport", "export_warc"),
    "pipeline.health": ("SourceStatus", "Yield", "status", "status_of"),
    "pipeline.imports": ("ImportReport", "import_files"),
    "pipeline.judgement": ("Health",),
    "pipeline.keeping": ("BackupReport", "RestoreReport", "backup", "restore"),
    "pipeline.moving": ("move", "moves"),
    "pipeline.rebuilding": ("Stage", "reindex"),
    "pipeline.removing": ("forget", "forgotten"),
    "pipeline.reports": ("CrawlReport", "FieldChange", "Progress", "ReindexReport", "SourceReport", "Step"),
    "pipeline.schedule": ("Plan", "crawl_every", "read_plan"),
    "pipeline.signals": ("draining",),
    "pipeline.source_review": ("ProblemKind", "SourceReview", "review"),
    "pipeline.trying": ("PageTrial", "SourceTestReport", "as_toml", "selectors_as_toml", "source_test"),
    "pipeline.workspace": ("Workspace",),
}
_HOMES = {name: f"ratssearch.{module}" for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
