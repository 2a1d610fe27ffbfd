"""A newer reading takes an older one's place: releases, ids, numbers and times stay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ratssearch.archive import Archive, KeptPage, Reading, Result
from ratssearch.models import ExtractedPage

from .samples import SITE, crawl_page, ended, fetched, moment, only_release, page, tags
from .test_looks import unchanged

ONE = f"{SITE}/news/1"

Extractor = Callable[[KeptPage], ExtractedPage | None]


def shout(kept: KeptPage) -> ExtractedPage:
    return page(kept.snapshot.body.decode().upper(), version="2")


def read_anew(archive: Archive, extractor: Extractor) -> bool:
    release_id = next(iter(archive.release_ids()))
    readings = [
        Reading(kept.fetch, extractor(kept), tags(version="2"), refusal="no_body")
        for kept in archive.kept_pages(release_id)
    ]
    return archive.replace_editions(release_id, readings)


def crawl_twice(archive: Archive) -> None:
    crawl_page(archive, fetched(ONE, b"first"), page("first"))
    archive.keep_fetch("made_up", unchanged(hours=1))
    crawl_page(archive, fetched(ONE, b"second", hours=2), page("second"))
    archive.keep_fetch("made_up", unchanged(hours=3))


def test_each_edition_is_read_anew_from_its_own_bytes(archive: Archive) -> None:
    """Numbers and times stay; the index is told."""
    crawl_twice(archive)
    before, change = archive.editions(only_release(archive).id), archive.latest_change()
    assert read_anew(archive, shout)
    after = archive.editions(only_release(archive).id)
    assert [edition.page.title for edition in after] == ["FIRST", "SECOND"]
    assert [(e.number, e.first_seen, e.last_seen, e.body_hash) for e in after] == [
        (e.number, e.first_seen, e.last_seen, e.body_hash) for e in before
    ]
    assert [e.last_seen for e in after] == [moment(1), moment(3)]
    assert only_release(archive).page.title == "SECOND"
    assert archive.latest_change() > change


def test_the_same_reading_changes_nothing(archive: Archive) -> None:
    """A new version that says the same is no change for the index."""
    crawl_twice(archive)
    before, change = only_release(archive), archive.latest_change()
    assert not read_anew(archive, lambda kept: page(kept.snapshot.body.decode(), version="2"))
    assert archive.latest_change() == change
    after = only_release(archive)
    assert replace(after, page=before.page, tags=before.tags) == before
    assert after.page.version == "2"


def test_what_was_no_edit_after_all_melts_into_one(archive: Archive) -> None:
    """A better extractor that leaves the changing part out finds one edition, seen over the whole time."""
    crawl_twice(archive)
    assert read_anew(archive, lambda kept: page("The same"))
    (edition,) = archive.editions(only_release(archive).id)
    assert (edition.number, edition.first_seen, edition.last_seen) == (1, moment(0), moment(3))


def test_a_release_that_gives_nothing_is_withdrawn_and_can_come_back(archive: Archive) -> None:
    """Nothing raw is lost: the next reading brings it back under its id."""
    crawl_twice(archive)
    release = only_release(archive)
    assert read_anew(archive, lambda kept: None)
    assert archive.get_release(release.id) is None
    assert archive.count() == 0
    assert [change.release for change in archive.changes_after(0)] == [None]
    assert read_anew(archive, shout)
    assert only_release(archive).id == release.id
    assert only_release(archive).first_seen == release.first_seen


def test_an_outdated_reading_is_found_before_it_looks_like_an_edit(archive: Archive) -> None:
    crawl_page(archive, fetched(ONE, b"first"), page("first", version="1"))
    kept = archive.keep_fetch("made_up", fetched(ONE, b"<first>", hours=1))
    assert archive.outdated(kept.key, "1") is None
    assert archive.outdated(kept.key, "2") == only_release(archive).id
    read_anew(archive, shout)
    assert archive.outdated(kept.key, "2") is None
    assert archive.keep_edition(kept.key, page("FIRST", version="2"), tags()).result is Result.SAME
    assert only_release(archive).edition_count == 1


def test_pages_without_a_release_wait_again(archive: Archive) -> None:
    """Only where no release is known at the address: the others are read with their release."""
    kept = archive.keep_fetch("made_up", fetched(ONE, b"odd"))
    archive.refuse_page(kept.key, "no_body")
    crawl_page(archive, fetched(f"{SITE}/news/2"), page())
    soft = archive.keep_fetch("made_up", fetched(f"{SITE}/news/2", b"sorry", hours=1))
    archive.refuse_page(soft.key, "no_body")
    archive.keep_fetch("made_up", ended(f"{SITE}/news/3", outcome=unchanged().outcome))
    assert archive.wait_again() == 1
    assert [page.fetch for page in archive.pending_pages()] == [kept.key]


def test_tags_are_put_on_every_edition(archive: Archive) -> None:
    crawl_twice(archive)
    release = only_release(archive)
    assert not archive.replace_tags(release.id, {1: tags(version="2"), 2: tags(version="2")})
    change = archive.latest_change()
    assert archive.replace_tags(release.id, {1: tags("KZ", version="3"), 2: tags("UZ", version="3")})
    assert [edition.tags for edition in archive.editions(release.id)] == [
        tags("KZ", version="3"),
        tags("UZ", version="3"),
    ]
    assert archive.latest_change() > change
