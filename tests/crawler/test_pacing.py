"""Turns: how long we wait between requests, as the server sees it."""

from __future__ import annotations

import http.server
import threading
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from ratssearch.crawler.crawl import crawl_source
from ratssearch.crawler.pace import SYSTEM_CLOCK
from ratssearch.models import Outcome, Role, Source

from .helpers import crawl, options_for, source_for
from .server import Request, Server, Wire, html, listing, redirect, release, status, text


def _gaps(server: Server) -> list[float]:
    return [after.began - before.began for before, after in pairwise(server.log)]


def test_the_delay_is_kept_between_all_requests() -> None:
    """robots.txt, listings, releases, redirects and second attempts: no gap is shorter than the delay."""
    with Server({"/list": html(listing("/news/1", "/news/2", "/news/3"))}, html(release())) as server:
        server.routes["/news/1"] = redirect("/news/4")
        server.routes["/news/2"] = status(503)
        source = source_for(server, listings=("/list",), delay=0.05)
        pages = list(
            crawl_source(source, options=options_for(backoff=0.01), known=lambda url: None, clock=SYSTEM_CLOCK)
        )
    assert len(server.log) == 8
    # Gaps are taken where requests arrive: a busy machine may move one arrival by some milliseconds.
    assert min(_gaps(server)) >= 0.05 * 0.8
    assert max(seen.in_flight for seen in server.log) == 1
    assert pages


def test_the_delay_runs_from_the_end_of_an_answer() -> None:
    """A slow site gets more rest, not less."""

    def slow(wire: Wire, request: Request) -> None:
        wire.wait(0.1)
        wire.reply(200, release().encode())

    with Server({"/list": html(listing("/news/1", "/news/2"))}, slow) as server:
        source = source_for(server, listings=("/list",), delay=0.1)
        list(crawl_source(source, options=options_for(), known=lambda url: None))
    first, second = server.log[-2:]
    assert second.began - first.ended >= 0.095


def test_the_longer_of_both_delays_holds() -> None:
    """Crawl-delay counts when it is longer than ours, ours when that is longer; jitter only adds."""
    for theirs, ours, expected in ((5, 1.0, 5.0), (1, 5.0, 5.0)):
        with Server({"/list": html(listing("/news/1"))}, html(release())) as server:
            server.routes["/robots.txt"] = text(f"User-agent: *\nCrawl-delay: {theirs}\n")
            result = crawl(source_for(server, listings=("/list",), delay=ours), options_for(jitter=0.25))
        # After robots.txt, whose own delay nobody knows yet, each request waits for its turn.
        slept = sum(result.clock.slept)
        assert expected <= slept <= 2 * expected * 1.25
        assert result.paths(Role.RELEASE, Outcome.FETCHED) == ["/news/1"]


def test_a_new_run_keeps_the_distance_to_the_last_one() -> None:
    """A restart right after a request waits out the delay; one long after does not wait at all."""
    for ago, least, most in ((0.0, 8.0, 10.1), (7.0, 1.0, 3.1), (60.0, 0.0, 0.0), (-3600.0, 8.0, 10.1)):
        with Server() as server:
            source = source_for(server, delay=8.0)
            last = SYSTEM_CLOCK.now() - timedelta(seconds=ago)
            result = crawl(source, options_for(max_walk=0), last_request=last)
        assert least - 0.5 <= sum(result.clock.slept) <= most


def test_one_connection_is_kept_open(tmp_path: Path) -> None:
    """Against a server that keeps connections alive, a whole crawl uses one."""
    (tmp_path / "list").write_text(listing(*(f"/news/{number}.html" for number in range(10))))
    (tmp_path / "robots.txt").write_text("User-agent: *\nDisallow: /private\n")  # an error would close the connection
    (tmp_path / "news").mkdir()
    for number in range(10):
        (tmp_path / "news" / f"{number}.html").write_text(release())
    connections: list[object] = []

    class Handler(http.server.SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            connections.append(self.client_address)
            super().setup()

        def log_message(self, *words: object) -> None:
            pass

    class Site(http.server.ThreadingHTTPServer):
        daemon_threads = True

    with Site(("127.0.0.1", 0), lambda *given: Handler(*given, directory=str(tmp_path))) as site:
        thread = threading.Thread(target=site.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        base = f"http://127.0.0.1:{site.server_port}"
        source = Source(
            "s", "s", "S", base, (f"{base}/list",), releases=(r"/news/\d+\.html",), delay=0.0, allow_private=True
        )
        result = crawl(source)
        site.shutdown()
        thread.join()
    assert len(result.paths(Role.RELEASE, Outcome.FETCHED)) == 10
    assert len(connections) == 1
