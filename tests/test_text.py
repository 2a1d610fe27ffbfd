"""Folding: the short way for ASCII gives what the long way gives."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from ratssearch.text import fold


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_folds_as_it_does_inside_other_text(text: str) -> None:
    """A letter with an accent behind it sends the text the long way; what stands before it is folded alike."""
    assert fold(f"{text} é") == f"{fold(text)} e"
