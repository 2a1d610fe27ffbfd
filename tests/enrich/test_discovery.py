"""Bodies beyond the gazetteer and persons with an office, found by form."""

from __future__ import annotations

from typing import Any

import pytest

from ratssearch.enrich import load_gazetteer
from ratssearch.enrich.discovery.names import body_key
from ratssearch.models import ExtractedPage, MentionKind, Tags

from .test_cases import cases

BODY, PERSON = MentionKind.UNLISTED, MentionKind.PERSON


def tagged(*paragraphs: str, title: str = "") -> Tags:
    return load_gazetteer().tag(ExtractedPage(title, paragraphs, "en", None))


@pytest.mark.parametrize("case", cases("discovery"))
def test_cases(case: dict[str, Any]) -> None:
    """The words of each body, person and office that the case names, and no others."""
    found = tagged(case["text"], title=case.get("title", "")).mentions
    for key, kind in (("bodies", BODY), ("persons", PERSON)):
        if key in case:
            assert [mention.words for mention in found if mention.kind is kind] == case[key]
    if "offices" in case:
        assert [mention.office for mention in found if mention.kind is PERSON] == case["offices"]


def test_spellings_of_a_body_share_a_key() -> None:
    """Articles, British and American spellings and small words do not tell two bodies apart."""
    assert body_key("the Steppe Water Center") == body_key("Steppe Water Centre")
    assert body_key("Академия водных наук") == body_key("Академии водных наук")
    found = tagged("The Steppe Water Partnership (SWP) met. The SWP thanked the Steppe Water Partnership.").mentions
    assert {mention.entity for mention in found} == {"steppe-water-partnership"}


def test_a_title_names_only_bodies_that_the_text_names() -> None:
    """A Title Where Each Word Has a Capital does not tell a body from words."""
    alone = tagged("Nobody came.", title="How the Steppe Water Council Meets a New Day")
    assert not [mention for mention in alone.mentions if mention.kind is BODY]
    both = tagged("The Steppe Water Council met.", title="Work of the Steppe Water Council")
    assert [mention.field for mention in both.mentions if mention.kind is BODY] == ["title", "body"]


def test_the_two_persons_of_the_first_release() -> None:
    """A name after its office, and an address with initials before an office."""
    found = tagged(
        "A delegation headed by its Director Jumakhon Giyosov attended.",
        "Mr. V.Voronkov, the Under Secretary General, head of a UN office, spoke. Mr. Voronkov left.",
    )
    persons = [(mention.words, mention.office) for mention in found.mentions if mention.kind is PERSON]
    assert persons == [("Jumakhon Giyosov", "Director"), ("V.Voronkov", "Under Secretary General"), ("Voronkov", "")]
    assert {fact.entity for fact in found.entities if fact.kind is PERSON} == {"gesov-jumahon", "voronkov-v"}
