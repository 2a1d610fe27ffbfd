"""A release that was taken down is gone, and stays gone."""

from __future__ import annotations

from pathlib import Path

from ratssearch.archive import Archive, OutcomeCount
from ratssearch.models import Role

from .samples import SITE, crawl_page, fetched, found, only_release, page

ONE, TWO = f"{SITE}/news/1", f"{SITE}/news/2"
SECRET = "a very telling wording"


def test_nothing_of_its_content_is_left(archive: Archive, path: Path) -> None:
    """Neither in any table nor in the bytes of the files; another release that shares a body keeps it."""
    archive.keep_found("made_up", [found(1, title=SECRET)])
    plain = f"<p>{SECRET}".encode()  # too short to be packed
    crawl_page(archive, fetched(ONE, plain), page(SECRET, SECRET))
    crawl_page(archive, fetched(ONE, b"later", hours=1), page(SECRET, "edited"))
    kept = crawl_page(archive, fetched(TWO, b"later"), page("Another"))
    (first, _) = archive.releases()
    assert archive.forget(first.id, "asked to")
    assert archive.get_release(first.id) is None
    assert archive.editions(first.id) == ()
    assert [release.id for release in archive.releases()] == [kept.release_id]
    assert archive.snapshot(kept.release_id) is not None
    files = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert SECRET.encode() not in files
    assert archive.stored(fetched(ONE, plain).body_hash) is None


def test_it_is_not_asked_for_again(archive: Archive) -> None:
    """Its addresses are known as forgotten, aliases too, and are never pending."""
    crawl_page(archive, fetched(ONE, final_url=TWO), page())
    archive.forget(only_release(archive).id, "asked to")
    for url in (ONE, TWO):
        assert archive.is_forgotten("made_up", url)
        assert not archive.is_forgotten("another", url)
    archive.keep_found("made_up", [found(1), found(2)])
    assert archive.pending("made_up", everything=True) == ()


def test_a_look_that_happens_all_the_same_keeps_nothing(archive: Archive) -> None:
    """Also through a redirect from an address that was not known: logged under a name of its own, without a body."""
    crawl_page(archive, fetched(ONE), page())
    archive.forget(only_release(archive).id, "asked to")
    run = archive.start_run("made_up")
    for url in (ONE, f"{SITE}/news/3"):
        kept = archive.keep_fetch("made_up", fetched(url, b"again", final_url=ONE), run=run)
        assert not kept.pending
    assert archive.outcomes(run) == (OutcomeCount(Role.RELEASE, "forgotten", 2),)
    assert archive.stored(fetched(ONE, b"again").body_hash) is None
    assert archive.count() == archive.wait_again() == 0


def test_an_index_is_told_to_remove_it(archive: Archive) -> None:
    crawl_page(archive, fetched(ONE), page())
    identifier, before = only_release(archive).id, archive.latest_change()
    archive.forget(identifier, "asked to")
    (change,) = archive.changes_after(before)
    assert (change.release_id, change.release) == (identifier, None)


def test_an_unknown_release_cannot_be_taken_down(archive: Archive) -> None:
    assert not archive.forget("made_up-aaaaaaaaaaaa", "asked to")
