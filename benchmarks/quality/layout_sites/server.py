"""Sites on loopback ports of their own, as any plain server gives pages."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from benchmarks.quality.layout_sites.site import Site


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        timeout = 30

        def do_GET(self) -> None:
            body = site.pages.get(self.path)
            self.send_response(404 if body is None else 200)
            # The pages say their encoding themselves, as many servers leave it to them.
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(body or b"")))
            self.end_headers()
            self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            """A measurement's own output is its table."""

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True


@contextmanager
def served(sites: Sequence[Site]) -> Iterator[list[str]]:
    """The address of each site, http://127.0.0.1:PORT, until the block ends."""
    servers = [_Server(("127.0.0.1", 0), _handler(site)) for site in sites]
    threads = [threading.Thread(target=server.serve_forever, args=(0.2,), daemon=True) for server in servers]
    for thread in threads:
        thread.start()
    try:
        yield [f"http://127.0.0.1:{server.server_port}" for server in servers]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()
