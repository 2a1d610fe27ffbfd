"""The real release that the project started from, set as a page, where the gold corpora are."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from ratssearch.extract import extract
from ratssearch.models import Snapshot, Source

TEASERS = """<div><span>12.03.2020</span> <a href="/en/news/2">A made-up meeting of experts</a>
<p>On 12 March 2020 a made-up meeting of experts was held and all who came were pleased with it.</p></div>
<div><span>28.02.2020</span> <a href="/en/news/1">A made-up visit</a></div>"""


@pytest.mark.gold
def test_the_first_release(gold: Path) -> None:
    """Title exact; body without sign-off and teasers, which are listed; the event with its words."""
    file = gold / "seed" / "release-7549.txt"
    if not file.is_file():
        pytest.skip("gold corpora absent: seed/release-7549.txt")
    title, *paragraphs, tail = (part.strip() for part in file.read_text("utf-8").split("\n\n") if part.strip())
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    html = f"<html><body><h1>{escape(title)}</h1>{text}<h3>{escape(tail)}</h3>{TEASERS}</body></html>"
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = Snapshot("https://ecrats.org/en/news/7549", "", "ecrats", seen, "text/html", html.encode(), "")
    page = extract(snapshot, Source(id="ecrats", organisation="", name="", base_url="https://ecrats.org/"))
    assert page.title == title
    assert page.body.startswith("On 20-21 February 2020")
    assert page.body.endswith("constructive dialogue.")
    assert page.signature == "EC RATS Executive Committee."
    assert {"signature", "tail:in-other-news"} <= {block.rule for block in page.removed}
    # The text gives no year but that of its own first words.
    first = page.events[0]
    assert (first.first.isoformat(), first.last.isoformat()) == ("2020-02-20", "2020-02-21")
    assert first.evidence == "20-21 February 2020"
    assert page.published is None
