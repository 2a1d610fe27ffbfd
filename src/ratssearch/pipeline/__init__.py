"""The writing services: they join fetch, archive, extract, enrich and index. Nothing else does.

crawl()         fetch what is new or due, keep it, read it, index it
crawl_every()   crawl again and again at a steady pace
forget()        take a release down for good
discover()      a dry run: what a crawl would fetch, and why
reindex()       make derived data again from the archive, offline
source_test()   what one page, listing or source gives, keeping nothing
status()        is every source healthy?
draining()      turn SIGINT and SIGTERM into an orderly end
"""

from ratssearch.crawler.crawl import CrawlOptions
from ratssearch.pipeline.crawling import crawl
from ratssearch.pipeline.discovering import Discovery, discover
from ratssearch.pipeline.health import Health, SourceStatus, Yield, status, status_of
from ratssearch.pipeline.rebuilding import Stage, reindex
from ratssearch.pipeline.removing import forget
from ratssearch.pipeline.reports import CrawlReport, FieldChange, Progress, ReindexReport, SourceReport, Step
from ratssearch.pipeline.schedule import Plan, crawl_every, read_plan
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
    "Plan",
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
    "crawl_every",
    "discover",
    "draining",
    "forget",
    "read_plan",
    "reindex",
    "source_test",
    "status",
    "status_of",
]
