"""The Tolqun site: clean HTML5 in three languages, with metadata, hreflang, rel=next listings and a sitemap index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from ratssearch.demo.bodies import TOLQUN
from ratssearch.demo.pages import Page, chunks, labels, moment, newest_first, render, strong_etag, teasers
from ratssearch.demo.releases import DemoRelease
from ratssearch.demo.spelling import spell_day

LANGUAGES = ("en", "ru", "zh")
PER_PAGE = 7
GONE, MISSING, RESTRICTED = "/en/news/1098", "/en/news/1099", "/en/briefings/2001"
ROBOTS = "User-agent: *\nDisallow: /*/briefings/\nDisallow: /search\n\nSitemap: {base_url}/sitemap.xml\n"
# What the listing also names: a page that was taken down, one that never was, and one that robots.txt closes.
DEAD_ROWS = (
    (GONE, date(2023, 3, 1), "Timetable of the Spring Courses"),
    (MISSING, date(2022, 12, 20), "Announcement of the Summer School"),
    (RESTRICTED, date(2022, 6, 1), "Briefing Note for Member Services"),
)

Row = tuple[str, date, str]  # address, day, title


def pages(releases: Sequence[DemoRelease], base_url: str) -> Iterator[Page]:
    """Every page of the site."""
    for release in releases:
        yield _release_page(release, releases, base_url)
        for path in release.other_paths:
            yield Page(path, status=301, location=release.path)
    for language in LANGUAGES:
        yield from _listing_pages(language, newest_first(releases, language), base_url)
        yield _html(f"/{language}/about", "tolqun/about.html", language, base_url)
    yield from _sitemaps(releases, base_url)
    yield Page("/", status=302, location="/en/news/")
    yield Page("/robots.txt", ROBOTS.format(base_url=base_url).encode(), "text/plain; charset=utf-8")
    yield Page(GONE, b"<!DOCTYPE html><title>Gone</title><p>This page was taken down.</p>", status=410)
    yield _decoy(releases, base_url)


def _html(path: str, template: str, language: str, base_url: str, day: date | None = None, **values: Any) -> Page:
    """A page of the site with its validators."""
    values.setdefault("languages", [(code, f"/{code}/news/") for code in LANGUAGES])
    text = render(
        template,
        language=language,
        labels=labels("tolqun")[language],
        name=TOLQUN.names[language],
        base_url=base_url,
        spell=partial(_visible_day, language),
        **values,
    )
    body = text.encode()
    return Page(path, body, etag=strong_etag(body), last_modified=moment(day, TOLQUN) if day else None)


def _visible_day(language: str, day: date) -> str:
    """The day beside a title; in Russian with the short "г." where running text has "года"."""
    return spell_day(day, TOLQUN.styles[language]).replace(" года", " г.")


def _release_page(release: DemoRelease, releases: Sequence[DemoRelease], base_url: str) -> Page:
    assert release.published is not None
    published = moment(release.published, TOLQUN, late=release.late_hour)
    modified = moment(release.changed, TOLQUN) if release.changed else None
    siblings = [(r.language, r.path) for r in releases if r.number == release.number]
    json_ld = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": release.title,
        "inLanguage": release.language,
        "datePublished": published.isoformat(),
        "dateModified": (modified or published).isoformat(),
        "publisher": {"@type": "Organization", "name": TOLQUN.names[release.language]},
    }
    return _html(
        release.path,
        "tolqun/release.html",
        release.language,
        base_url,
        release.changed or release.published,
        release=release,
        languages=siblings,
        published=published,
        modified=modified,
        json_ld=json_ld,
        focus=teasers(releases, release, 2, step=5),
        other=teasers(releases, release, 3, step=3),
    )


def _listing_pages(language: str, releases: Sequence[DemoRelease], base_url: str) -> Iterator[Page]:
    cut = chunks(releases, PER_PAGE)
    for number, part in enumerate(cut):
        rows = [_row(release) for release in part]
        if language == "en" and number == 1:
            rows += DEAD_ROWS
        yield _html(
            _listing_path(language, number),
            "tolqun/listing.html",
            language,
            base_url,
            rows=rows,
            newer=_listing_path(language, number - 1) if number else "",
            older=_listing_path(language, number + 1) if number + 1 < len(cut) else "",
        )


def _listing_path(language: str, number: int) -> str:
    return f"/{language}/news/earlier/{number + 1}" if number else f"/{language}/news/"


def _row(release: DemoRelease) -> Row:
    """The listing names a moved release by its old address."""
    assert release.published is not None
    return (release.other_paths or (release.path,))[0], release.published, release.title


def _sitemaps(releases: Sequence[DemoRelease], base_url: str) -> Iterator[Page]:
    index: list[tuple[str, date]] = []
    for language in LANGUAGES:
        rows = [(r.path, r.changed or r.published) for r in newest_first(releases, language)]
        path = f"/sitemap-{language}.xml"
        index.append((path, max(day for _, day in rows if day)))
        yield _xml(path, "tolqun/sitemap.xml", rows=rows, base_url=base_url)
    yield _xml("/sitemap.xml", "tolqun/sitemap_index.xml", rows=index, base_url=base_url)


def _xml(path: str, template: str, **values: Any) -> Page:
    body = render(template, **values).encode()
    return Page(path, body, "application/xml", etag=strong_etag(body))


def _decoy(releases: Sequence[DemoRelease], base_url: str) -> Page:
    """A page that looks like a release and stands where robots.txt forbids to go."""
    _, day, title = DEAD_ROWS[2]
    text = "This note is for member services only. A crawler that obeys robots.txt never reads it."
    model = next(release for release in releases if release.language == "en")
    decoy = replace(
        model,
        number=2001,
        path=RESTRICTED,
        title=title,
        paragraphs=(text,),
        published=day,
        changed=None,
        other_paths=(),
    )
    return _release_page(decoy, releases, base_url)
