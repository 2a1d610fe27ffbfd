"""A release of our own with the traps of the one the project started from."""

from __future__ import annotations

from pathlib import Path

import pytest

from ratssearch.enrich import load_gazetteer
from ratssearch.models import ExtractedPage, MentionKind
from ratssearch.text import collapse

TITLE = "SCO RATS EC Experts Join the UNDP Workshop on Border Safety"
PARAGRAPHS = (
    "On 3-4 March 2021, specialists of the SCO RATS Executive Committee took part in a made-up workshop of the "
    "UN Counter-Terrorism Centre and the UN Office for Drug and Crime.",
    "The UN Counter Terrorism Office recalled the resolutions of the UN Security Council. The SCO RATS, speaking for "
    "the region, thanked the UN Counter-Terrorism Center, the UN Office on Drugs and Crime and the UN Office for "
    "Disarmament Affairs.",
    "The UN Counter-Terrorism Committee’s Executive Directorate and the Interpol sent observers, as did the donor "
    "countries of Russian and Saudi Arabia and the participants Kazakhstan, the Kygryz Republic, Tajikistan, "
    "Turkmenistan and Uzbekistan.",
)
ORGANISATIONS = {"sco-rats", "unoct", "uncct", "unodc", "unoda", "cted", "un-security-council", "undp", "interpol"}


def page() -> ExtractedPage:
    return ExtractedPage(TITLE, PARAGRAPHS, "en", None)


def test_countries_are_exactly_those_named() -> None:
    """Two donors, one named by an adjective, and five participants, one misspelled."""
    tags = load_gazetteer().tag(page())
    assert set(tags.values(MentionKind.COUNTRY)) == {"RU", "SA", "KZ", "KG", "TJ", "TM", "UZ"}


def test_the_misspelled_country_is_marked_probable() -> None:
    """The slip keeps its own words, its distance and a lower confidence."""
    slips = [mention for mention in load_gazetteer().tag(page()).mentions if mention.distance]
    assert [(slip.entity, slip.words, slip.distance) for slip in slips] == [("KG", "Kygryz", 1)]
    assert slips[0].confidence < 0.8


def test_organisations_under_all_their_spellings() -> None:
    """Centre and Center, "Drug and Crime", an apostrophe inside a name."""
    assert set(load_gazetteer().tag(page()).values(MentionKind.ORGANISATION)) >= ORGANISATIONS


def test_offsets_quote_the_exact_words() -> None:
    """Each mention's span in its field is its words."""
    release = page()
    for mention in load_gazetteer().tag(release).mentions:
        text = release.title if mention.field == "title" else release.body
        assert text[mention.start : mention.end] == mention.words


@pytest.mark.gold
def test_the_real_release(gold: Path) -> None:
    """The release that the project started from, from its text form."""
    source = gold / "seed" / "release-7549.txt"
    if not source.is_file():
        pytest.skip(f"{source.name} absent")
    title, *paragraphs = (collapse(part) for part in source.read_text(encoding="utf-8").split("\n\n"))
    tags = load_gazetteer().tag(ExtractedPage(title, tuple(paragraphs[:5]), "en", None))
    assert set(tags.values(MentionKind.COUNTRY)) == {"RU", "SA", "KZ", "KG", "TJ", "TM", "UZ"}
    assert set(tags.values(MentionKind.ORGANISATION)) >= ORGANISATIONS
