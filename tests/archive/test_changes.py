"""An index is told of every change, in order, and repeats rather than skips."""

from __future__ import annotations

from ratssearch.archive import Archive
from ratssearch.models import FetchedPage, Outcome, Role

from .samples import SITE, crawl_page, fetched, moment, page


def told(archive: Archive, after: int = 0, limit: int = 100) -> list[str]:
    return [change.release.page.title for change in archive.changes_after(after, limit) if change.release]


def test_each_change_is_told_in_order(archive: Archive) -> None:
    for number in range(5):
        crawl_page(archive, fetched(f"{SITE}/news/{number}"), page(f"Release {number}"))
    assert told(archive) == [f"Release {number}" for number in range(5)]
    halfway = archive.changes_after(0, 2)
    assert told(archive, halfway[-1].number) == ["Release 2", "Release 3", "Release 4"]
    assert archive.changes_after(archive.latest_change()) == ()


def test_an_edit_is_told_by_its_own_number(archive: Archive) -> None:
    """A release that was indexed and then edited comes again, once."""
    for number in range(3):
        crawl_page(archive, fetched(f"{SITE}/news/{number}"), page(f"Release {number}"))
    before = archive.latest_change()
    crawl_page(archive, fetched(f"{SITE}/news/1", b"edited", hours=1), page("Release 1, edited"))
    assert told(archive, before) == ["Release 1, edited"]
    assert told(archive) == ["Release 0", "Release 2", "Release 1, edited"]


def test_a_look_that_finds_nothing_new_is_no_change(archive: Archive) -> None:
    """An unchanged site gives an index nothing to do."""
    url = f"{SITE}/news/1"
    crawl_page(archive, fetched(url), page())
    before = archive.latest_change()
    archive.keep_fetch("made_up", FetchedPage(url, Role.RELEASE, Outcome.UNCHANGED, moment(1), url, 304))
    crawl_page(archive, fetched(url, b"another template", hours=2), page())
    assert archive.latest_change() == before


def test_the_cursor_of_each_index_is_its_own(archive: Archive) -> None:
    assert archive.index_cursor("one") == (0, "")
    archive.move_index_cursor("one", 7, "g7")
    archive.move_index_cursor("two", 3, "g3")
    archive.move_index_cursor("one", 9, "g9")
    assert (archive.index_cursor("one"), archive.index_cursor("two")) == ((9, "g9"), (3, "g3"))
