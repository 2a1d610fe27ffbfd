"""Fuzzing: bytes, markup and damaged pages, for as long as RATSSEARCH_FUZZ_SECONDS says."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from ratssearch.errors import ExtractionError
from ratssearch.extract import extract, learn, outline
from ratssearch.models import ExtractedPage, Snapshot, Source

from .test_hostile import OUTCOMES, PIECES

SECONDS = float(os.environ.get("RATSSEARCH_FUZZ_SECONDS", "600"))
PAGES = [path.read_bytes() for path in sorted(Path(__file__).with_name("golden").glob("*.html"))]
SOURCE = Source(id="fuzz", organisation="", name="fuzz", base_url="https://fuzz.example/")

_MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=80).map(
    lambda pieces: "".join(pieces).encode("utf-8", "surrogatepass")
)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A golden page with pieces cut out, doubled or put in."""
    page = draw(st.sampled_from(PAGES))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(page)))
        end = min(len(page), start + draw(st.integers(0, 300)))
        piece = draw(st.binary(max_size=40) | _MARKUP | st.just(page[start:end] * 3) | st.just(b""))
        page = page[:start] + piece + page[end:]
    return page


def snapshot(body: bytes, url: str = "https://fuzz.example/1") -> Snapshot:
    return Snapshot(url, "", "fuzz", datetime(2026, 1, 1, tzinfo=UTC), "", body, "")


TEMPLATES = learn([outline(snapshot(page, f"https://fuzz.example/{n}"), SOURCE) for n, page in enumerate(PAGES)], "0")


def read(body: bytes) -> None:
    """Read a page alone and by templates; whatever is no page must be a named refusal, and offsets must fit."""
    for templates in ((), TEMPLATES):
        try:
            page = extract(snapshot(body), SOURCE, templates=templates)
        except ExtractionError as refusal:
            assert refusal.outcome in OUTCOMES
            continue
        check(page)


def check(page: ExtractedPage) -> None:
    assert page.paragraphs
    assert [page.body[part.start : part.end] for part in page.structure] == list(page.paragraphs)
    for part in page.structure:
        assert all(part.start <= start <= end <= part.end for start, end in part.cells)
    for event in page.events:
        assert page.body[event.start : event.end].strip() == event.evidence
    for block in page.removed:
        assert 0 <= block.paragraph <= len(page.paragraphs)


@pytest.mark.soak
def test_nothing_unnamed_leaves_extraction() -> None:
    """However a page is broken, it ends in a page whose places fit its text, or in a named outcome."""
    end = time.monotonic() + SECONDS
    rounds = 0
    while time.monotonic() < end:
        rounds += 1
        run_round(rounds, 200)
    assert rounds


def test_a_short_round() -> None:
    """The same for a moment, always with the same examples."""
    run_round(0, 40)


def run_round(number: int, examples: int) -> None:
    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.binary(max_size=2_000) | _MARKUP | damaged())
    def round_of(body: bytes) -> None:
        read(body)

    round_of()
