"""A web server on real loopback sockets that behaves exactly as badly as a test tells it to."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self


@dataclass(frozen=True)
class Request:
    """What came in; `number` counts the requests for this target from 1."""

    target: str
    headers: Mapping[str, str]  # lower-case names
    number: int

    @property
    def path(self) -> str:
        return self.target.split("?", 1)[0]


@dataclass
class Seen:
    """One line of the access log; times are time.monotonic()."""

    target: str
    headers: Mapping[str, str]
    began: float
    ended: float = 0.0
    in_flight: int = 0  # requests being answered when this one began, itself included


class Wire:
    """The connection, for a route to write on."""

    def __init__(self, connection: socket.socket, closing: threading.Event) -> None:
        self._connection = connection
        self._closing = closing

    def send(self, data: bytes) -> None:
        self._connection.sendall(data)

    def reply(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        """A well-formed answer."""
        lines = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body)), "Connection": "close"}
        lines.update(headers or {})
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
        self.send(f"HTTP/1.1 {status} Said\r\n{head}\r\n".encode("latin-1") + body)

    def wait(self, seconds: float) -> bool:
        """Sleep; true when the server is being shut down meanwhile."""
        return self._closing.wait(seconds)

    def reset(self) -> None:
        """Close with a TCP reset, not a goodbye."""
        self._connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._connection.close()


Route = Callable[[Wire, Request], None]


def html(text: str | bytes, **headers: str) -> Route:
    """A route that answers 200 with an HTML page; header names in keyword spelling (content_type=...)."""
    body = text.encode() if isinstance(text, str) else text
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    named = {name.title(): value for name, value in named.items()}
    return lambda wire, request: wire.reply(200, body, named)


def status(code: int, body: bytes = b"<p>error</p>", **headers: str) -> Route:
    named = {name.replace("_", "-").title(): value for name, value in headers.items()}
    return lambda wire, request: wire.reply(code, body, named)


def text(body: str) -> Route:
    return html(body, content_type="text/plain")


def xml(body: str | bytes) -> Route:
    return html(body, content_type="application/xml")


def redirect(location: str, code: int = 302) -> Route:
    return status(code, location=location)


def in_turn(*routes: Route) -> Route:
    """The first request gets the first route, and so on; the last one stays."""
    return lambda wire, request: routes[min(request.number, len(routes)) - 1](wire, request)


def release(title: str = "A made-up release", *more: str) -> str:
    """A small page that passes for a release."""
    return f"<!doctype html><title>{title}</title><h1>{title}</h1><p>Made up for a test.</p>{''.join(more)}"


def listing(*targets: str, more: str = "") -> str:
    items = "".join(f'<li><a href="{target}">Release {target}</a></li>' for target in targets)
    return f"<!doctype html><title>News</title><ul>{items}</ul>{more}"


@dataclass
class Server:
    """Serves routes by exact target, else by path, else by `fallback`, else 404. Use as a context manager."""

    routes: dict[str, Route] = field(default_factory=dict)
    fallback: Route = field(default_factory=lambda: status(404))
    log: list[Seen] = field(default_factory=list)
    port: int = 0  # once it runs

    def __enter__(self) -> Self:
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()
        self._in_flight = 0
        self._threads: list[threading.Thread] = []
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = int(self._socket.getsockname()[1])
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        socket.create_connection(("127.0.0.1", self.port)).close()  # wakes the acceptor
        self._acceptor.join(5)
        self._socket.close()
        for thread in self._threads:
            thread.join(5)
            assert not thread.is_alive(), "a route of the test server does not end"

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def targets(self) -> list[str]:
        """What was asked for, in order."""
        return [seen.target for seen in self.log]

    def asked(self, target: str) -> int:
        return self.targets().count(target)

    def _accept(self) -> None:
        while not self._closing.is_set():
            connection, _ = self._socket.accept()
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(10)
            try:
                self._answer(connection)
            except OSError:
                return  # the other side had enough, which is what many tests are about

    def _answer(self, connection: socket.socket) -> None:
        head = b""
        while b"\r\n\r\n" not in head:
            data = connection.recv(65536)
            if not data or data.startswith(b"\x16\x03"):
                return  # hung up, or a TLS handshake, which this server does not speak
            head += data
        first, *lines = head.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        target = first.split(" ")[1]
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        self._let_the_last_one_end()
        with self._lock:
            self._counts[target] += 1
            self._in_flight += 1
            request = Request(target, headers, self._counts[target])
            seen = Seen(target, headers, time.monotonic(), in_flight=self._in_flight)
            self.log.append(seen)
        try:
            route = self.routes.get(target) or self.routes.get(request.path) or self.fallback
            route(Wire(connection, self._closing), request)
        finally:
            with self._lock:
                self._in_flight -= 1
                seen.ended = time.monotonic()

    def _let_the_last_one_end(self) -> None:
        """A client may ask again before the thread that answered it has counted itself out: give it a moment."""
        deadline = time.monotonic() + 0.2
        while self._in_flight and time.monotonic() < deadline:
            time.sleep(0.001)
