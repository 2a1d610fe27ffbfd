"""Addresses are checked when they are dialled, and nothing in the environment changes where we go."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ratssearch.crawler.crawl import fetch_one
from ratssearch.models import Outcome, Role

from .helpers import FastClock, crawl, fetch, options_for, source_for
from .server import Server, html, listing, redirect, release

_FORMS = ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "[::1]", "0.0.0.0")


@pytest.mark.parametrize("host", _FORMS)
def test_loopback_is_refused_in_every_spelling(host: str) -> None:
    """However a name or number leads to loopback, the answer is forbidden_address and nothing arrives."""
    with Server({"/news/1": html(release())}) as server:
        base = f"http://{host}:{server.port}/"
        source = source_for(server, base_url=base, allow_private=False)
        page = fetch_one(base + "news/1", source=source, options=options_for(), clock=FastClock())
    assert page.outcome is Outcome.FORBIDDEN_ADDRESS
    assert "loopback" in page.detail or "this network" in page.detail
    assert server.log == []


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f000001", "0177.0.0.1"])
def test_numbers_that_only_some_resolvers_read_are_no_address(host: str) -> None:
    """Odd spellings of an IPv4 address never get as far as a resolver."""
    with Server({"/news/1": html(release())}) as server:
        url = f"http://{host}:{server.port}/news/1"
        page = fetch_one(url, source=source_for(server), options=options_for(), clock=FastClock())
    assert page.outcome is Outcome.UNREACHABLE
    assert page.detail == "This is no address of a web page."
    assert server.log == []


def test_the_profile_may_allow_it() -> None:
    """With allow_private the same address is fetched."""
    with Server({"/news/1": html(release())}) as server:
        page = fetch(server)
    assert page.outcome is Outcome.FETCHED


def test_a_name_that_changes_between_check_and_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name is resolved once per connection, and what is dialled is what was checked."""
    asked: list[str] = []
    answers = [["93.184.215.14"], ["127.0.0.1"]]

    def resolver(host: str, port: int, *more: object, **named: object) -> list[object]:
        asked.append(host)
        addresses = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    with Server({"/news/1": html(release())}) as server:
        source = source_for(server, base_url=f"http://rebind.test:{server.port}/", allow_private=False)
        dialled: list[str] = []

        def refuse(address: tuple[str, int], *more: object, **named: object) -> socket.socket:
            dialled.append(address[0])
            raise ConnectionRefusedError("no network in tests")

        monkeypatch.setattr(socket, "getaddrinfo", resolver)
        monkeypatch.setattr(socket, "create_connection", refuse)
        url = f"http://rebind.test:{server.port}/news/1"
        page = fetch_one(url, source=source, options=options_for(), clock=FastClock())
        monkeypatch.undo()
    assert page.outcome is Outcome.FORBIDDEN_ADDRESS
    assert dialled == ["93.184.215.14"]


def test_one_bad_address_among_good_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name with a public and a private address is refused without dialling either."""

    def resolver(host: str, port: int, *more: object, **named: object) -> list[object]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("93.184.215.14", "10.0.0.1")
        ]

    with Server() as server:
        source = source_for(server, base_url="http://mixed.test/", allow_private=False)
    monkeypatch.setattr(socket, "getaddrinfo", resolver)
    page = fetch_one("http://mixed.test/news/1", source=source, options=options_for(), clock=FastClock())
    assert page.outcome is Outcome.FORBIDDEN_ADDRESS
    assert "10.0.0.1" in page.detail


def test_a_name_that_does_not_exist_is_unreachable() -> None:
    """DNS failure is an outcome, not an exception."""
    with Server() as server:
        source = source_for(server, base_url="http://no-such-host.invalid/")
    page = fetch_one("http://no-such-host.invalid/news/1", source=source, options=options_for(), clock=FastClock())
    assert page.outcome is Outcome.UNREACHABLE
    assert "no-such-host.invalid" in page.detail


def test_nobody_listens() -> None:
    """A refused connection is unreachable, says so, and is given for each address of the profile."""
    with Server() as server:
        source = source_for(server, listings=("/list",))
    result = crawl(source)
    assert [(page.role, page.outcome) for page in result.pages] == [
        (Role.ROBOTS, Outcome.UNREACHABLE),
        (Role.LISTING, Outcome.UNREACHABLE),
    ]
    assert "refused" in result.pages[0].detail


def test_tls_to_a_plain_port_is_unreachable() -> None:
    """A failed handshake is unreachable."""
    with Server() as server:
        base = f"https://127.0.0.1:{server.port}/"
        source = source_for(server, base_url=base)
        page = fetch_one(base + "news/1", source=source, options=options_for(timeout=3.0), clock=FastClock())
    assert page.outcome is Outcome.UNREACHABLE


def test_proxies_and_netrc_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No request goes to a proxy that only the environment names, and no password of a netrc is sent."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login secret password secret\n")
    with Server({"/news/1": html(release())}) as server, Server() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.base)
        monkeypatch.setenv("NETRC", str(netrc))
        page = fetch(server)
    assert page.outcome is Outcome.FETCHED
    assert proxy.log == []
    assert all("authorization" not in seen.headers for seen in server.log)


def test_a_robots_redirect_to_a_private_port_is_not_followed() -> None:
    """A robots.txt may redirect to another host, but not to a port that nobody named."""
    with Server({"/news/1": html(release())}) as server, Server() as other:
        server.routes["/robots.txt"] = redirect(other.base + "/robots.txt")
        page = fetch(server)
    assert page.outcome is Outcome.FORBIDDEN_ADDRESS
    assert other.log == []


def test_a_listing_elsewhere_is_not_followed_by_links() -> None:
    """Links to another host are neither fetched nor announced."""
    with Server() as other, Server() as server:
        server.routes["/list"] = html(listing(other.base + "/news/1", "/news/2"))
        server.routes["/news/2"] = html(release())
        result = crawl(source_for(server, listings=("/list",)))
    assert result.paths(Role.RELEASE) == ["/news/2"]
    assert other.log == []
