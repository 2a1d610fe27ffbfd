"""The writing services: they join fetch, archive, extract, enrich and index. Nothing else does.

crawl()         fetch what is new or due, keep it, read it, index it
forget()        take a release down for good
discover()      a dry run: what a crawl would fetch, and why
reindex()       make derived data again from the archive, offline
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
    from ratssearch.pipeline.crawling import crawl
    from ratssearch.pipeline.discovering import Discovery, discover
    from ratssearch.pipeline.health import Health, SourceStatus, Yield, status, status_of
    from ratssearch.pipeline.rebuilding import Stage, reindex
    from ratssearch.pipeline.removing import forget
    from ratssearch.pipeline.reports import CrawlReport, FieldChange, Progress, ReindexReport, SourceReport, Step
    from ratssearch.pipeline.signals import draining
    from ratssearch.pipeline.trying import PageTrial, SourceTestReport, as_toml, source_test
    from ratssearch.pipeline.workspace import Workspace

__all__ = [
    "CrawlOptions",
    "CrawlReport",
    "Discovery",
    "FieldChange",
    "Health",
    "PageTrial",
    "Progress",
    "ReindexReport",
    "SourceReport",
    "SourceStatus",
    "SourceTestReport",
    "Stage",
    "Step",
    "Workspace",
    "Yield",
    "as_toml",
    "crawl",
    "discover",
    "draining",
    "forget",
    "reindex",
    "source_test",
    "status",
    "status_of",
]

_NAMES = {
    "crawler.options": ("CrawlOptions",),
    "pipeline.crawling": ("crawl",),
    "pipeline.discovering": ("Discovery", "discover"),
    "pipeline.health": ("Health", "SourceStatus", "Yield", "status", "status_of"),
    "pipeline.rebuilding": ("Stage", "reindex"),
    "pipeline.removing": ("forget",),
    "pipeline.reports": ("CrawlReport", "FieldChange", "Progress", "ReindexReport", "SourceReport", "Step"),
    "pipeline.signals": ("draining",),
    "pipeline.trying": ("PageTrial", "SourceTestReport", "as_toml", "source_test"),
    "pipeline.workspace": ("Workspace",),
}
_HOMES = {name: f"ratssearch.{module}" for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(_HOMES[name]), name)
    return value
