"""The frontier: no address forgotten, none met twice, each with how it was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ratssearch.archive import Archive, Why
from ratssearch.models import Discovered, FetchedPage, Outcome, Role, Validators

from .samples import SITE, crawl_page, ended, fetched, found, moment, page, tags

ONE = f"{SITE}/news/1"


def test_what_was_found_and_not_fetched_is_pending(archive: Archive) -> None:
    """In the order it was found, as it was found; other roles are found again by the crawl itself."""
    items = [
        found(1, listing_date="1 May", title="One"),
        found(2),
        Discovered(f"{SITE}/news", Role.LISTING, "profile", ""),
    ]
    archive.keep_found("made_up", items)
    assert archive.pending("made_up") == tuple(items[:2])
    assert archive.pending("another") == ()


def test_a_fetch_takes_an_address_off_the_list(archive: Archive) -> None:
    """Fetch and findings are kept together."""
    archive.keep_fetch("made_up", fetched(ONE, hours=0), found=[found(1), found(2)])
    assert [item.url for item in archive.pending("made_up")] == [found(2).url]


def test_an_address_remembers_how_it_was_found_first(archive: Archive) -> None:
    archive.keep_found("made_up", [found(1, listing_date="1 May", title="One")])
    archive.keep_found("made_up", [found(1, via="feed", listing_date="2 May", title="Uno")])
    assert archive.pending("made_up") == (found(1, listing_date="1 May", title="One"),)


def test_a_date_that_comes_later_is_taken(archive: Archive) -> None:
    """A link without a date may be met again beside one."""
    archive.keep_found("made_up", [found(1, via="walk")])
    archive.keep_found("made_up", [found(1, listing_date="1 May", title="One")])
    (item,) = archive.pending("made_up")
    assert (item.via, item.listing_date, item.listing_title) == ("walk", "1 May", "One")


def test_a_sitemaps_lastmod_is_no_publication_date(archive: Archive) -> None:
    """<lastmod> speaks of edits: it never reaches the extractor as the date of a listing."""
    archive.keep_fetch("made_up", fetched(ONE), found=[found(1, via="sitemap", listing_date="2026-05-01")])
    (kept,) = archive.pending_pages()
    assert kept.snapshot.listing_date == ""


def test_validators_are_those_of_the_last_good_fetch(archive: Archive) -> None:
    """A failure in between takes nothing away; a 304 renews what it repeats."""
    assert archive.known("made_up", ONE) is None
    good = fetched(ONE, headers=(("etag", '"a"'), ("last-modified", "Fri, 01 May 2026 12:00:00 GMT")))
    archive.keep_fetch("made_up", good)
    archive.keep_fetch("made_up", ended(ONE, Outcome.TIMEOUT, hours=1))
    expected = Validators('"a"', "Fri, 01 May 2026 12:00:00 GMT", good.body_hash, moment(0), moment(0))
    assert archive.known("made_up", ONE) == expected
    again = FetchedPage(ONE, Role.RELEASE, Outcome.UNCHANGED, moment(2), ONE, 304, (("etag", '"b"'),))
    archive.keep_fetch("made_up", again)
    assert archive.known("made_up", ONE) == replace(expected, etag='"b"', fetched_at=moment(2))
    archive.keep_fetch("made_up", replace(again, fetched_at=moment(3), status=200))
    known = archive.known("made_up", ONE)
    assert known is not None
    assert known.body_read_at == moment(3)  # it came in full, and was the same


def test_kept_bodies_come_back_by_their_hash(archive: Archive) -> None:
    """Each is kept once, however often it is fetched."""
    shown = fetched(ONE, b"a body" * 1000)
    archive.keep_fetch("made_up", shown)
    archive.keep_fetch("made_up", replace(shown, url=f"{SITE}/news/2"))
    assert archive.stored(shown.body_hash) == shown.body
    assert archive.stored("0" * 64) is None


def test_a_visit_falls_due(archive: Archive) -> None:
    """A release off all listings is looked at again when its time has come, or at once when everything is asked for."""
    now = datetime.now(UTC)
    young = replace(fetched(ONE), fetched_at=now)
    crawl_page(archive, young, page(day=now.date()))
    assert archive.pending("made_up") == ()
    (item,) = archive.pending("made_up", everything=True)
    assert (item.url, item.via) == (ONE, "archive")
    old = replace(fetched(f"{SITE}/news/2"), fetched_at=now - timedelta(hours=7))
    crawl_page(archive, old, page("Another", day=now.date()))
    assert [item.url for item in archive.pending("made_up")] == [old.url]


def test_hostile_text_is_kept(archive: Archive) -> None:
    """Lone surrogates, NULs and quotes in what a page says of its links harm nothing."""
    odd = Discovered(ONE, Role.RELEASE, "listing", f"{SITE}/news", "\ud800 1 May", "Robert'); DROP TABLE url;--\x00")
    archive.keep_fetch("made_up", fetched(f"{SITE}/news/2", headers=(("x-odd", "\udcff"),)), found=[odd])
    (item,) = archive.pending("made_up")
    assert item.listing_title == odd.listing_title
    assert item.listing_date == "\ufffd 1 May"


def test_a_named_release_is_due_when_new_when_its_time_has_come_or_when_a_sitemap_says_so(archive: Archive) -> None:
    """A sitemap's day counts to its end, a moment as it stands, and what is neither says nothing."""
    assert archive.why_due("made_up", ONE) is Why.NEW
    archive.keep_found("made_up", [found(1)])
    assert archive.why_due("made_up", ONE) is Why.NEW
    now = datetime.now(UTC)
    archive.keep_fetch("made_up", replace(fetched(ONE), fetched_at=now - timedelta(hours=7)))
    archive.keep_edition(archive.pending_fetches()[0][0], page(day=None), tags())
    assert archive.why_due("made_up", ONE) is Why.DUE, "six hours have passed"
    archive.keep_fetch("made_up", replace(fetched(ONE, headers=()), fetched_at=now))
    archive.keep_edition(archive.pending_fetches()[0][0], page(day=None), tags())
    assert archive.why_due("made_up", ONE) is None
    hour = timedelta(hours=1)
    for lastmod, due in (
        ((now - hour).isoformat(), False),
        ((now + hour).isoformat(), True),
        ((now - 25 * hour).date().isoformat(), False),
        (now.date().isoformat(), True),
        ("last Tuesday", False),
        ("0000-00-00", False),
    ):
        assert archive.why_due("made_up", ONE, lastmod) is (Why.CHANGED if due else None), lastmod
        archive.keep_found("made_up", [found(1, via="sitemap", listing_date=lastmod)])
        assert archive.why_due("made_up", ONE) is (Why.CHANGED if due else None), lastmod
