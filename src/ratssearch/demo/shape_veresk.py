"""The Veresk site: nested tables, inline scripts, windows-1251, no metadata; listings at ?page=N, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ratssearch.demo.bodies import VERESK
from ratssearch.demo.pages import Page, chunks, labels, moment, newest_first, render, teasers
from ratssearch.demo.releases import DemoRelease
from ratssearch.demo.spelling import dotted

LISTINGS = {"ru": "/news/", "en": "/eng/news/"}
PER_PAGE = 9
ROBOTS = "# nothing is closed\nUser-agent: *\nDisallow:\nCrawl-delay: 0\n"


def pages(releases: Sequence[DemoRelease], base_url: str) -> Iterator[Page]:
    """Every page of the site; base_url is not needed, as no address here is absolute."""
    del base_url
    for release in releases:
        yield _release_page(release, releases)
    for language in LISTINGS:
        yield from _listing_pages(language, releases)
    yield Page("/", status=302, location="/news/")
    yield Page("/robots.txt", ROBOTS.encode(), "text/plain")


def _encode(path: str, language: str, template: str, **values: Any) -> Page:
    """Russian pages declare their encoding in the page alone, English ones in the header alone."""
    declared = language == "ru"
    text = render(
        template,
        declared=declared,
        labels=labels("veresk")[language],
        listing=LISTINGS[language],
        dotted=dotted,
        **values,
    )
    body = text.encode("windows-1251", "xmlcharrefreplace")
    return Page(path, body, "text/html" if declared else "text/html; charset=windows-1251")


def _release_page(release: DemoRelease, releases: Sequence[DemoRelease]) -> Page:
    before = teasers(releases, release, 1, step=4)[0] if release.number % 2 else None
    page = _encode(
        release.path,
        release.language,
        "veresk/release.html",
        release=release,
        before=before,
        top=teasers(releases, release, 3, step=7),
        other=teasers(releases, release, 3, step=5),
    )
    if release.published is None:
        return page
    return Page(page.path, page.body, page.content_type, last_modified=moment(release.published, VERESK))


def _listing_pages(language: str, releases: Sequence[DemoRelease]) -> Iterator[Page]:
    rows = newest_first(releases, language)
    cut = chunks(rows, PER_PAGE)
    for number, part in enumerate(cut, 1):
        values: dict[str, Any] = {
            "rows": part,
            "page": number,
            "count": len(cut),
            "top": teasers(releases, rows[0], 3, step=1),
        }
        page = _encode(f"{LISTINGS[language]}?page={number}", language, "veresk/listing.html", **values)
        yield page
        if number == 1:  # the bare address, and what the server answers to a page number that does not exist
            yield Page(LISTINGS[language], page.body, page.content_type)
