"""What is packed comes back exactly, and nothing else is taken for it."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratssearch.archive.packing import pack, unpack
from ratssearch.errors import ArchiveError
from ratssearch.models import DateFact, ExtractedPage, Mention, Tags, Validators

from .samples import page

SHARE = st.floats(0, 1)
DATES = st.none() | st.builds(DateFact, confidence=SHARE)
PAGES = st.builds(ExtractedPage, published=DATES, modified=DATES)
TAGS = st.builds(Tags, mentions=st.lists(st.builds(Mention, confidence=SHARE), max_size=5).map(tuple))


@given(PAGES)
def test_any_page_comes_back(extracted: ExtractedPage) -> None:
    """Every value of the model survives, control characters and lone surrogates included."""
    assert unpack(ExtractedPage, pack(extracted)) == extracted


@given(TAGS)
def test_any_tags_come_back(found: Tags) -> None:
    """Mentions and facts keep their offsets, kinds and confidences."""
    assert unpack(Tags, pack(found)) == found


def test_a_lone_surrogate_can_be_stored() -> None:
    """Text that UTF-8 cannot hold becomes JSON escapes, and comes back as it was."""
    odd = page("half \ud83d a face", "Сообщение")
    assert unpack(ExtractedPage, pack(odd).encode().decode()) == odd


def test_it_is_compact() -> None:
    """Fields at their default are left out, so that a model may gain one without a new schema."""
    assert set(json.loads(pack(page()))) == {"title", "paragraphs", "language", "published", "version"}


def test_times_keep_their_zone() -> None:
    moment = Validators(fetched_at=datetime(2026, 5, 1, 12, 30, 15, 123456, tzinfo=UTC))
    assert unpack(Validators, pack(moment)) == moment


@pytest.mark.parametrize(
    "text",
    [
        "not json",
        "[]",
        '{"title": "no paragraphs", "language": "en", "published": null}',
        '{"title": 5, "paragraphs": [], "language": "en", "published": null}',
        '{"title": "t", "paragraphs": "abc", "language": "en", "published": null}',
        '{"title": "t", "paragraphs": [], "language": "en", "published": null, "colour": "red"}',
        '{"title": "t", "paragraphs": [], "language": "en", "published": {"first": "2020-13-01"}}',
        '{"title": "t", "paragraphs": [], "language": "en", "published": null, "alternates": [["ru"]]}',
    ],
)
def test_anything_else_is_refused(text: str) -> None:
    """A missing key, an unknown one or a value of another type is an error that says what to do."""
    with pytest.raises(ArchiveError, match="reindex"):
        unpack(ExtractedPage, text)


def test_every_field_of_the_models_has_a_rule() -> None:
    """A page with nothing left at its default comes back too."""
    full = dataclasses.replace(page(), dateline="NUR-SULTAN", alternates=(("ru", "https://press.example.org/ru/1"),))
    full = dataclasses.replace(full, modified=dataclasses.replace(full.published, first=date(2020, 1, 1)))  # type: ignore[type-var]
    assert unpack(ExtractedPage, pack(full)) == full
