"""What an operator can say in a profile: selectors, removals, and rules that do not apply."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ratssearch.errors import ExtractionError, ProfileError
from ratssearch.extract import EXTRACTOR_VERSION, extract
from ratssearch.models import DateBasis, ExtractedPage, Selectors, Snapshot, Source

SOURCE = Source(id="made_up", organisation="", name="made up", base_url="https://made-up.example/")
PAGE = """<html><head><meta charset="utf-8"><title>Site</title></head><body>
<div class="headline">Bench agreement signed at last</div><div class="when">signed 4 April 2022</div>
<div id="text"><p>The agreement on benches was signed today by every made-up town that owns one.</p>
<p class="note">Note of the web team: this text was moved here from the old site.</p>
<p>It has been in the making for eleven years, most of which were spent on colours.</p>
<h3>Other news</h3><p>The annex of the agreement bears this title and is a part of the text.</p></div>
<div class="side">
<p>This is a long sentence that stands beside the text and does not belong to it.</p></div></body></html>"""


def read(selectors: Selectors, page: str = PAGE) -> ExtractedPage:
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    snapshot = Snapshot("https://made-up.example/1", "", "made_up", seen, "text/html", page.encode(), "")
    return extract(snapshot, replace(SOURCE, selectors=selectors))


def test_selectors_name_the_facts() -> None:
    """Title, body and date come from where the profile points, and the rung says so."""
    page = read(Selectors(title=".headline", body="#text", date=".when"))
    assert page.title == "Bench agreement signed at last"
    assert page.rung == "profile"
    assert page.paragraphs[0].startswith("The agreement on benches")
    assert page.published is not None
    assert (page.published.first.isoformat(), page.published.basis) == ("2022-04-04", DateBasis.TEXT)
    assert page.version == EXTRACTOR_VERSION


def test_remove_takes_out_and_lists() -> None:
    """A removed selector leaves the body and stands in the account."""
    page = read(Selectors(body="#text", remove=(".note",)))
    assert "web team" not in page.body
    assert [block.rule for block in page.removed if "web team" in block.text] == ["profile:remove"]


def test_keep_restores_a_wrongly_removed_block() -> None:
    """One line in the profile turns a rule off."""
    assert "The annex of the agreement" not in read(Selectors(body="#text")).body
    kept = read(Selectors(body="#text", keep=("tail:in-other-news",)))
    assert kept.paragraphs[-1].startswith("The annex of the agreement")


def test_keep_restores_a_block_by_its_place() -> None:
    """An entry that names no rule is a selector: what it points at is text, wherever it stands."""
    assert "stands beside the text" not in read(Selectors()).body
    kept = read(Selectors(keep=("div.side > p",)))
    assert kept.paragraphs[-1].startswith("This is a long sentence that stands beside")
    assert not any("stands beside" in block.text for block in kept.removed)


def test_a_selector_that_finds_nothing_leaves_the_fact_to_the_page() -> None:
    """A site that changed its markup still gives a body, by a lower rung."""
    page = read(Selectors(body="#gone"))
    assert page.rung != "profile"
    assert "The agreement on benches" in page.body


def test_a_broken_selector_is_the_profiles_fault() -> None:
    """The message names the source and the selector."""
    with pytest.raises(ProfileError, match=r"made_up.*p\[\["):
        read(Selectors(body="p[["))


def test_a_page_cannot_mark_itself() -> None:
    """The attribute by which selectors work has no meaning when it comes from the page."""
    marked = PAGE.replace('class="side"', 'class="side" data-ratssearch="body"')
    for selectors in (Selectors(), Selectors(title=".headline")):
        page = read(selectors, marked)
        assert page.rung != "profile"
        assert "The agreement on benches" in page.body


def test_a_page_without_words_is_named() -> None:
    """No text is an outcome, never an empty release."""
    with pytest.raises(ExtractionError) as caught:
        read(Selectors(), "<html><body><img src=x><script>let a = 'text';</script></body></html>")
    assert caught.value.outcome in ("no_body", "empty")
