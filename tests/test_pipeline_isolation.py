"""No page, listing or source can end a run: a mistake of ours anywhere becomes a named outcome, and the rest goes on.

Mistakes are put in where they would happen, at every boundary between one page and the run.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from crawler.server import Server, html, listing, release, text, xml
from ratssearch.archive import Archive
from ratssearch.errors import INTERNAL_ERROR, told
from ratssearch.models import Role, Source
from ratssearch.pipeline import CrawlOptions, CrawlReport, Health, Workspace, crawl, import_files, readers, status
from ratssearch.pipeline.learning import Learner
from ratssearch.pipeline.nursery import Nursery
from ratssearch.pipeline.other_releases import OtherReleases
from ratssearch.pipeline.reading import PageReader
from ratssearch.pipeline.worker import shared_worker

_OPTIONS = CrawlOptions(timeout=5.0, backoff=0.01, jitter=0.0)
_BAD = "trip the reader"
_TRIPPED = "mistake made for a test"
_FEED = "<rss version='2.0'><channel><item><title>A</title><link>{}/news/1</link></item></channel></rss>"
_SITEMAP = "<urlset><url><loc>{}/news/1</loc></url></urlset>"


class Mistake(Exception):
    """What nobody foresaw."""


def tripping(work: Callable[..., Any], wanted: Callable[..., bool] = lambda *given: True) -> Callable[..., Any]:
    """work, failing where the arguments are the wanted ones."""

    def tripped(*given: Any, **named: Any) -> Any:
        if wanted(*given):
            raise Mistake(_TRIPPED)
        return work(*given, **named)

    return tripped


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "data")


@pytest.fixture
def servers() -> Iterator[tuple[Server, Server]]:
    """A site that something is wrong with, and a sound one."""
    with Server() as ill, Server() as sound:
        for server in (ill, sound):
            targets = tuple(f"/news/{number}" for number in range(1, 7))
            server.routes["/list"] = html(listing(*targets))
            for number, target in enumerate(targets, 1):
                server.routes[target] = html(
                    release(f"Release {number} of many", f"<p>{number} May 2024</p><p>It rained again.</p>")
                )
        yield ill, sound


def source(server: Server, name: str, **changes: Any) -> Source:
    values = {"listings": (f"{server.base}/list",), "releases": (r"/news/\d+",), "allow_private": True, "delay": 0.0}
    return Source(name, name, name, f"{server.base}/", **(values | changes))


def run(workspace: Workspace, servers: tuple[Server, Server], **changes: Any) -> CrawlReport:
    """Crawl both sites, whatever happens; the sound one must have come in whole, and the ill one must be told of."""
    ill, sound = servers
    sources = [source(ill, "ill", **changes), source(sound, "sound")]
    report = crawl(workspace, sources, options=_OPTIONS)
    assert [(entry.source_id, entry.problem[:14]) for entry in report.sources if entry.source_id == "sound"] in (
        [("sound", "")],
        [("sound", INTERNAL_ERROR)],
    )
    assert report.sources[1].counters.new == 6
    assert report.exit_code == 3
    found = {entry.source_id: entry for entry in status(workspace, sources)}
    assert found["ill"].health in (Health.PARTIAL, Health.FAILING)
    reasons = " ".join([found["ill"].why, *(entry.last_reason for entry in found["ill"].failing)])
    assert INTERNAL_ERROR in reasons
    assert re.search(rf"Mistake in [\w/]+\.py:\d+: {_TRIPPED}", reasons)
    return report


def outcomes(report: CrawlReport) -> dict[tuple[Role, str], int]:
    return {(entry.role, entry.name): entry.count for entry in report.sources[0].outcomes}


@pytest.mark.parametrize(
    ("reader", "role", "changes"),
    [
        ("read_listing", Role.LISTING, {}),
        ("read_feed", Role.FEED, {"feeds": ("/feed",), "listings": ()}),
        ("read_sitemap", Role.SITEMAP, {"sitemaps": ("/sitemap.xml",), "listings": ()}),
        ("read_listing", Role.LISTING, {"listings": ()}),  # a walk
    ],
)
def test_a_page_that_is_read_for_links(
    workspace: Workspace,
    servers: tuple[Server, Server],
    monkeypatch: pytest.MonkeyPatch,
    reader: str,
    role: Role,
    changes: dict[str, Any],
) -> None:
    """Listing, feed, sitemap and a page of a walk: each has its outcome, and the page itself is kept."""
    from ratssearch.crawler import crawl as crawler

    ill = servers[0]
    ill.routes |= {"/feed": xml(_FEED.format(ill.base)), "/sitemap.xml": xml(_SITEMAP.format(ill.base))}
    ill.routes["/"] = html(listing("/news/1"))
    here = lambda *given: any(ill.base in str(value) for value in given)  # noqa: E731
    monkeypatch.setattr(crawler, reader, tripping(getattr(crawler, reader), here))
    where = {key: tuple(ill.base + target for target in targets) for key, targets in changes.items()}
    report = run(workspace, servers, **where)
    assert outcomes(report)[role, INTERNAL_ERROR] == 1
    monkeypatch.undo()
    again = crawl(workspace, [source(ill, "ill", **where)], options=_OPTIONS)
    assert again.sources[0].counters.new >= 1 and again.exit_code == 0


def test_a_robots_txt(workspace: Workspace, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch) -> None:
    """A host whose rules cannot be read is left alone, by that name."""
    from ratssearch.crawler import robots

    servers[0].routes["/robots.txt"] = text(_BAD)
    monkeypatch.setattr(robots.Protego, "parse", tripping(robots.Protego.parse, lambda content: _BAD in content))
    report = run(workspace, servers)
    assert outcomes(report)[Role.LISTING, INTERNAL_ERROR] == 1
    assert servers[0].targets() == ["/robots.txt"]


def test_a_fetch(workspace: Workspace, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch) -> None:
    """While it goes over the wire."""
    from ratssearch.crawler.fetch import Fetcher

    url = f"{servers[0].base}/news/2"
    monkeypatch.setattr(Fetcher, "get", tripping(Fetcher.get, lambda *given: url in given))
    report = run(workspace, servers)
    assert outcomes(report)[Role.RELEASE, INTERNAL_ERROR] == 1
    assert report.sources[0].counters.new == 5


@pytest.mark.parametrize(
    ("kind", "method", "new"),
    [
        (Archive, "keep_fetch", 5),
        (Archive, "keep_edition", 5),
        (PageReader, "without_others", 5),
    ],
)
def test_the_keeping_of_a_page(
    workspace: Workspace,
    servers: tuple[Server, Server],
    monkeypatch: pytest.MonkeyPatch,
    kind: type,
    method: str,
    new: int,
) -> None:
    """Its bytes, what they say, and what it names."""
    url = f"{servers[0].base}/news/2"
    servers[0].routes["/news/2"] = html(release(_BAD))

    def wanted(*given: Any) -> bool:
        words = repr(given[1:])
        return (url in words and "error" not in words) or _BAD in words

    monkeypatch.setattr(kind, method, tripping(getattr(kind, method), wanted))
    report = run(workspace, servers)
    assert report.sources[0].counters.new == new


def test_the_loading_of_a_page(
    workspace: Workspace, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its kept bytes cannot be got at, once."""
    url, load = f"{servers[0].base}/news/2", Archive.pending_page

    def loaded(archive: Archive, fetch: int) -> Any:
        kept = load(archive, fetch)
        if kept is not None and kept.snapshot.url == url:
            raise Mistake(_TRIPPED)
        return kept

    monkeypatch.setattr(Archive, "pending_page", loaded)
    report = run(workspace, servers)
    assert outcomes(report)[Role.RELEASE, INTERNAL_ERROR] == 1
    assert report.sources[0].counters.new == 5


def test_the_keeping_of_addresses(
    workspace: Workspace, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that cannot be kept takes no other with it."""
    ill = servers[0]
    urls = "".join(f"<url><loc>{ill.base}/news/{number}</loc></url>" for number in range(1, 7))
    ill.routes["/sitemap.xml"] = xml(f"<urlset>{urls}</urlset>")
    monkeypatch.setattr(
        Archive, "keep_found", tripping(Archive.keep_found, lambda *given: f"{ill.base}/news/2" in repr(given))
    )
    report = run(workspace, servers, sitemaps=(f"{ill.base}/sitemap.xml",), listings=())
    assert report.sources[0].counters.new == 6


@pytest.mark.parametrize(
    ("kind", "method"), [(Learner, "learn"), (Learner, "is_due"), (OtherReleases, "add"), (PageReader, "read_anew")]
)
def test_what_is_done_with_all_pages(
    workspace: Workspace, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch, kind: type, method: str
) -> None:
    """Learning, comparing, settling: the pages are kept all the same, and the source's run says what failed."""
    monkeypatch.setattr(kind, method, tripping(getattr(kind, method)))
    monkeypatch.setattr(Archive, "stale", lambda self, source_id, *versions: self.release_ids_of(source_id)[:1])
    report = run(workspace, servers)
    assert report.sources[0].counters.new == 6
    assert report.sources[0].problem.startswith(INTERNAL_ERROR)


@pytest.mark.parametrize("stage", ["signature", "compare", "candidate_pairs", "Neighbours"])
def test_relating(
    workspace: Workspace, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    """Copies and siblings are missing, nothing else."""
    from ratssearch.pipeline import relating

    monkeypatch.setattr(relating, stage, tripping(getattr(relating, stage)))
    if stage == "compare":
        monkeypatch.setattr(relating, "candidate_pairs", lambda held: set(combinations(range(len(held)), 2)))
    assert run(workspace, servers).sources[0].counters.new == 6


def test_a_source(workspace: Workspace, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch) -> None:
    """The crawl of one source as a whole."""
    from ratssearch.pipeline import crawling

    wanted = lambda given: given.id == "ill"  # noqa: E731
    monkeypatch.setattr(crawling, "crawl_source", tripping(crawling.crawl_source, wanted))
    assert run(workspace, servers).sources[0].problem.startswith(INTERNAL_ERROR)


def test_an_import(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A saved page that trips something is left out by that name, and the next one is taken."""
    lines = [{"url": f"https://press.example/news/{number}", "html": release(f"Release {number}")} for number in (1, 2)]
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    monkeypatch.setattr(Archive, "keep_import", tripping(Archive.keep_import, lambda *given: "/news/1" in repr(given)))
    profile = Source("ill", "ill", "ill", "https://press.example/", releases=(r"/news/\d+",))
    report = import_files(workspace, [profile], [path])
    assert report.results == {"new": 1} and report.exit_code == 3
    assert report.skipped["internal-error"].example == "https://press.example/news/1"


_PATCH = f"""
import ratssearch.extract.page as page
read = page.extract
def extract(snapshot, *given, **named):
    if b"{_BAD}" in snapshot.body:
        raise KeyError("{_TRIPPED}")
    return read(snapshot, *given, **named)
page.extract = extract
"""


@contextmanager
def ill_processes(folder: Path) -> Iterator[None]:
    """Let processes that are started meanwhile trip over pages that say so."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(_PATCH, "utf-8")
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = f"{folder}{os.pathsep}{before}"
    sys.path.insert(0, str(folder))
    shared_worker().close()
    try:
        yield
    finally:
        sys.path.remove(str(folder))
        os.environ["PYTHONPATH"] = before
        shared_worker().close()


@pytest.mark.parametrize("pile", [1000, 1])
def test_the_reader_of_pages_in_its_process(
    workspace: Workspace, servers: tuple[Server, Server], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, pile: int
) -> None:
    """In the process beside the crawl, and in those that share a pile of pages: type and place come back from there."""
    monkeypatch.setattr(readers, "PILE", pile)
    ill, sound = servers
    ill.routes["/news/2"] = html(release(_BAD))
    sources = [source(ill, "ill"), source(sound, "sound")]
    with ill_processes(tmp_path / "patch"):
        report = crawl(workspace, sources, options=_OPTIONS, readers=2)
    assert [entry.counters.new for entry in report.sources] == [5, 6]
    assert outcomes(report)[Role.RELEASE, INTERNAL_ERROR] == 1 and report.exit_code == 3
    (failing,) = status(workspace, sources)[0].failing
    assert failing.last_reason.startswith(f"{INTERNAL_ERROR}: KeyError in extract/sandbox.py:")


def test_what_is_told_of_a_mistake() -> None:
    """Type, place in the package (else the file), and its words in one line, however long."""
    try:
        Nursery.fork(None, None, 0)  # type: ignore[arg-type]
    except Exception as error:  # noqa: BLE001
        assert told(error).startswith("AttributeError in pipeline/nursery.py:")
    try:
        raise Mistake("two\nlines " + "x" * 1000)
    except Mistake as error:
        assert told(error).startswith("Mistake in test_pipeline_isolation.py:")
        assert ": two lines xxx" in told(error) and len(told(error)) < 400
    assert told(Mistake()) == "Mistake"
