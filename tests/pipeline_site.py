"""A small made-up site on a real loopback server, and short ways to run the pipeline over it."""

from __future__ import annotations

import hashlib
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ratssearch.archive import Archive, open_archive
from ratssearch.index import open_engine
from ratssearch.models import Release, SearchRequest, Source
from ratssearch.pipeline import CrawlOptions, CrawlReport, Workspace, crawl

PER_PAGE = 10
PLACES = ("Almaty", "Bishkek", "Dushanbe", "Tashkent", "Osh", "Khujand", "Samarkand")
PEOPLE = ("border guards", "customs officers", "analysts", "teachers", "engineers")
OPTIONS = CrawlOptions(timeout=5.0, backoff=0.01, jitter=0.0)


@dataclass
class SmallSite:
    """Releases at /news/NUMBER, listed ten a page, newest first. Change it between crawls as a site changes."""

    size: int = 12
    texts: dict[int, str] = field(default_factory=dict)  # number -> text in place of the usual
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)  # path -> status and body of another kind
    unlisted: set[int] = field(default_factory=set)
    footer: str = "Made up for a test"
    asked: list[str] = field(default_factory=list)
    sent: Counter[str] = field(default_factory=Counter)  # path -> bodies sent in full
    base: str = ""

    def source(self, **changes: Any) -> Source:
        values: dict[str, Any] = {
            "id": "small",
            "organisation": "small-body",
            "name": "A small made-up body",
            "base_url": f"{self.base}/",
            "listings": (f"{self.base}/news",),
            "releases": (r"/news/\d+",),
            "languages": ("en",),
            "delay": 0.0,
            "allow_private": True,
        }
        return Source(**(values | changes))

    def answer(self, target: str) -> tuple[int, bytes]:
        path, _, query = target.partition("?")
        if target in self.answers:
            return self.answers[target]
        if path == "/news":
            return 200, self.listing(int(query.removeprefix("page=") or 1)).encode()
        number = path.removeprefix("/news/")
        if path.startswith("/news/") and number.isdigit() and 1 <= int(number) <= self.size:
            return 200, self.release(int(number)).encode()
        return 404, b"<p>There is no such page."

    def listing(self, page: int) -> str:
        listed = [number for number in range(self.size, 0, -1) if number not in self.unlisted]
        shown = listed[(page - 1) * PER_PAGE : page * PER_PAGE]
        items = "".join(
            f'<li><span>{date(number)}</span> <a href="/news/{number}">{title(number)}</a></li>' for number in shown
        )
        more = f'<a rel="next" href="/news?page={page + 1}">Older</a>' if page * PER_PAGE < len(listed) else ""
        return f"<!doctype html><html lang=en><title>News</title><h1>News</h1><ul>{items}</ul>{more}"

    def release(self, number: int) -> str:
        return (
            f"<!doctype html><html lang=en><head><title>{title(number)}</title></head><body>"
            f"<nav><a href=/>Home</a> <a href=/news>News</a></nav><main><article><h1>{title(number)}</h1>"
            f"<p>{date(number)}</p>{self.texts.get(number) or text(number)}</article></main>"
            f"<footer>{self.footer}</footer></body></html>"
        )


def title(number: int) -> str:
    return f"Meeting {number} of {PEOPLE[number % 5]} took place in {PLACES[number % 7]}"


def date(number: int) -> str:
    return f"{1 + number % 28} March {2000 + number % 25}"


def text(number: int, people: str = "") -> str:
    who = people or f"{20 + number} {PEOPLE[number % 5]}"
    return (
        f"<p>A working meeting number {number} brought together {who} from Kazakhstan and Uzbekistan, who spoke of "
        f"joint training, of shared rules and of the plans for the coming year in {PLACES[number % 7]}.</p>"
        f"<p>The participants noted that the work of group {number} goes on, and agreed to meet again next spring. "
        "They thanked the hosts for their welcome and for a well prepared agenda.</p>"
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A crawler that was killed in mid-request is what some tests are about."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serve(site: SmallSite) -> Iterator[SmallSite]:
    """The site on a free port of the loopback address, with ETags and 304s, until the block ends."""
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        timeout = 10
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            status, body = site.answer(self.path)
            etag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            known = status == 200 and self.headers.get("If-None-Match") == etag
            with lock:
                site.asked.append(self.path)
                site.sent[self.path] += not known
            self.send_response(304 if known else status)
            self.send_header("ETag", etag)
            if not known:
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not known:
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet: `asked` is the log."""

    server = _Server(("127.0.0.1", 0), Handler)
    site.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def crawl_site(workspace: Workspace, site: SmallSite, **more: Any) -> CrawlReport:
    source = more.pop("source", None) or site.source()
    return crawl(workspace, [source], options=more.pop("options", OPTIONS), **more)


@contextmanager
def reading(workspace: Workspace) -> Iterator[Archive]:
    with open_archive(workspace.archive, read_only=True) as archive:
        yield archive


def indexed(workspace: Workspace) -> dict[str, str]:
    """Release id -> title, of everything in the index."""
    engine = open_engine(workspace.index)
    try:
        results = engine.search(SearchRequest(limit=100, highlight=False))
        hits = list(results.hits)
        while len(hits) < results.total:
            results = engine.search(SearchRequest(limit=100, offset=len(hits), highlight=False))
            hits.extend(results.hits)
        return {hit.id: hit.title for hit in hits}
    finally:
        engine.close()


def found_by(workspace: Workspace, words: str) -> set[str]:
    """Ids of the releases that a query finds."""
    engine = open_engine(workspace.index)
    try:
        return {hit.id for hit in engine.search(SearchRequest(text=words, limit=100, highlight=False)).hits}
    finally:
        engine.close()


def content(workspace: Path | Workspace) -> dict[str, tuple[str, str, int]]:
    """URL -> title, body and number of editions of every release: what must not depend on how a crawl went."""
    place = workspace if isinstance(workspace, Workspace) else Workspace(workspace)
    with reading(place) as archive:
        return {
            release.url: (release.page.title, release.page.body, release.edition_count)
            for release in archive.releases()
        }


def only(workspace: Workspace) -> Release:
    with reading(workspace) as archive:
        (release,) = archive.releases()
        return release
