"""Five real press releases of one site, read by eye: day, edges and size of each body, and where the contacts went.

Bodies are named by digests of their words, so that nothing of the pages stands here.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ratssearch.extract import EXTRACTOR_VERSION, extract, learn, outline
from ratssearch.models import ExtractedPage, Snapshot, Source

SOURCE = Source("europarl", "", "europarl", "https://www.europarl.europa.eu/", languages=("en",))


@dataclass(frozen=True)
class Reviewed:
    """What a reader found: the day, how many paragraphs, the first and the last words, a digest of the whole."""

    day: str
    paragraphs: int
    first: str
    last: str
    digest: str


REVIEWED = {
    "20190712IPR56948": Reviewed("2019-07-18", 14, "Full support", "these countries.", "6626d45128c75ce4"),
    "20201217IPR94207": Reviewed("2020-12-18", 9, "On Friday,", "the UK.", "2c68183efaf88b53"),
    "20221014IPR43206": Reviewed("2022-10-19", 21, "Faster roll-out", "member states.", "4ac7a4fb5852ca52"),
    "20241212IPR25960": Reviewed("2024-12-17", 18, "Regional development", "September 2024.", "885ef8f0614ee029"),
    "20250204IPR26689": Reviewed("2025-02-13", 11, "Parliament recognises", "next year.", "10adb45368de5133"),
}
NO_TEXT = ("Press Officer", "Contacts:", "Share this page", "Product information", "Ref.:", "Go back to", "©", "@")


@pytest.fixture(scope="module")
def pages(gold: Path) -> dict[str, ExtractedPage]:
    folder = gold / "sites" / "europarl-press-releases"
    files = {name: folder / f"press-release_{name}.html" for name in REVIEWED}
    if not all(file.is_file() for file in files.values()):
        pytest.skip("gold corpora absent: sites/europarl-press-releases")
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    address = "https://www.europarl.europa.eu/news/en/press-room/"
    snapshots = {
        name: Snapshot(f"{address}{name}/", "", "europarl", seen, "text/html", file.read_bytes(), "")
        for name, file in files.items()
    }
    templates = learn([outline(snapshot, SOURCE) for snapshot in snapshots.values()], EXTRACTOR_VERSION)
    return {name: extract(snapshot, SOURCE, templates=templates) for name, snapshot in snapshots.items()}


@pytest.mark.gold
@pytest.mark.parametrize("name", REVIEWED)
def test_body_and_day(pages: dict[str, ExtractedPage], name: str) -> None:
    """The body begins and ends where the text does, whole, and the day is the page's own."""
    page, wanted = pages[name], REVIEWED[name]
    assert page.rung == "template"
    assert page.published is not None
    assert page.published.first.isoformat() == wanted.day
    assert page.paragraphs[0].startswith(wanted.first)
    assert page.paragraphs[-1].endswith(wanted.last)
    assert len(page.paragraphs) == wanted.paragraphs
    assert hashlib.sha256(" ".join(page.body.split()).encode()).hexdigest()[:16] == wanted.digest


@pytest.mark.gold
@pytest.mark.parametrize("name", REVIEWED)
def test_contacts_and_furniture_are_listed(pages: dict[str, ExtractedPage], name: str) -> None:
    """The contacts under the text, share bars and captions are removed, and each is accounted for."""
    page = pages[name]
    assert not [words for words in NO_TEXT if words in page.body]
    assert any(block.rule == "tail:contacts" and "Press Officer" in block.text for block in page.removed)
    assert any(block.rule == "part:share" for block in page.removed)
    assert page.serial_number == name
