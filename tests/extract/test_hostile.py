"""Any bytes: either a page or a named outcome, in bounded time. The long fuzzing is in test_fuzz.py."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ratssearch.errors import CRASHED, OUT_OF_MEMORY, TIMED_OUT, ExtractionError
from ratssearch.extract import extract
from ratssearch.models import ExtractedPage, Snapshot, Source
from ratssearch.pipeline.worker import Worker

SOURCE = Source(id="hostile", organisation="", name="hostile", base_url="https://hostile.example/")
OUTCOMES = {"empty", "binary", "pdf", "too_large", "no_body"}
LIMITS = {TIMED_OUT, OUT_OF_MEMORY, CRASHED}
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


def snapshot_of(body: bytes) -> Snapshot:
    return Snapshot("https://hostile.example/1", "", "hostile", datetime(2026, 1, 1, tzinfo=UTC), "", body, "")


def outcome_of(body: bytes) -> ExtractedPage | str:
    try:
        return extract(snapshot_of(body), SOURCE)
    except ExtractionError as error:
        assert error.outcome in OUTCOMES
        return error.outcome


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.binary(max_size=600))
def test_any_bytes(body: bytes) -> None:
    """Nothing but ExtractionError ever leaves extract()."""
    outcome_of(body)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_any_markup(pieces: list[str]) -> None:
    """Broken, nested and unclosed markup with odd characters neither."""
    outcome_of("".join(pieces).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "section", ["<![0", "<![0 ]>", "<![if x]>", "<![ ", "<![CDATA[", "<![CDATA[ x ]]>", "<![ignore["]
)
def test_marked_sections_that_no_browser_knows(section: str) -> None:
    """They are comments or text: the parser for pages that lxml cannot read does not fall over them."""
    outcome_of(f"{section}\n".encode())
    page = outcome_of(("<div>" * 300 + PROSE + section + PROSE).encode())
    assert isinstance(page, ExtractedPage)
    assert page.body.startswith("The made-up council")


M = 1_000_000
SCRIPT = '<script type="application/ld+json">'
HUGE: dict[str, Callable[[], bytes]] = {
    "deep": lambda: b"<div>" * 100_000 + PROSE.encode() + b"</div>" * 100_000,
    "deep inline": lambda: b"<b>" * 100_000 + PROSE.encode(),
    "deep lists": lambda: b"<ul><li>" * 100_000 + PROSE.encode(),
    "deep tables": lambda: b"<table><tr><td>" * 60_000 + PROSE.encode(),
    "deep quotations": lambda: b"<blockquote>" * 50_000 + PROSE.encode() + b"</blockquote>" * 50_000,
    "unclosed": lambda: ("".join(f"<p><i><a href=#>line {n}" for n in range(20_000)) + PROSE).encode(),
    "unclosed headings": lambda: ("".join(f"<h1>line {n}" for n in range(20_000)) + PROSE).encode(),
    "unclosed comment": lambda: PROSE.encode() + b"<!--" + b"hidden words " * 100_000,
    "unclosed script": lambda: PROSE.encode() + b"<script>" + b"var a = 1;" * 100_000,
    "unclosed attribute": lambda: PROSE.encode() + b'<a href="' + b"x" * M,
    "table": lambda: b"<table>" + b"<tr><td>1<td>2<td>three words here" * 60_000 + b"</table>" + PROSE.encode(),
    "table of 10 MB": lambda: b"<table>" + b"<tr><td>1<td>2<td>three words here" * 300_000 + b"</table>",
    "one row": lambda: b"<table><tr>" + b"<td>cell" * 250_000 + b"</table>" + PROSE.encode(),
    "one text": lambda: b"<p>" + b"word " * 550_000 + b"</p>",
    "one text of 10 MB": lambda: b"<p>" + b"word " * 2 * M + b"</p>",
    "one word": lambda: b"<p>" + b"w" * 2_900_000 + b"</p>",
    "one Chinese text": lambda: b"<p>" + "\u65b0\u95fb\u3002".encode() * 300_000,
    "blanks": lambda: PROSE.encode() + b" " * 2_900_000,
    "100 MB of blanks": lambda: b" " * 100 * M,
    "100 MB of zeros": lambda: b"\x00" * 100 * M,
    "empty paragraphs": lambda: b"<p>" * 900_000 + PROSE.encode(),
    "many attributes": lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">" + PROSE.encode(),
    "dates": lambda: b"<p>" + b"20-21 February 2020, " * 100_000 + b"</p>",
    "digits": lambda: b"<p>" + b"1-2-3/4.5:" * 200_000 + b"</p>",
    "share words": lambda: b"<p>" + b"</p><p>".join([b"share tweet x x x x x x x x x x x x ."] * 40_000) + b"</p>",
    "brackets": lambda: b"<" * 2_900_000 + PROSE.encode(),
    "closing tags": lambda: b"</div>" * 400_000 + PROSE.encode(),
    "comments": lambda: b"<!--" * 500_000 + PROSE.encode(),
    "entities": lambda: b"<p>" + b"&amp;&lt;&#1234;" * 150_000 + b"</p>" + PROSE.encode(),
    "br": lambda: b"word<br>" * 300_000 + PROSE.encode(),
    "links": lambda: b"<a href=/x>word</a> " * 140_000 + PROSE.encode(),
    "headings": lambda: b"<h1>The same heading</h1>" * 100_000 + PROSE.encode(),
    "metas": lambda: b"<meta name=date content=2020-01-01>" * 80_000 + PROSE.encode(),
    "times": lambda: b"<time datetime=2020-01-01>day</time>" * 70_000 + PROSE.encode(),
    "jsonld": lambda: SCRIPT.encode() + b"[" * M + b"</script>" + PROSE.encode(),
    "zeros between": lambda: PROSE.replace(" ", "\x00 ").encode() * 1_000,
    "surrogates": lambda: ("<p>\ud83d\ude00 \udc00</p>" + PROSE).encode("utf-8", "surrogatepass") * 1_000,
    "PDF called HTML": lambda: b"\r\n%PDF-1.7\n" + b"stream" * 100_000,
    "utf-16 cut in half": lambda: ("<p>" + PROSE * 1_000).encode("utf-16")[:-1],
    "noise": lambda: random.Random(7).randbytes(2 * M),
}


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    made = Worker()
    yield made
    made.close()


def test_there_are_enough_of_them() -> None:
    """At least thirty shapes."""
    assert len(HUGE) >= 30


def short(name: str) -> bytes:
    """The same shape, a twelfth as long, with a paragraph at its end."""
    body = HUGE[name]()
    return body[: min(len(body), 3 * M) // 12] + PROSE.encode()


@pytest.mark.parametrize("name", sorted(HUGE))
def test_pages_of_each_shape_end_in_a_page_or_a_named_outcome(name: str) -> None:
    """The short form of the next test, in this process."""
    page = outcome_of(short(name))
    assert page in OUTCOMES if isinstance(page, str) else page.body


@pytest.mark.soak
@pytest.mark.parametrize("name", sorted(HUGE))
def test_huge_pages_end_in_a_page_or_a_named_outcome(worker: Worker, name: str) -> None:
    """The worker ends what takes more than ten seconds or too much memory, so each ends within fifteen."""
    try:
        page = worker.extract(snapshot_of(HUGE[name]()), SOURCE)
    except ExtractionError as refusal:
        assert refusal.outcome in OUTCOMES | LIMITS
    else:
        assert page.body


@pytest.mark.parametrize("name", ["deep", "deep inline", "unclosed"])
def test_deep_and_unclosed_pages_keep_their_text(name: str) -> None:
    """What a parser drops at depth is found by the other: silence would look like an empty release."""
    page = outcome_of(short(name))
    assert isinstance(page, ExtractedPage)
    assert "every umbrella has to come home again" in page.body + "".join(block.text for block in page.removed)


def test_random_bytes_are_named() -> None:
    """Noise is counted as binary, not as a release."""
    assert outcome_of(random.Random(7).randbytes(20_000)) == "binary"
