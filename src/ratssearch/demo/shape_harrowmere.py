"""The Harrowmere site: <br>-separated text in nested divs, days in words, listings at /page/N/, an RSS feed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from email.utils import format_datetime
from typing import Any

from ratssearch.demo.bodies import HARROWMERE
from ratssearch.demo.pages import Page, chunks, labels, moment, newest_first, render, strong_etag, teasers
from ratssearch.demo.releases import DemoRelease
from ratssearch.demo.spelling import Style, spell_day, weekday_name

PER_PAGE = 8
IN_FEED = 6
ROBOTS = "User-agent: greedybot\nDisallow: /\n\nUser-agent: *\nDisallow: /press/drafts/\nCrawl-delay: 0\n"


def pages(releases: Sequence[DemoRelease], base_url: str) -> Iterator[Page]:
    """Every page of the site."""
    for release in releases:
        yield _html(
            release.path,
            "harrowmere/release.html",
            release=release,
            latest=teasers(releases, release, 3, step=4),
            other=teasers(releases, release, 2, step=5),
        )
    listed = newest_first(releases, "en")
    yield from _listing_pages(listed)
    yield _feed([*[r for r in releases if not r.listed], *listed[:IN_FEED]], base_url)
    yield Page("/", status=302, location="/press/")
    yield Page("/robots.txt", ROBOTS.encode(), "text/plain")


def _html(path: str, template: str, **values: Any) -> Page:
    text = render(template, labels=labels("harrowmere")["en"], american=_american, weekday=weekday_name, **values)
    body = text.encode()
    return Page(path, body, etag="W/" + strong_etag(body))


def _american(day: date) -> str:
    return spell_day(day, Style.AMERICAN)


def _listing_pages(releases: Sequence[DemoRelease]) -> Iterator[Page]:
    cut = chunks(releases, PER_PAGE)
    for number, part in enumerate(cut, 1):
        yield _html(
            _listing_path(number),
            "harrowmere/listing.html",
            rows=part,
            newer=_listing_path(number - 1) if number > 1 else "",
            older=_listing_path(number + 1) if number < len(cut) else "",
        )


def _listing_path(number: int) -> str:
    return f"/press/page/{number}/" if number > 1 else "/press/"


def _feed(releases: Sequence[DemoRelease], base_url: str) -> Page:
    rows = [(r, format_datetime(moment(r.published, HARROWMERE), usegmt=True)) for r in releases if r.published]
    text = render("harrowmere/feed.xml", labels=labels("harrowmere")["en"], rows=rows, base_url=base_url)
    return Page("/press/feed/", text.encode(), "application/rss+xml; charset=utf-8", etag=strong_etag(text.encode()))
