"""The golden suite: made-up pages in the shapes of official sites (golden/NAME.html) with what must come of them
(golden/NAME.toml), written by hand and never taken from the extractor's own answer.

Keys: title, published (ISO), paragraphs (all, whole), and where there are some: signature, dateline, serial, place,
removed [rule, words], absent (words in no paragraph), kinds (of each paragraph), cells (of each table row), attachments
[address, label, kind], images [address, caption], content_type (the HTTP header).
"""

from __future__ import annotations

import tomllib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ratssearch.extract import extract
from ratssearch.models import ExtractedPage, Snapshot, Source

GOLDEN = Path(__file__).with_name("golden")
NAMES = sorted(path.stem for path in GOLDEN.glob("*.html"))
SOURCE = Source("golden", "", "golden", "https://golden.example/", languages=("en", "ru", "zh"))


@cache
def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((GOLDEN / f"{name}.toml").read_text("utf-8"))


@cache
def page_of(name: str) -> ExtractedPage:
    url = f"https://golden.example/news/{name}"
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    kind = expected(name).get("content_type", "text/html")
    return extract(Snapshot(url, url, "golden", seen, kind, (GOLDEN / f"{name}.html").read_bytes(), ""), SOURCE)


def test_the_suite_is_large_enough() -> None:
    """At least forty pages, each with its answer."""
    assert len(NAMES) >= 40
    assert {path.stem for path in GOLDEN.glob("*.toml")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_title_and_body(name: str) -> None:
    """The title once and without the site's name; the body whole, and nothing but the body."""
    page, wanted = page_of(name), expected(name)
    assert page.title == wanted["title"]
    assert list(page.paragraphs) == wanted["paragraphs"]
    assert page.language == name.rsplit("-", 1)[1]
    for words in wanted.get("absent", ()):
        assert words not in page.body


@pytest.mark.parametrize("name", NAMES)
def test_facts(name: str) -> None:
    """Day of publication, sign-off, dateline, serial number and place are fields of their own."""
    page, wanted = page_of(name), expected(name)
    assert page.published is not None
    assert page.published.first.isoformat() == wanted["published"]
    assert page.signature == wanted.get("signature", "")
    assert page.dateline == wanted.get("dateline", "")
    assert page.serial_number == wanted.get("serial", "")
    assert page.place == wanted.get("place", "")


@pytest.mark.parametrize("name", NAMES)
def test_account_of_what_was_removed(name: str) -> None:
    """What was cut is listed with the rule that cut it; a teaser names its release behind the rule."""
    page = page_of(name)
    for rule, words in expected(name).get("removed", ()):
        assert any(block.rule.partition(": ")[0] == rule and words in block.text for block in page.removed), (
            rule,
            words,
            page.removed,
        )


@pytest.mark.parametrize("name", NAMES)
def test_structure(name: str) -> None:
    """Each paragraph knows what it is and where it stands; documents and pictures are listed, not mixed in."""
    page, wanted = page_of(name), expected(name)
    assert [page.body[part.start : part.end] for part in page.structure] == list(page.paragraphs)
    kinds = [part.kind.value for part in page.structure]
    assert kinds == wanted.get("kinds", ["paragraph"] * len(page.paragraphs))
    cells = [[page.body[start:end] for start, end in part.cells] for part in page.structure if part.cells]
    assert cells == wanted.get("cells", [])
    assert [[item.url, item.label, item.kind] for item in page.attachments] == wanted.get("attachments", [])
    assert [[item.url, item.caption] for item in page.images] == wanted.get("images", [])
