"""Made-up pages in the shapes of official sites (cases/NAME.html) with reviewed answers (cases/NAME.toml).

Keys of an answer: title, language, published, basis, signature, dateline; starts and ends of the body; paragraphs (how
many); contains; absent (in no paragraph); events [first, last, evidence]; removed [rule, words]; and the profile's
timezone, country, languages, listing_date, url, selectors. A key that is left out is not looked at, except
published: without it, none may be found.
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ratssearch.extract import extract
from ratssearch.models import ExtractedPage, Selectors, Snapshot, Source

CASES = Path(__file__).with_name("cases")
NAMES = sorted(path.stem for path in CASES.glob("*.html"))


def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((CASES / f"{name}.toml").read_text("utf-8"))


def page_of(name: str, *, hide_metadata: bool = False) -> ExtractedPage:
    wanted = expected(name)
    source = Source(
        id="case",
        organisation="",
        name="case",
        base_url="https://case.example/",
        timezone=wanted.get("timezone", "UTC"),
        country=wanted.get("country", ""),
        languages=tuple(wanted.get("languages", ())),
        selectors=Selectors(
            **{key: tuple(v) if isinstance(v, list) else v for key, v in wanted.get("selectors", {}).items()}
        ),
    )
    url = wanted.get("url", "https://case.example/news/1")
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    body = (CASES / f"{name}.html").read_bytes()
    snapshot = Snapshot(url, url, "case", seen, "text/html", body, "", wanted.get("listing_date", ""))
    return extract(snapshot, source, hide_metadata=hide_metadata)


@pytest.mark.parametrize("name", NAMES)
def test_title_and_language(name: str) -> None:
    """The title stands without the site's name, once; the language is that of the text."""
    page, wanted = page_of(name), expected(name)
    assert page.title == wanted["title"]
    assert page.language == wanted.get("language", page.language)


@pytest.mark.parametrize("name", NAMES)
def test_body(name: str) -> None:
    """The body is the release and nothing else."""
    page, wanted = page_of(name), expected(name)
    assert page.body.startswith(wanted["starts"])
    assert page.body.endswith(wanted["ends"])
    assert len(page.paragraphs) == wanted.get("paragraphs", len(page.paragraphs)), page.paragraphs
    for words in wanted.get("contains", ()):
        assert words in page.body
    for words in wanted.get("absent", ()):
        assert words not in page.body


@pytest.mark.parametrize("name", NAMES)
def test_dates(name: str) -> None:
    """The day of publication is right, with its basis; a page that names none gets none; events quote their words."""
    page, wanted = page_of(name), expected(name)
    found = page.published.first.isoformat() if page.published else ""
    assert found == wanted.get("published", "")
    if "basis" in wanted and page.published:
        assert page.published.basis == wanted["basis"]
    if "events" in wanted:
        events = [[event.first.isoformat(), event.last.isoformat(), event.evidence] for event in page.events]
        assert events == wanted["events"]
    for event in page.events:
        assert page.body[event.start : event.end] == event.evidence


@pytest.mark.parametrize("name", NAMES)
def test_account_of_what_was_removed(name: str) -> None:
    """Sign-off and dateline are fields; what was cut is listed with the rule that cut it and its place."""
    page, wanted = page_of(name), expected(name)
    assert page.signature == wanted.get("signature", "")
    assert page.dateline == wanted.get("dateline", "")
    for rule, words in wanted.get("removed", ()):
        assert any(block.rule == rule and words in block.text for block in page.removed), (rule, words, page.removed)
    for block in page.removed:
        assert 0 <= block.paragraph <= len(page.paragraphs)


@pytest.mark.parametrize("name", NAMES)
def test_the_same_bytes_give_the_same_page(name: str) -> None:
    """Extraction is a pure function."""
    assert page_of(name) == page_of(name)
