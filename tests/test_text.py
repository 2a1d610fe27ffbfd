"""Folding: the short way for ASCII gives what the long way gives, and no mark is missed."""

from __future__ import annotations

import sys
import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from ratssearch.text import fold


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_folds_as_it_does_inside_other_text(text: str) -> None:
    """A letter with an accent behind it sends the text the long way; what stands before it is folded alike."""
    assert fold(f"{text} é") == f"{fold(text)} e"


def test_every_combining_mark_is_folded_away() -> None:
    """Also those that a later Unicode may place elsewhere. One mark is a letter when case is folded."""
    characters = map(chr, range(sys.maxunicode + 1))
    marks = [mark for mark in characters if unicodedata.combining(mark) and mark.casefold() == mark]
    assert [mark for mark in marks if fold(f"x{mark}x") != "xx"] == []
