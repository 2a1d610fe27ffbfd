"""How the hostile server answers: routes that break one rule each."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from email.utils import format_datetime

from .helpers import FastClock
from .server import Request, Route, Server, Wire, release

PAGE = release().encode()


def raw(data: bytes) -> Route:
    return lambda wire, request: wire.send(data)


def head(*lines: str) -> bytes:
    return "\r\n".join(("HTTP/1.1 200 OK", "Content-Type: text/html", *lines, "", "")).encode("latin-1")


def endless(wire: Wire, request: Request) -> None:
    wire.send(head("Connection: close"))
    while not wire.wait(0):
        wire.send(b"<p>more</p>" * 1000)


def endless_chunks(wire: Wire, request: Request) -> None:
    wire.send(head("Transfer-Encoding: chunked"))
    while not wire.wait(0):
        wire.send(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")


def drip_body(wire: Wire, request: Request) -> None:
    wire.send(head("Content-Length: 10000"))
    while not wire.wait(0.05):
        wire.send(b"x")


def drip_headers(wire: Wire, request: Request) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not wire.wait(0.05):
        wire.send(b"x")


def drip_hints(wire: Wire, request: Request) -> None:
    while not wire.wait(0.05):
        wire.send(b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n")


def silence(wire: Wire, request: Request) -> None:
    wire.wait(30)


def endless_headers(wire: Wire, request: Request) -> None:
    wire.send(b"HTTP/1.1 200 OK\r\n")
    while not wire.wait(0):
        wire.send(b"X-More: " + b"x" * 4000 + b"\r\n")


def reset_in_body(wire: Wire, request: Request) -> None:
    wire.send(head("Content-Length: 10000") + PAGE)
    wire.wait(0.05)
    wire.reset()


def cookie_wall(wire: Wire, request: Request) -> None:
    if "seen=yes" in request.headers.get("cookie", ""):
        wire.reply(200, PAGE)
    else:
        wire.reply(302, b"", {"Location": request.target, "Set-Cookie": "seen=yes; Path=/"})


def retry_on_date(wire: Wire, request: Request) -> None:
    if request.number > 1:
        wire.reply(200, PAGE)
        return
    moment = format_datetime(FastClock().now().replace(microsecond=0), usegmt=True)
    wire.reply(429, b"slow", {"Retry-After": moment})


def redirect_chain(hops: int) -> Route:
    """/news/1 redirects to /news/2 and so on; after that many hops there is a page."""

    def answer(wire: Wire, request: Request) -> None:
        number = int(request.path.rsplit("/", 1)[1])
        if number <= hops:
            wire.reply(302, b"", {"Location": f"/news/{number + 1}"})
        else:
            wire.reply(200, PAGE)

    return answer


def chain(hops: int) -> Callable[[Server], dict[str, Route]]:
    return lambda server: {f"/news/{number}": redirect_chain(hops) for number in range(2, hops + 2)}


def zip(data: bytes) -> bytes:
    return gzip.compress(data, 9)


def raw_deflate(data: bytes) -> bytes:
    maker = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return maker.compress(data) + maker.flush()
