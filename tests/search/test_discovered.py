"""What discovered names are called and who is meant by a name."""

from __future__ import annotations

import pytest

from ratssearch.archive import DiscoveredName
from ratssearch.models import MentionKind
from ratssearch.search.discovered import DiscoveredNames

PERSON, BODY = MentionKind.PERSON, MentionKind.UNLISTED
NAMES = DiscoveredNames(
    [
        DiscoveredName("person", "gsv-j", "Джумахон Гиёсов", 3),
        DiscoveredName("person", "gsv-j", "J. Giyosov", 5),
        DiscoveredName("person", "gsv-j", "Jumakhon Giyosov", 1),
        DiscoveredName("person", "gsv", "Giyesov", 1),
        DiscoveredName("person", "jnpng-p", "Poe Jinping", 1),
        DiscoveredName("unlisted", "steppe-water-centre", "Steppe Water Center", 2),
    ]
)


def test_the_best_spelling_is_the_label() -> None:
    """The fullest one in Latin letters; an unknown key is its own label."""
    assert NAMES.label(PERSON, "gsv-j") == "Jumakhon Giyosov"
    assert NAMES.label(PERSON, "nobody") == "nobody"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Giyosov", {"gsv-j", "gsv"}),
        ("гиёсов", {"gsv-j", "gsv"}),
        ("Jumaxon Giyesov", {"gsv-j", "gsv"}),
        ("Anna Giyosova", {"gsv"}),
        ("gsv-j", {"gsv-j"}),
        ("poe", {"jnpng-p"}),
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
    assert set(NAMES.matching(PERSON, "makh")) == {"gsv-j"}
    assert set(NAMES.matching(PERSON, "ДЖУМА")) == {"gsv-j"}
