"""Which release a page belongs to, and what makes an edition of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from ratssearch.archive import Archive, Result, release_id
from ratssearch.models import DateBasis, Outcome

from .samples import SITE, crawl_page, ended, fetched, moment, only_release, page, tags

ONE, TWO = f"{SITE}/news/1", f"{SITE}/news/2"


def test_an_id_is_the_source_and_twelve_base32_characters() -> None:
    """The digits follow from the first canonical URL alone: this one was worked out with sha256sum and base32."""
    assert release_id("ecrats", "https://ecrats.org/en/news/7549") == "ecrats-gf7tdofyb3ld"


@given(st.text())
def test_any_address_gives_an_id(url: str) -> None:
    try:
        url.encode()
    except UnicodeEncodeError:
        return
    source, _, digits = release_id("made_up", url).partition("-")
    assert source == "made_up"
    assert len(digits) == 12
    assert set(digits) <= set("abcdefghijklmnopqrstuvwxyz234567")


def test_a_new_page_is_a_release(archive: Archive) -> None:
    """Everything that was said of it comes back, and so do its raw bytes."""
    kept = crawl_page(archive, fetched(ONE, b"bytes"), page("Title", "Text"), tags("KZ"))
    release = only_release(archive)
    assert kept.result is Result.NEW
    assert kept.release_id == release.id == release_id("made_up", ONE)
    assert (release.url, release.addresses, release.edition_count) == (ONE, (ONE,), 1)
    assert (release.page, release.tags) == (page("Title", "Text"), tags("KZ"))
    assert release.first_seen == release.last_seen == moment(0)
    assert archive.get_release(release.id) == release
    snapshot = archive.snapshot(release.id)
    assert snapshot is not None
    assert (snapshot.body, snapshot.content_type, snapshot.url) == (b"bytes", "text/html", ONE)


def test_an_unknown_release_is_none(archive: Archive) -> None:
    assert archive.get_release("made_up-aaaaaaaaaaaa") is None
    assert archive.editions("made_up-aaaaaaaaaaaa") == ()
    assert archive.snapshot("made_up-aaaaaaaaaaaa") is None


def test_other_words_make_an_edition(archive: Archive) -> None:
    """The edit becomes current; the first wording stays with its own times and bytes."""
    crawl_page(archive, fetched(ONE, b"v1"), page("Title", "Five people met."))
    kept = crawl_page(archive, fetched(ONE, b"v2", hours=5), page("Title", "Six people met."))
    assert kept.result is Result.EDITED
    release = only_release(archive)
    assert release.page.paragraphs == ("Six people met.",)
    assert release.edition_count == 2
    first, second = archive.editions(release.id)
    assert (first.number, first.page.paragraphs, first.last_seen) == (1, ("Five people met.",), moment(0))
    assert (second.number, second.first_seen) == (2, moment(5))
    old = archive.snapshot(release.id, 1)
    assert old is not None
    assert old.body == b"v1"


def test_another_template_makes_no_edition(archive: Archive) -> None:
    """Other bytes with the same words are the same edition, seen again."""
    crawl_page(archive, fetched(ONE, b"v1"), page())
    kept = crawl_page(archive, fetched(ONE, b"v2", hours=5), page())
    assert kept.result is Result.SAME
    release = only_release(archive)
    assert release.edition_count == 1
    assert archive.editions(release.id)[0].last_seen == release.last_seen == moment(5)


def test_another_date_is_told_apart_from_other_words(archive: Archive) -> None:
    """An edit of metadata is an edition too, under a name of its own; how a date is known is no edit."""
    crawl_page(archive, fetched(ONE, b"v1"), page(day=date(2026, 4, 30)))
    shown = page(day=date(2026, 4, 30))
    assert shown.published is not None
    elsewhere = replace(shown, published=replace(shown.published, basis=DateBasis.TEXT, evidence="30 April"))
    assert crawl_page(archive, fetched(ONE, b"v2", hours=1), elsewhere).result is Result.SAME
    moved = crawl_page(archive, fetched(ONE, b"v3", hours=2), page(day=date(2026, 5, 1)))
    assert moved.result is Result.METADATA
    assert only_release(archive).edition_count == 2


def test_an_earlier_wording_that_is_back_is_no_new_edition(archive: Archive) -> None:
    """A site that serves two wordings in turn makes two editions, not one for each look; the latest is current."""
    for hours in range(6):
        crawl_page(archive, fetched(ONE, b"%d" % (hours % 2), hours=hours), page("Title", f"Wording {hours % 2}"))
    release = only_release(archive)
    assert release.edition_count == 2
    assert release.page.paragraphs == ("Wording 1",)
    assert [edition.last_seen for edition in archive.editions(release.id)] == [moment(4), moment(5)]


def test_keeping_twice_changes_nothing(archive: Archive) -> None:
    """A step that is repeated after a kill finds its work done."""
    kept = archive.keep_fetch("made_up", fetched(ONE))
    archive.keep_edition(kept.key, page(), tags())
    before, change = only_release(archive), archive.latest_change()
    archive.keep_edition(kept.key, page(), tags())
    assert only_release(archive) == before
    assert archive.latest_change() == change


def test_the_same_words_elsewhere_are_another_release(archive: Archive) -> None:
    """Only the pages themselves may say that two addresses are one."""
    crawl_page(archive, fetched(ONE), page())
    crawl_page(archive, fetched(TWO), page())
    assert archive.count() == 2


def test_a_redirect_makes_one_release_of_two_addresses(archive: Archive) -> None:
    """In whichever order the two are met."""
    crawl_page(archive, fetched(ONE, final_url=TWO), page())
    assert crawl_page(archive, fetched(TWO, hours=1), page()).result is Result.ALIAS
    release = only_release(archive)
    assert release.id == release_id("made_up", ONE)
    assert release.addresses == (ONE, TWO)
    assert archive.find_releases(TWO) == (release.id,)


def test_a_redirect_to_a_known_release_is_its_alias(archive: Archive) -> None:
    crawl_page(archive, fetched(TWO), page())
    crawl_page(archive, fetched(ONE, hours=1, final_url=TWO), page())
    assert only_release(archive).addresses == (TWO, ONE)


def test_a_canonical_link_counts_if_the_words_are_the_same(archive: Archive) -> None:
    """From the copy to the original, from an original met later, and between two copies of one that is not met."""
    crawl_page(archive, fetched(ONE), page())
    crawl_page(archive, fetched(f"{ONE}?print=1"), page(canonical_url=ONE))
    assert archive.count() == 1
    crawl_page(archive, fetched(f"{TWO}?print=1"), page("Another title", canonical_url=TWO))
    crawl_page(archive, fetched(TWO), page("Another title"))
    assert archive.count() == 2
    three = f"{SITE}/news/3"
    crawl_page(archive, fetched(f"{three}?a=1"), page("A third", canonical_url=three))
    crawl_page(archive, fetched(f"{three}?a=2"), page("A third", canonical_url=three))
    assert archive.count() == 3


def test_a_template_with_one_canonical_link_on_every_page_melts_nothing(archive: Archive) -> None:
    """A broken site names its first release on each page: all of them stay releases of their own."""
    for number in range(1, 6):
        crawl_page(archive, fetched(f"{SITE}/news/{number}"), page(f"Release {number}", canonical_url=ONE))
    assert archive.count() == 5


def test_an_alias_makes_no_edition_while_the_release_is_alive(archive: Archive) -> None:
    """Two addresses that differ in a word do not take turns as the newest edition; a moved release goes on."""
    crawl_page(archive, fetched(ONE), page())
    crawl_page(archive, fetched(TWO, hours=1), page(canonical_url=ONE))
    crawl_page(archive, fetched(TWO, b"other", hours=2), page("An older wording", canonical_url=ONE))
    assert only_release(archive).edition_count == 1
    archive.keep_fetch("made_up", ended(ONE, Outcome.GONE, hours=3, status=410))
    crawl_page(archive, fetched(TWO, b"more", hours=4), page("A newer wording"))
    release = only_release(archive)
    assert (release.url, release.absent_since, release.page.title) == (TWO, None, "A newer wording")
    assert release.edition_count == 2


def test_sources_do_not_share_releases(archive: Archive) -> None:
    """Two profiles may cover one page; each has its own release of it."""
    for source in ("made_up", "made_up_too"):
        kept = archive.keep_fetch(source, fetched(ONE))
        archive.keep_edition(kept.key, page(), tags())
    assert [release.source_id for release in archive.releases()] == ["made_up", "made_up_too"]
    assert [release.source_id for release in archive.releases("made_up_too")] == ["made_up_too"]
    assert archive.count("made_up") == 1
