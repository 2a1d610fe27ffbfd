"""What stands after a sign-off or an end mark, on made-up pages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ratssearch.extract import extract
from ratssearch.models import ExtractedPage, Snapshot, Source

TEXT = (
    "The delegation attended a seminar on the marking of small arms, at which the working groups compared their rules.",
    "The participants adopted a list of recommendations, which will be sent to all the competent authorities in time.",
)


def read(*lines: str) -> ExtractedPage:
    """A page of a heading, TEXT and the lines."""
    text = "".join(f"<p>{line}</p>" for line in (*TEXT, *lines))
    body = f"<html><body><main><h1>A Seminar on Marking</h1>{text}</main></body></html>".encode()
    url = "https://case.example/news/1"
    source = Source(id="case", organisation="", name="case", base_url="https://case.example/")
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    return extract(Snapshot(url, url, "case", seen, "text/html; charset=utf-8", body, "", "", ""), source)


@pytest.mark.parametrize(
    "line",
    ["Пресс-служба Фонда «Ольха»", "Press Service of the Alder Fund", "桤木基金会新闻办公室"],
)
def test_a_press_office_signs(line: str) -> None:
    """The line is the signature; a counter and contacts after it are removed by name."""
    page = read(line, "Views: 12 | Print version", "Telephone: +00 000 000 00 00")
    assert page.paragraphs == TEXT
    assert page.signature == line
    assert {block.rule for block in page.removed} >= {"signature"}


@pytest.mark.parametrize("mark", ["— ENDS —", "###", "* * *", "（完）"])
def test_the_name_after_an_end_mark_signs(mark: str) -> None:
    """The name is the signature and what follows is no body."""
    page = read(mark, "Alder Fund Duty Desk", "Media contact: desk@alder.example")
    assert page.paragraphs == TEXT
    assert page.signature == "Alder Fund Duty Desk"


@pytest.mark.parametrize("line", ["* * *", "Пресс-служба Фонда «Ольха»"])
def test_text_after_the_line_stays(line: str) -> None:
    """Where sentences follow, the text was not over."""
    more = "The second part of the seminar was given to the keeping of records and to the training of storekeepers."
    assert more in read(line, more).paragraphs


@pytest.mark.parametrize("line", ["Пресс-служба ведомства сообщила, что пожар потушен.", "The press office is closed."])
def test_a_sentence_about_a_press_office_stays(line: str) -> None:
    """A sentence signs nothing."""
    page = read(line)
    assert page.paragraphs == (*TEXT, line)
    assert page.signature == ""
