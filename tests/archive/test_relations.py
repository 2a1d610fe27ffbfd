"""Siblings, copies and releases that became an address of another."""

from __future__ import annotations

from ratssearch.archive import Archive
from ratssearch.models import Relation, RelationKind, Tags

from .samples import SITE, fetched, page


def keep(archive: Archive, number: int, body: str = "The same words.") -> str:
    url = f"{SITE}/news/{number}"
    kept = archive.keep_fetch("press", fetched(url, f"<p>{number} {body}".encode(), hours=number))
    return archive.keep_edition(kept.key, page("A meeting", body), Tags()).release_id


def test_relations_are_seen_from_both_sides(archive: Archive) -> None:
    """Made from one side, kept for both; making them again changes nothing; making none takes both away."""
    one, two = keep(archive, 1), keep(archive, 2, "Other words.")
    found = Relation(two, RelationKind.SIBLING, "hreflang", "/ru/2", 1.0)
    assert archive.replace_relations({one: [found]})
    change = archive.latest_change()
    assert not archive.replace_relations({one: [found]})
    assert archive.latest_change() == change
    assert archive.relations(one) == (found,)
    assert [(entry.other, entry.how) for entry in archive.relations(two)] == [(one, "hreflang")]
    assert archive.replace_relations({two: []})
    assert archive.relations(one) == ()


def test_relations_of_what_is_not_there(archive: Archive) -> None:
    one = keep(archive, 1)
    assert not archive.replace_relations({"press-none": []})
    assert not archive.replace_relations({one: [Relation("press-none", RelationKind.COPY, "text", "", 1.0)]})


def test_a_merged_release_is_an_address_of_the_older(archive: Archive) -> None:
    """Its id leads to the older one, an index is told to drop it, later looks at its address make no edition."""
    one, two = keep(archive, 1), keep(archive, 2)
    seen = archive.latest_change()
    assert archive.merge(one, two, "all of the text is the same")
    release = archive.get_release(two)
    assert release is not None
    assert release.id == one
    assert release.addresses == (f"{SITE}/news/1", f"{SITE}/news/2")
    assert archive.count() == 1
    assert {(change.release_id, change.release is None) for change in archive.changes_after(seen)} == {
        (two, True),
        (one, False),
    }
    assert not archive.merge(one, two, "again")
    assert keep(archive, 2, "A word was changed.") == one
    assert len(archive.editions(one)) == 1
    assert len(list(archive.kept_pages(one))) == 1


def test_a_chain_of_merges_leads_to_the_end(archive: Archive) -> None:
    one, two, three = keep(archive, 1), keep(archive, 2), keep(archive, 3)
    archive.merge(two, three, "")
    archive.merge(one, two, "")
    assert [release.id for release in map(archive.get_release, (one, two, three)) if release] == [one, one, one]


def test_forgetting_by_the_id_that_was_merged(archive: Archive) -> None:
    """Takes the release down whole, with all its addresses and relations."""
    one, two, other = keep(archive, 1), keep(archive, 2), keep(archive, 4, "Other words.")
    archive.merge(one, two, "")
    archive.replace_relations({one: [Relation(other, RelationKind.COPY, "text", "", 0.8)]})
    archive.keep_fingerprints({one: b"12"})
    assert archive.forget(two, "asked to")
    assert archive.get_release(one) is None
    assert archive.get_release(two) is None
    assert archive.relations(other) == ()
    assert archive.fingerprints() == ()
    assert archive.is_forgotten("press", f"{SITE}/news/2")
