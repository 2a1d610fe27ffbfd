"""Passages one after the other: dots once where text was left out, none where it was not."""

from __future__ import annotations

import pytest

from ratssearch.models import Snippet
from ratssearch.search.wording import gaps, passages


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([], [""]),
        ([Snippet("all of it")], ["", ""]),
        ([Snippet("one", (), True, True), Snippet("two", (), True, True)], ["…", "…", "…"]),
        ([Snippet("one", (), False, True), Snippet("two", (), True, False)], ["", "…", ""]),
        ([Snippet("…one...", (), True, True), Snippet("two", (), True, True)], ["", "", "…"]),
        ([Snippet("“… one", (), True, True), Snippet("... two . . .", (), True, True)], ["", "", ""]),
        ([Snippet("one…”", (), True, True), Snippet("two ⋯", (), True, True)], ["…", "", ""]),
        ([Snippet("one.", (), True, True)], ["…", "…"]),
    ],
)
def test_no_dots_beside_dots(found: list[Snippet], expected: list[str]) -> None:
    """Those of the text itself are enough."""
    assert gaps(found) == expected


def test_as_one_text() -> None:
    """For feeds: dots between passages, not around them."""
    assert passages([Snippet("one", (), True, True), Snippet("two", (), True, True)]) == "one … two"
    assert passages([Snippet("one...", (), True, True), Snippet("two")]) == "one... two"
    assert passages([]) == ""
