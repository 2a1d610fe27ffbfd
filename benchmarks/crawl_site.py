"""A made-up release site for crawl figures, in a process of its own so that it takes nothing from either crawler.

    python -m benchmarks.crawl_site PAGES [HOSTS]

Prints its base URLs (one, or as many as HOSTS: 127.0.0.1, 127.0.0.2 ...), then serves until stdin closes: /news with 50
links a page, and /news/NUMBER, kept-alive, with ETags. A release has about 450 words in a page of 20 KB, and no two are
alike. /-/counts tells requests and bodies, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import sys
import zlib
from collections import Counter

PER_PAGE = 50
_POOL = 4000  # paragraphs that releases are put together from


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split(","))


_PLACES = _words(
    "Almaty,Bishkek,Dushanbe,Tashkent,Osh,Khujand,Samarkand,Vienna,Geneva,Minsk,Baku,Ankara,Ashgabat,Ulaanbaatar,Delhi"
)
_COUNTRIES = _words(
    "Kazakhstan,Kyrgyzstan,Tajikistan,Uzbekistan,Austria,Switzerland,Belarus,Azerbaijan,Türkiye,"
    "Turkmenistan,Mongolia,India,China,Pakistan,Georgia,Armenia,Poland,Germany,France,Italy,Japan"
)
_WHO = _words("delegates,customs officers,border guards,analysts,teachers,engineers,judges,inspectors,rescue teams")
_DID = _words("discussed,reviewed,compared,planned,approved,examined,presented,summed up,described,outlined")
_WHAT = _words(
    "the results of joint training,new rules for transit,a programme of study visits,"
    "measures against trafficking,the exchange of statistics,the protection of cultural heritage,"
    "repairs at crossing points,a common calendar,the work of the expert group,early warning of floods,"
    "the training of dog handlers,radio links in the mountains"
)
_WHY = _words(
    "in order to answer faster when help is needed,so that experience is shared between neighbours,"
    "as agreed last year,within the plan for the coming three years,"
    "with the support of several partner bodies,at the request of the hosts,"
    "after a week of practical exercises,while the technical work goes on in smaller groups"
)


class Site:
    """Pages by path; the same number always gives the same page."""

    def __init__(self, pages: int) -> None:
        self.pages = pages
        chance = random.Random(7549)
        self._paragraphs = [_paragraph(chance) for _ in range(_POOL)]
        menu = "".join(
            f'<li class="item-{n}"><a href="/topics/topic-{n}">Topic number {n}</a></li>' for n in range(120)
        )
        style = "".join(f".item-{n}{{margin:{n}px;padding:{n % 7}px;border:0}}" for n in range(160))
        self._head = f"<style>{style}</style></head><body><header><nav><ul>{menu}</ul></nav></header><main>"
        self._foot = (
            f"</main><aside><ul>{menu}</ul></aside><footer>Made up for a benchmark</footer></body></html>".encode()
        )

    def page(self, target: str) -> bytes | None:
        path, _, query = target.partition("?page=")
        if path == "/news":
            return self._listing(int(query or 1))
        number = path.removeprefix("/news/")
        return self._release(int(number)) if number.isdecimal() and 1 <= int(number) <= self.pages else None

    def _listing(self, page: int) -> bytes:
        first, last = (page - 1) * PER_PAGE + 1, min(page * PER_PAGE, self.pages)
        items = "".join(f'<li><a href="/news/{n}">{_title(n)}</a></li>' for n in range(first, last + 1))
        more = f'<a rel="next" href="/news?page={page + 1}">Next</a>' if last < self.pages else ""
        return f"<!doctype html><html lang=en><head><title>News</title></head><ul>{items}</ul>{more}".encode()

    def _release(self, number: int) -> bytes:
        chance = random.Random(number)
        title = _title(number)
        day = f"{1 + number % 28} {('January', 'March', 'June', 'October')[number % 4]} {2005 + number % 20}"
        opening = f"<p>Meeting number {number} of the working group took place in {_PLACES[number % 15]} this week.</p>"
        head = f"<!doctype html><html lang=en><head><title>{title}</title>{self._head}<h1>{title}</h1><p>{day}</p>"
        text = b"".join(chance.choices(self._paragraphs, k=8))
        return f"{head}<article>{opening}".encode() + text + b"</article>" + self._foot


def _title(number: int) -> str:
    return f"Meeting {number}: {_WHO[number % 9]} of {_COUNTRIES[number % 21]} met in {_PLACES[number % 15]}"


def _paragraph(chance: random.Random) -> bytes:
    pick = chance.choice
    sentences = (
        f"The {pick(_WHO)} of {pick(_COUNTRIES)} and {pick(_COUNTRIES)} {pick(_DID)} {pick(_WHAT)} {pick(_WHY)}, "
        f"and {chance.randint(3, 900)} {pick(_WHO)} in {pick(_PLACES)} {pick(_DID)} {pick(_WHAT)}."
        for _ in range(2)
    )
    return f"<p>{' '.join(sentences)}</p>\n".encode()


class Connection(asyncio.Protocol):
    """HTTP/1.1 with just what a crawler uses: GET, keep-alive, If-None-Match."""

    def __init__(self, site: Site, counts: Counter[str]) -> None:
        self._site = site
        self._counts = counts
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._counts["connections"] += 1

    def data_received(self, data: bytes) -> None:
        self._received += data
        while b"\r\n\r\n" in self._received:
            head, self._received = self._received.split(b"\r\n\r\n", 1)
            self._transport.write(self._answer(head.decode("latin-1")))

    def _answer(self, head: str) -> bytes:
        target = head.split(" ", 2)[1]
        if target == "/-/counts":
            return _reply("200 OK", json.dumps(self._counts).encode(), "application/json", "")
        self._counts["requests"] += 1
        body = self._site.page(target)
        if body is None:
            return _reply("404 Not Found", b"<p>There is no such page.", "text/html", "")
        etag = f'"{zlib.crc32(body):08x}"'
        known = re.search(r'(?im)^if-none-match: *("[^"]*")', head)
        if known and known[1] == etag:
            return f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode()
        self._counts["bodies"] += 1
        return _reply("200 OK", body, "text/html; charset=utf-8", f"ETag: {etag}\r\n")


def _reply(status: str, body: bytes, kind: str, more: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n{more}Content-Length: {len(body)}\r\n\r\n".encode() + body


async def _serve(pages: int, hosts: int) -> None:
    site, counts = Site(pages), Counter[str]()
    loop = asyncio.get_running_loop()
    servers = [
        await loop.create_server(lambda: Connection(site, counts), f"127.0.0.{number}", 0)
        for number in range(1, hosts + 1)
    ]
    places = (server.sockets[0].getsockname() for server in servers)
    print(*(f"http://{host}:{port}" for host, port in places), flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    for server in servers:
        server.close()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1))
