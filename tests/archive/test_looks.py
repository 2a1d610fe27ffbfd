"""What looks say of a release that was there before: seen, absent, back again. Never deleted."""

from __future__ import annotations

import pytest

from ratssearch.archive import Archive
from ratssearch.models import FetchedPage, Outcome, Role

from .samples import SITE, crawl_page, ended, fetched, moment, only_release, page

ONE = f"{SITE}/news/1"
TWO = f"{SITE}/news/2"


def unchanged(url: str = ONE, hours: float = 0) -> FetchedPage:
    return FetchedPage(url, Role.RELEASE, Outcome.UNCHANGED, moment(hours), url, 304)


def test_an_unchanged_page_is_seen_again(archive: Archive) -> None:
    crawl_page(archive, fetched(ONE), page())
    archive.keep_fetch("made_up", unchanged(hours=3))
    release = only_release(archive)
    assert release.last_seen == archive.editions(release.id)[0].last_seen == moment(3)


@pytest.mark.parametrize("outcome", [Outcome.GONE, Outcome.MISSING, Outcome.REDIRECTED])
def test_a_vanished_page_keeps_its_last_edition(archive: Archive, outcome: Outcome) -> None:
    """It says since when it was absent and how many looks failed; content and last sight stay."""
    crawl_page(archive, fetched(ONE), page())
    for hours in (2, 4, 6):
        archive.keep_fetch("made_up", ended(ONE, outcome, hours=hours))
    release = only_release(archive)
    assert (release.last_seen, release.absent_since, release.failed_looks) == (moment(0), moment(2), 3)
    assert release.page == page()
    assert archive.totals("made_up").absent == 1


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.UNREACHABLE, Outcome.SERVER_ERROR, Outcome.BLOCKED])
def test_a_failure_on_the_way_is_no_absence(archive: Archive, outcome: Outcome) -> None:
    """A site that is down says nothing of the page: the look counts as failed, no more."""
    crawl_page(archive, fetched(ONE), page())
    archive.keep_fetch("made_up", ended(ONE, outcome, hours=2))
    release = only_release(archive)
    assert (release.absent_since, release.failed_looks) == (None, 1)


def test_a_page_that_is_back_is_absent_no_more(archive: Archive) -> None:
    crawl_page(archive, fetched(ONE), page())
    archive.keep_fetch("made_up", ended(ONE, Outcome.MISSING, hours=2))
    archive.keep_fetch("made_up", unchanged(hours=4))
    release = only_release(archive)
    assert (release.last_seen, release.absent_since, release.failed_looks) == (moment(4), None, 0)


def test_a_page_that_holds_no_release_any_more_is_absent(archive: Archive) -> None:
    """A soft 404 (200, but nothing to extract) is a failed look, and stays one while its bytes do not change."""
    crawl_page(archive, fetched(ONE), page())
    kept = archive.keep_fetch("made_up", fetched(ONE, b"sorry", hours=2))
    archive.refuse_page(kept.key, "no_body", "No text was found.")
    archive.keep_fetch("made_up", unchanged(hours=4))
    release = only_release(archive)
    assert (release.last_seen, release.absent_since, release.failed_looks) == (moment(0), moment(2), 2)
    (failing,) = archive.failing("made_up")
    assert (failing.url, failing.failures, failing.last_at) == (ONE, 2, moment(4))
    assert failing.last_reason.startswith("no_body")


def test_a_failing_alias_does_not_count(archive: Archive) -> None:
    """A release is looked for where it was last seen."""
    crawl_page(archive, fetched(ONE), page())
    crawl_page(archive, fetched(TWO, hours=1), page(canonical_url=ONE))
    archive.keep_fetch("made_up", ended(TWO, Outcome.GONE, hours=2))
    assert only_release(archive).failed_looks == 0


def test_a_clock_that_is_put_back_moves_nothing_back(archive: Archive) -> None:
    """What was seen later stays seen later."""
    crawl_page(archive, fetched(ONE, hours=5), page())
    archive.keep_fetch("made_up", unchanged(hours=4))
    crawl_page(archive, fetched(ONE, b"more", hours=4.5), page())
    assert only_release(archive).last_seen == moment(5)
