"""The hostile sites themselves: each function puts one on a server and gives the profile to crawl it with."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from ratssearch.models import Source

from . import hostile_answers as answers
from .helpers import source_for
from .server import Request, Server, Wire, html, listing, redirect, release, status, text, xml


def page(wire: Wire, request: Request) -> None:
    wire.reply(200, release(request.target).encode())


def small(server: Server, **routes: Any) -> Source:
    """A listing at /list of two releases, every /news/N there, on top of the routes given."""
    server.fallback = lambda wire, request: (
        page(wire, request) if request.path.startswith("/news/") else wire.reply(404, b"none")
    )
    server.routes.setdefault("/list", html(listing("/news/1", "/news/2")))
    return source_for(server, listings=("/list",))


def robots(body: bytes | str, **headers: str) -> Callable[[Server], Source]:
    def build(server: Server) -> Source:
        server.routes["/robots.txt"] = html(body, **({"content_type": "text/plain"} | headers))
        return small(server)

    return build


def robots_status(code: int, **headers: str) -> Callable[[Server], Source]:
    def build(server: Server) -> Source:
        server.routes["/robots.txt"] = status(code, **headers)
        return small(server)

    return build


def robots_redirects(hops: int) -> Callable[[Server], Source]:
    def build(server: Server) -> Source:
        names = ["/robots.txt", *(f"/robots-{number}" for number in range(1, hops + 1))]
        for name, following in pairwise(names):
            server.routes[name] = redirect(following)
        server.routes[names[-1]] = text("User-agent: *\nDisallow: /news/2\n")
        return small(server)

    return build


def robots_silent(server: Server) -> Source:
    server.routes["/robots.txt"] = answers.silence
    return small(server)


PADDING = "# padding\n" * 60_000  # 600,000 bytes


def with_listing(body: str) -> Callable[[Server], Source]:
    def build(server: Server) -> Source:
        server.routes["/list"] = html(body)
        return small(server)

    return build


def endless_pages(server: Server) -> Source:
    def answer(wire: Wire, request: Request) -> None:
        number = int(request.target.partition("page=")[2] or 1)
        more = f'<a rel="next" href="?page={number + 1}">Next</a>'
        wire.reply(200, listing(f"/news/{number}", more=more).encode())

    source = small(server)
    server.routes["/list"] = answer
    return source_for(server, listings=source.listings, max_pages=7)


def repeating_pages(server: Server) -> Source:
    body = listing("/news/1", "/news/2", more='<a href="?page=1">1</a> <a href="?page=2">2</a> <a href="?page=3">3</a>')
    server.routes["/list"] = html(body)
    return small(server)


def calendar(server: Server) -> Source:
    def month(wire: Wire, request: Request) -> None:
        number = int(request.path.rsplit("/", 1)[1])
        body = f'<a href="/calendar/{number + 1}">Next month</a><a href="/news/1">One</a>'
        wire.reply(200, f"<!doctype html>{body}".encode())

    server.routes["/"] = html('<!doctype html><a href="/calendar/202601">Calendar</a><a href="/news/1">One</a>')
    small(server)
    server.routes.update({f"/calendar/{number}": month for number in range(202601, 203000)})
    return source_for(server)


def maze(server: Server) -> Source:
    """Every page links two new ones; one release in the midst."""

    def room(wire: Wire, request: Request) -> None:
        name = request.path.rsplit("/", 1)[1]
        body = f'<!doctype html><a href="/m/{name}a">a</a> <a href="/m/{name}b">b</a> <a href="/news/1">One</a>'
        wire.reply(200, body.encode())

    def anything(wire: Wire, request: Request) -> None:
        if request.path.startswith("/m/") or request.path == "/":
            room(wire, request)
        elif request.path.startswith("/news/"):
            page(wire, request)
        else:
            wire.reply(404)

    server.fallback = anything
    return source_for(server)


def facet_walk(server: Server) -> Source:
    links = "".join(f'<a href="/topics?id={number}">topic</a>' for number in range(200))
    server.routes["/"] = html(f'<!doctype html><a href="/news/1">One</a>{links}')
    server.routes["/topics"] = html("<!doctype html><p>Nothing here.</p>")
    small(server)
    return source_for(server)


def urlset(targets: list[str]) -> str:
    entries = "".join(f"<url><loc>{target}</loc><lastmod>2024-05-01</lastmod></url>" for target in targets)
    return f'<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</urlset>'


def large_sitemap(server: Server) -> Source:
    other = [f"{server.base}/blog/{number}" for number in range(59_990)]
    ours = [f"{server.base}/news/{number}" for number in range(10)]
    server.routes["/sitemap.xml"] = xml(urlset(other + ours))
    small(server)
    return source_for(server, sitemaps=("/sitemap.xml",))


def sitemap(body: Callable[[Server], str | bytes], **headers: str) -> Callable[[Server], Source]:
    def build(server: Server) -> Source:
        server.routes["/sitemap.xml"] = html(body(server), **({"content_type": "application/xml"} | headers))
        small(server)
        return source_for(server, sitemaps=("/sitemap.xml",))

    return build


def laughs(server: Server) -> str:
    entities = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 12))
    return f"<!DOCTYPE urlset [{entities}]><urlset><url><loc>{server.base}/news/1?x=&a11;</loc></url></urlset>"


def outside_entity(server: Server) -> str:
    return (
        f'<!DOCTYPE urlset [<!ENTITY x SYSTEM "{server.base}/secret"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
        f"<urlset><url><loc>&x;</loc></url><url><loc>{server.base}/news/1</loc></url><url><loc>&f;</loc></url></urlset>"
    )


def index_circle(server: Server) -> str:
    return f"<sitemapindex><sitemap><loc>{server.base}/sitemap.xml</loc></sitemap></sitemapindex>"


def index_endless(server: Server) -> Source:
    def answer(wire: Wire, request: Request) -> None:
        number = int(request.target.partition("n=")[2] or 0)
        inner = f"<sitemap><loc>{server.base}/sitemap.xml?n={number + 1}</loc></sitemap>"
        wire.reply(200, f"<sitemapindex>{inner}</sitemapindex>".encode(), {"Content-Type": "text/xml"})

    small(server)
    server.routes["/sitemap.xml"] = answer
    return source_for(server, sitemaps=("/sitemap.xml",))


def garbage_links(server: Server) -> str:
    targets = (
        "javascript:void(0)",
        "mailto:press@example.test",
        "tel:+100",
        "data:text/html,x",
        "#top",
        "http://",
        "http://[::1",
        "http://%zz/",
        "//",
        "ftp://127.0.0.1/news/3",
        "http://user:pass@127.0.0.1/news/4",
        "https://elsewhere.test/news/5",
        "http://127.0.0.1:1/news/6",
        "news/1",
        "./news/1",
        "../news/1",
        "/x/../news/1",
        f"{server.base}/news/2",
        "   /news/2  ",
        "\n/news/2\n",
        "http:///news/7",
        "/news/" + "9" * 3000,
    )
    return "<!doctype html>" + "".join(f'<a href="{target}">Link {target[:20]}</a>' for target in targets)


def garbage(server: Server) -> Source:
    server.routes["/list"] = html(garbage_links(server))
    return small(server)


def host_dies(server: Server) -> Source:
    def answer(wire: Wire, request: Request) -> None:
        if int(request.path.rsplit("/", 1)[1]) <= 3:
            page(wire, request)
        else:
            wire.reset()

    small(server)
    server.routes["/list"] = html(listing(*(f"/news/{number}" for number in range(1, 40))))
    server.routes.update({f"/news/{number}": answer for number in range(1, 40)})
    return source_for(server, listings=("/list",))


def all_forbidden(server: Server) -> Source:
    server.routes["/list"] = html(listing(*(f"/news/{number}" for number in range(1, 60))))
    server.fallback = status(403)
    return source_for(server, listings=("/list",))


def come_back_tomorrow(server: Server) -> Source:
    server.routes["/list"] = html(listing(*(f"/news/{number}" for number in range(1, 20))))
    server.fallback = status(429, retry_after="86400")
    server.routes["/robots.txt"] = status(404)
    return source_for(server, listings=("/list",))


VARIANTS = (
    "/news/1",
    "/news/1#comments",
    "/news/1?utm_source=mail&utm_medium=x",
    "/news/1?fbclid=abc",
    "/news/1;jsessionid=9F",
    "/news/1?PHPSESSID=12",
    "/news/%31",
    "/./news/1",
    "/a/../news/1",
    "HTTP://127.0.0.1:{port}/news/1",
    "/news/1?",
)


def variants(server: Server) -> Source:
    server.routes["/list"] = html(listing(*(target.replace("{port}", str(server.port)) for target in VARIANTS)))
    return small(server)
