"""Spellings of discovered names follow the editions that hold them."""

from __future__ import annotations

from ratssearch.archive import Archive
from ratssearch.models import EntityFact, MentionKind, Tags

from .samples import fetched, page


def tags(*labels: str, version: str = "1") -> Tags:
    facts = (EntityFact(MentionKind.PERSON, "poe-a", False, 1, label) for label in labels)
    return Tags((), (*facts, EntityFact(MentionKind.COUNTRY, "KZ", True, 1)), version)


def keep(archive: Archive, number: int, found: Tags, title: str = "A meeting was held") -> str:
    url = f"https://press.example.org/news/{number}"
    kept = archive.keep_fetch("press", fetched(url, title.encode()))
    return archive.keep_edition(kept.key, page(title), found).release_id


def spellings(archive: Archive) -> list[tuple[str, str, str, int]]:
    return [(name.kind, name.entity, name.label, name.editions) for name in archive.discovered_names()]


def test_spellings_are_counted(archive: Archive) -> None:
    """One row for each spelling; entities of the gazetteer have none."""
    keep(archive, 1, tags("Anna Poe"))
    keep(archive, 2, tags("Anna Poe"), "Another")
    keep(archive, 3, tags("A. Poe", "Анна По"), "A third")
    assert spellings(archive) == [
        ("person", "poe-a", "A. Poe", 1),
        ("person", "poe-a", "Anna Poe", 2),
        ("person", "poe-a", "Анна По", 1),
    ]


def test_new_tags_replace_the_old_spellings(archive: Archive) -> None:
    """What no edition shows any more is gone; what stays keeps its count."""
    first = keep(archive, 1, tags("Anna Poe", "A. Poe"))
    keep(archive, 2, tags("Anna Poe"), "Another")
    archive.replace_tags(first, {1: tags("Anna Poe", version="2")})
    assert spellings(archive) == [("person", "poe-a", "Anna Poe", 2)]


def test_a_taken_down_release_leaves_no_name(archive: Archive) -> None:
    """Forgetting a release forgets who was named in it."""
    first = keep(archive, 1, tags("Anna Poe"))
    keep(archive, 2, tags("A. Poe"), "Another")
    archive.forget(first, "asked for")
    assert spellings(archive) == [("person", "poe-a", "A. Poe", 1)]
