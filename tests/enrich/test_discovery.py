"""Bodies beyond the gazetteer and persons with an office, found by form."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from ratssearch.enrich import load_gazetteer
from ratssearch.enrich.discovery import Discovery, DiscoveryKind, person_key
from ratssearch.models import ExtractedPage

from .test_cases import cases
from .test_evidence import TEXTS


def discovered(text: str) -> tuple[Discovery, ...]:
    return load_gazetteer().discover(ExtractedPage("", (text,), "en", None))


@pytest.mark.parametrize("case", cases("discovery"))
def test_cases(case: dict[str, Any]) -> None:
    """The words of each body or person that the case names, and no others."""
    found = discovered(case["text"])
    for key, kind in (("bodies", DiscoveryKind.BODY), ("persons", DiscoveryKind.PERSON)):
        if key in case:
            assert [item.words for item in found if item.kind is kind] == case[key]


def test_spellings_of_a_person_share_a_key() -> None:
    """Latin, another Latin and Cyrillic spellings cluster; another surname does not."""
    keys = {person_key(name) for name in ("Jumakhon Giyosov", "Giyesov", "J. Giyosov", "Джумахон Гиёсов", "Гиесов")}
    assert len(keys) == 1
    assert person_key("Vladimir Voronkov") not in keys


def test_spellings_of_a_body_share_a_key() -> None:
    """Articles and small words do not tell two bodies apart; an acronym has the key of its definition."""
    found = discovered("The Steppe Water Partnership (SWP) met. The SWP thanked the Steppe Water Partnership.")
    assert {item.key for item in found} == {"unlisted-steppe-water-partnership"}


@given(TEXTS)
def test_discoveries_quote_the_body(text: str) -> None:
    """Offsets quote the exact words, whatever the text."""
    page = ExtractedPage("", (text, text), "en", None)
    for item in load_gazetteer().discover(page):
        assert page.body[item.start : item.end] == item.words != ""
