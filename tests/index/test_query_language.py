"""The examples of docs/query-language.md are true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ratssearch.errors import QueryError
from ratssearch.index import fields
from ratssearch.index.describe import describe
from ratssearch.index.engine import PlainVocabulary
from ratssearch.index.query import MAX_DEPTH, MAX_LENGTH, MAX_TERMS, parse

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "query-language.md").read_text("utf-8")
REFUSALS = PAGE.index("## Refusals")


def examples(text: str) -> list[tuple[str, str]]:
    """The rows of all tables in a text: query and what is said of it."""
    return re.findall(r"^\| `(.+)` \| (.+) \|$", text, re.MULTILINE)


@pytest.mark.parametrize(("query", "meaning"), examples(PAGE[:REFUSALS]))
def test_examples_mean_what_the_page_says(query: str, meaning: str) -> None:
    """Each example is described as the page describes it."""
    assert describe(parse(query), PlainVocabulary()) == meaning


@pytest.mark.parametrize(("query", "message"), examples(PAGE[REFUSALS:]))
def test_refusals_say_what_the_page_says(query: str, message: str) -> None:
    """Each wrong example is refused in these words."""
    with pytest.raises(QueryError) as caught:
        parse(query)
    assert caught.value.message == message


def test_the_page_is_complete() -> None:
    """Every field and every limit is on the page."""
    assert len(examples(PAGE)) > 50
    for field in fields.FIELDS:
        assert f"`{field.name}:" in PAGE
    assert f"{MAX_LENGTH:,} characters, {MAX_TERMS} terms and {MAX_DEPTH} parentheses" in PAGE
