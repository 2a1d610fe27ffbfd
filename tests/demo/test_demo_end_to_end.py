"""The demo crawled over HTTP, extracted and tagged with nothing replaced, against the gold that wrote it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from ratssearch.demo.server import Request, ServedSites, serve_demo_site
from ratssearch.demo.truth import FIELDS, report
from ratssearch.models import DateBasis, Outcome, Role

from .crawling import Crawl, Reading, crawl_all, read_releases, validators_of

GROUPS = ("tolqun/en", "tolqun/ru", "tolqun/zh", "veresk/ru", "veresk/en", "harrowmere/en")


@dataclass(frozen=True)
class Visits:
    sites: ServedSites
    first: Crawl
    second: Crawl
    first_log: tuple[Request, ...]
    second_log: tuple[Request, ...]
    readings: tuple[Reading, ...]


@pytest.fixture(scope="module")
def visits() -> Iterator[Visits]:
    """Both visits to the sites, and every release page of the first one as it was read."""
    with serve_demo_site() as sites:
        first = crawl_all(sites)
        first_log = tuple(sites.requests)
        readings = tuple(read_releases(sites, first))
        sites.requests.clear()
        sites.set_visit(2)
        known = {
            url: validators_of(page)
            for page in first.of_role(Role.RELEASE)
            if page.outcome is Outcome.FETCHED
            for url in (page.url, page.final_url)
        }
        second = crawl_all(sites, known)
        yield Visits(sites, first, second, first_log, tuple(sites.requests), readings)


def _release_urls(visits: Visits, crawl: Crawl, *outcomes: Outcome) -> set[str]:
    return {page.final_url for page in crawl.of_role(Role.RELEASE) if page.outcome in outcomes}


def test_the_crawl_finds_exactly_the_releases(visits: Visits) -> None:
    """Listings of three kinds, a sitemap and a feed lead to every release and to nothing else that is kept."""
    expected = {visits.sites[r.gold.source_id] + r.gold.path for r in visits.readings}
    assert _release_urls(visits, visits.first, Outcome.FETCHED) == expected
    assert len(expected) >= 90


def test_every_other_address_ends_in_its_outcome(visits: Visits) -> None:
    """A page that is gone, one that is missing, one that robots.txt closes: named, and the last never asked for."""
    ends = {
        page.url.partition("/en/")[2]: page.outcome
        for page in visits.first.of_role(Role.RELEASE)
        if page.outcome is not Outcome.FETCHED
    }
    assert ends == {
        "news/1098": Outcome.GONE,
        "news/1099": Outcome.MISSING,
        "briefings/2001": Outcome.ROBOTS,
    }
    assert not [request for request in visits.first_log if "briefings" in request.target]


def test_nothing_is_asked_for_twice(visits: Visits) -> None:
    """One request for each address of a site in one visit, however many pages name it."""
    seen = Counter((request.body, request.target) for request in visits.first_log)
    # The moved release is reached by its old address (through a redirect) and by the one in the sitemap.
    assert {key for key, count in seen.items() if count > 1} <= {("tolqun", "/en/news/1052")}


def test_moved_release_is_known_by_both_addresses(visits: Visits) -> None:
    """The address of the listing ends, after the redirect, at the one of the sitemap."""
    base = visits.sites["tolqun"]
    assert visits.first.pages[base + "/en/news/52"].final_url == base + "/en/news/1052"


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("group", GROUPS)
def test_release_pages_are_read_as_they_were_written(visits: Visits, group: str, field: str) -> None:
    """Each page by itself, before anything is known of its site (test_demo_truth.py has the pipeline's reading)."""
    chosen = [r for r in visits.readings if f"{r.gold.source_id}/{r.gold.language}" == group]
    found = [entry for reading in chosen for entry in reading.differences() if entry.field == field]
    assert chosen
    assert not found, report(found, examples=3)


def test_page_without_a_date_gets_none(visits: Visits) -> None:
    """Dated teasers around an undated release do not lend it their date."""
    undated = [reading for reading in visits.readings if reading.gold.published is None]
    assert len(undated) == 1
    assert undated[0].page is not None
    assert undated[0].page.published is None


def test_visible_day_wins_over_the_address(visits: Visits) -> None:
    """Where the address bears the day after, the day on the page counts."""
    late = [r for r in visits.readings if r.gold.published and f"{r.gold.published:%Y/%m/%d}" not in r.gold.path]
    late = [r for r in late if r.gold.source_id == "harrowmere"]
    assert len(late) >= 4
    for reading in late:
        assert reading.page is not None
        assert reading.page.published is not None
        assert reading.page.published.first == reading.gold.published
        assert reading.page.published.basis is not DateBasis.URL


def test_late_hour_counts_in_the_time_zone_of_the_source(visits: Visits) -> None:
    """A release of 00:40 in Tashkent bears that day, though it was the day before in UTC."""
    late = [r for r in visits.readings if r.gold.late_hour]
    assert len(late) >= 9
    assert {r.page.published.first if r.page and r.page.published else None for r in late} == {
        r.gold.published for r in late
    }


def test_language_versions_name_each_other(visits: Visits) -> None:
    """hreflang links of the trilingual body are read as they stand."""
    base = visits.sites["tolqun"]
    for reading in visits.readings:
        if reading.gold.source_id == "tolqun" and reading.page is not None:
            number = reading.gold.number
            wanted = {(language, f"{base}/{language}/news/{number}") for language in ("en", "ru", "zh")}
            assert set(reading.page.alternates) == wanted, reading.gold.path


def test_second_visit_transfers_only_what_changed(visits: Visits) -> None:
    """The edited release in its three languages and the new one come again; all others are unchanged."""
    fetched = {
        url.partition("/")[2].partition("/")[2].partition("/")[2]
        for url in _release_urls(visits, visits.second, Outcome.FETCHED)
    }
    assert fetched == {
        "en/news/1070",
        "ru/news/1070",
        "zh/news/1070",
        "press/2025/11/07/west-african-relief-store-packs-its/",
    }
    unchanged = _release_urls(visits, visits.second, Outcome.UNCHANGED)
    assert len(unchanged) == len(visits.readings) - 4


def test_second_visit_misses_the_removed_release(visits: Visits) -> None:
    """The removed release is asked for again and is missing: an outcome, not a deletion."""
    url = visits.sites["veresk"] + "/news/177.html"
    assert visits.second.pages[url].outcome is Outcome.MISSING


def test_second_visit_asks_with_validators(visits: Visits) -> None:
    """Sites that give an entity tag or a day are answered 304, so no body crosses the wire."""
    releases = {reading.gold.path for reading in visits.readings}
    statuses = Counter(r.status for r in visits.second_log if r.target in releases and r.body != "veresk")
    assert statuses == {304: statuses[304], 200: 3}
    assert statuses[304] >= 100
