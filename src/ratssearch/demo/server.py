"""The demo sites on real sockets: one HTTP server per body on loopback, crawled like any other site."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from ratssearch.demo.bodies import BODIES, BaseUrls
from ratssearch.demo.pages import Page
from ratssearch.demo.site import DemoSite

HOST = "127.0.0.1"
PREFERRED_PORTS = (8471, 8472, 8473)  # kept where they are free, so that a second run meets the same addresses


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the access log."""

    body: str
    method: str
    target: str  # path and query
    status: int


class ServedSites(Mapping[str, str]):
    """Body id -> base URL (scheme, host and port, no slash at the end), with the visit to show and an access log."""

    def __init__(self, base_urls: BaseUrls, visit: int) -> None:
        self._base_urls = dict(base_urls)
        self._site = DemoSite(visit, self._base_urls)
        self.requests: list[Request] = []  # appended to by the answering threads; take a copy to read

    def __getitem__(self, body: str) -> str:
        return self._base_urls[body]

    def __iter__(self) -> Iterator[str]:
        return iter(self._base_urls)

    def __len__(self) -> int:
        return len(self._base_urls)

    @property
    def base_urls(self) -> BaseUrls:
        """The mapping alone."""
        return self._base_urls

    @property
    def site(self) -> DemoSite:
        """What is served now."""
        return self._site

    @property
    def visit(self) -> int:
        """1 or 2: which visit the sites show."""
        return self._site.visit

    @visit.setter
    def visit(self, visit: int) -> None:
        self.set_visit(visit)

    def set_visit(self, visit: int) -> None:
        """From the next request on, show the sites as the first (1) or second (2) visit finds them."""
        self._site = DemoSite(visit, self._base_urls)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    body: str
    sites: ServedSites


@contextmanager
def serve_demo_site(visit: int = 1, *, ports: tuple[int, int, int] = (0, 0, 0)) -> Iterator[ServedSites]:
    """Serve the three sites on loopback until the block ends. A port that is 0 or taken becomes a free one."""
    with ExitStack() as stack:
        servers = [stack.enter_context(_bind(port)) for port in ports]
        urls = {body.id: f"http://{HOST}:{server.server_port}" for body, server in zip(BODIES, servers, strict=True)}
        sites = ServedSites(urls, visit)
        for body, server in zip(BODIES, servers, strict=True):
            server.body, server.sites = body.id, sites
            thread = threading.Thread(target=server.serve_forever, args=(0.05,), name=f"demo-{body.id}", daemon=True)
            thread.start()
            stack.callback(_stop, server, thread, os.getpid())
        yield sites


def _stop(server: _Server, thread: threading.Thread, owner: int) -> None:
    if os.getpid() == owner:  # a web worker, forked inside the block, leaves it too and has no such thread
        server.shutdown()
        thread.join()


def _bind(port: int) -> _Server:
    try:
        return _Server((HOST, port), _Handler)
    except OSError:
        if port == 0:
            raise
        return _Server((HOST, 0), _Handler)


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    server_version = "ratssearch-demo"
    sys_version = ""
    timeout = 10  # seconds an idle connection is kept

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def _answer(self, *, with_body: bool) -> None:
        page = self.server.sites.site.page(self.server.body, self.path)
        if page is None:
            text = b"<!DOCTYPE html><title>Not found</title><p>There is no such page. This site is made up.</p>"
            page = Page(self.path, text, status=404)
        status = 304 if page.status == 200 and self._is_known(page) else page.status
        self.server.sites.requests.append(Request(self.server.body, self.command, self.path, status))
        self.send_response(status)
        if page.etag:
            self.send_header("ETag", page.etag)
        if page.last_modified:
            self.send_header("Last-Modified", format_datetime(page.last_modified, usegmt=True))
        if page.location:
            self.send_header("Location", page.location)
        if status != 304:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(page.body)))
        self.end_headers()
        if with_body and status != 304:
            self.wfile.write(page.body)

    def _is_known(self, page: Page) -> bool:
        """Whether the request's validators say that the client has this very page (RFC 9110, 13.1)."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return bool(page.etag) and (page.etag.removeprefix("W/") in known or "*" in known)
        since = self.headers.get("If-Modified-Since")
        if since is None or page.last_modified is None:
            return False
        try:
            return page.last_modified <= parsedate_to_datetime(since)
        except (TypeError, ValueError):
            return False  # a date that cannot be read is no condition

    def log_message(self, format: str, *args: object) -> None:
        """The demo is quiet; `ServedSites.requests` is the log."""
