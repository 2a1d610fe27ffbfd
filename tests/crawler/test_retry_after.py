"""Retry-After, second attempts and leaving a host alone."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.crawler.crawl import fetch_one
from ratssearch.crawler.retryafter import retry_after
from ratssearch.models import Outcome, Role

from .helpers import FastClock, crawl, fetch, options_for, source_for
from .server import Server, html, in_turn, listing, release, status

_NOW = datetime(2024, 5, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120.0),
        (" 0 ", 0.0),
        ("Wed, 01 May 2024 12:02:00 GMT", 120.0),
        ("Wednesday, 01-May-24 12:02:00 GMT", 120.0),
        ("Wed May  1 12:02:00 2024", 120.0),
        ("Wed, 01 May 2024 11:00:00 GMT", 0.0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("1.5", None),
        ("99 May", None),
    ],
)
def test_both_forms(header: str, seconds: float | None) -> None:
    """Seconds and dates are read; the past is now; what cannot be read counts as absent."""
    assert retry_after(header, _NOW) == seconds


def test_absurd_numbers_are_bounded() -> None:
    """A number of any length is a finite wait."""
    assert (retry_after("9" * 400, _NOW) or 0) < 1e9


@pytest.mark.parametrize("code", [429, 503])
def test_the_wait_is_as_asked(code: int) -> None:
    """The second attempt comes after the seconds that the site asked for, and not much later."""
    clock = FastClock()
    with Server({"/news/1": in_turn(status(code, retry_after="30"), html(release()))}) as server:
        page = fetch_one(server.base + "/news/1", source=source_for(server), options=options_for(), clock=clock)
    assert page.outcome is Outcome.FETCHED
    assert page.attempts == 2
    assert 29 <= sum(clock.slept) <= 31


def test_backing_off_grows_and_varies() -> None:
    """Without a header the waits double and are not the same each time."""
    waits: set[float] = set()
    for _ in range(5):
        clock = FastClock()
        with Server({"/news/1": status(500)}) as server:
            source = source_for(server)
            page = fetch_one(server.base + "/news/1", source=source, options=options_for(backoff=4.0), clock=clock)
        assert page.attempts == 3
        assert sum(clock.slept) + 0.5 >= 4 + 8
        assert sum(clock.slept) <= 8 + 16 + 1
        waits.add(round(sum(clock.slept), 3))
    assert len(waits) > 1


def test_a_long_wait_is_left_to_the_next_run() -> None:
    """More than max_wait is not waited for: the host is left alone, and what is left stays pending."""
    with Server({"/list": html(listing("/news/1", "/news/2"))}) as server:
        server.fallback = status(503, retry_after="7200")
        server.routes["/robots.txt"] = status(404)
        result = crawl(source_for(server, listings=("/list",)))
    assert result.paths(Role.RELEASE) == ["/news/1"]
    assert "host:left-alone" in result.rules
    assert sum(result.clock.slept) == 0
    assert "come back in 7200 seconds" in next(n.detail for n in result.notices if n.rule == "host:left-alone")


def test_a_success_forgives() -> None:
    """Failures count in a row: one good answer starts the count anew."""
    bad, good = status(502), html(release())
    targets = [f"/news/{number}" for number in range(1, 13)]
    with Server({"/list": html(listing(*targets))}) as server:
        server.routes.update({target: (good if number % 4 == 3 else bad) for number, target in enumerate(targets)})
        result = crawl(source_for(server, listings=("/list",)), options_for(attempts=1))
    assert len(result.paths(Role.RELEASE)) == 12
    assert "host:left-alone" not in result.rules


def test_attempts_are_counted() -> None:
    """A page says how often it was tried."""
    with Server({"/news/1": status(502)}) as server:
        assert fetch(server).attempts == 3
        assert fetch(server, attempts=1).attempts == 1
    assert server.asked("/news/1") == 4
