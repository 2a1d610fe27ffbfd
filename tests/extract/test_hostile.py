"""Any bytes: either a page or a named outcome, in bounded time."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ratssearch.errors import ExtractionError
from ratssearch.extract import extract
from ratssearch.models import ExtractedPage, Snapshot, Source

SOURCE = Source(id="hostile", organisation="", name="hostile", base_url="https://hostile.example/")
OUTCOMES = {"empty", "binary", "pdf", "too_large", "no_body"}
PROSE = "<p>The made-up council met on 3 March 2021 and decided that every umbrella has to come home again.</p>"
PIECES = (
    "<p>", "</p>", "<div>", "</div>", "<table>", "<tr><td>", "</table>", "<br>", "<!--", "-->",
    "<script>", "</script>",
    "<![CDATA[", "<svg>", "<button>", "<title>", "<h1>", "In other news",
    "20 February 2020", "2020-02-30", "99.99.2020",
    "<time datetime='x'>", "<meta charset=utf-16>", "&#0;", "&#x110000;", "&#xD800;", "&nbsp;", "\x00", "\ud83d",
    "<a href=#>", PROSE, "新闻。", "новость ", "<base href='//'>", "<plaintext>", "<frameset>", "<html lang='",
    '<script type="application/ld+json">{"@graph":[',
)  # fmt: skip


def outcome_of(body: bytes) -> ExtractedPage | str:
    snapshot = Snapshot("https://hostile.example/1", "", "hostile", datetime(2026, 1, 1, tzinfo=UTC), "", body, "")
    try:
        return extract(snapshot, SOURCE)
    except ExtractionError as error:
        assert error.outcome in OUTCOMES
        return error.outcome


@settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.binary(max_size=600))
def test_any_bytes(body: bytes) -> None:
    """Nothing but ExtractionError ever leaves extract()."""
    outcome_of(body)


@settings(max_examples=150, deadline=5000, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_markup(pieces: list[str]) -> None:
    """Broken, nested and unclosed markup with odd characters neither."""
    outcome_of("".join(pieces).encode("utf-8", "surrogatepass"))


HUGE: dict[str, Callable[[], str]] = {
    "deep": lambda: "<div>" * 60_000 + PROSE + "</div>" * 60_000,
    "deep inline": lambda: "<b>" * 20_000 + PROSE,
    "unclosed": lambda: "".join(f"<p><i><a href=#>line {n}" for n in range(6_000)) + PROSE,
    "table": lambda: "<table>" + "<tr><td>1<td>2<td>three words here" * 15_000 + "</table>" + PROSE,
    "one text": lambda: "<p>" + "word " * 400_000 + "</p>",
    "one word": lambda: "<p>" + "w" * 2_000_000 + "</p>",
    "blanks": lambda: PROSE + " " * 4_900_000,
    "many attributes": lambda: "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">" + PROSE,
    "dates": lambda: "<p>" + "20-21 February 2020, " * 20_000 + "</p>",
    "digits": lambda: "<p>" + "1-2-3/4.5:" * 30_000 + "</p>",
    "share words": lambda: (
        "<p>" + "</p><p>".join(["share tweet x x x x x x x x x x x x x x x x x x x ."] * 4_000) + "</p>"
    ),
    "brackets": lambda: "<" * 100_000 + PROSE,
    "comments": lambda: "<!--" * 40_000 + PROSE,
    "entities": lambda: "<p>" + "&amp;&lt;&#1234;" * 60_000 + "</p>" + PROSE,
    "br": lambda: "word<br>" * 100_000 + PROSE,
    "jsonld": lambda: '<script type="application/ld+json">' + "[" * 100_000 + "</script>" + PROSE,
}


@pytest.mark.parametrize("name", sorted(HUGE))
def test_huge_pages_end_in_time(name: str) -> None:
    """Every oversized shape ends in a page or a named outcome, within 15 seconds."""
    start = time.monotonic()
    outcome_of(HUGE[name]().encode())
    assert time.monotonic() - start < 15


@pytest.mark.parametrize("name", ["deep", "deep inline", "unclosed"])
def test_deep_and_unclosed_pages_keep_their_text(name: str) -> None:
    """What a parser drops at depth is found by the other: silence would look like an empty release."""
    page = outcome_of(HUGE[name]().encode())
    assert isinstance(page, ExtractedPage)
    assert "every umbrella has to come home again" in page.body + "".join(block.text for block in page.removed)


def test_random_bytes_are_named() -> None:
    """Noise is counted as binary, not as a release."""
    assert outcome_of(random.Random(7).randbytes(20_000)) == "binary"
