"""What discovered names are called and who is meant by a name."""

from __future__ import annotations

import pytest

from ratssearch.archive import DiscoveredName
from ratssearch.models import MentionKind
from ratssearch.search.discovered import DiscoveredNames

PERSON, BODY = MentionKind.PERSON, MentionKind.UNLISTED
NAMES = DiscoveredNames(
    [
        DiscoveredName("person", "gesov-jumahon", "Джумахон Гиёсов", 3),
        DiscoveredName("person", "gesov-jumahon", "J. Giyosov", 5),
        DiscoveredName("person", "gesov-jumahon", "Jumakhon Giyosov", 1),
        DiscoveredName("person", "gesov", "Giyesov", 1),
        DiscoveredName("person", "jinping-poe", "Poe Jinping", 1),
        DiscoveredName("unlisted", "steppe-water-centre", "Steppe Water Center", 2),
    ]
)


def test_the_best_spelling_is_the_label() -> None:
    """The most frequent full one in Latin letters; an unknown key is its own label."""
    assert NAMES.label(PERSON, "gesov-jumahon") == "Jumakhon Giyosov"
    assert NAMES.label(PERSON, "nobody") == "nobody"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Giyosov", {"gesov-jumahon", "gesov"}),
        ("гиёсов", {"gesov-jumahon", "gesov"}),
        ("Jumaxon Giyesov", {"gesov-jumahon", "gesov"}),
        ("Anna Giyosova", set()),
        ("gesov-jumahon", {"gesov-jumahon"}),
        ("poe", {"jinping-poe"}),
        ("nobody", set()),
        ("", set()),
    ],
)
def test_persons_are_found_by_any_spelling(text: str, keys: set[str]) -> None:
    """Another romanisation or script, the surname alone, the key; another given name finds the surname alone."""
    assert set(NAMES.resolve(PERSON, text)) == keys


def test_bodies_are_found_by_their_words() -> None:
    """British and American spelling alike, and by some of the words where no whole name fits."""
    assert NAMES.resolve(BODY, "the Steppe Water Centre") == ("steppe-water-centre",)
    assert NAMES.resolve(BODY, "steppe water") == ("steppe-water-centre",)
    assert NAMES.resolve(BODY, "Steppe Railway Centre") == ()


def test_search_inside_the_facet() -> None:
    """Letters of any spelling find the name."""
    assert set(NAMES.matching(PERSON, "makh")) == {"gesov-jumahon"}
    assert set(NAMES.matching(PERSON, "ДЖУМА")) == {"gesov-jumahon"}
