"""Did you mean: which words are doubted, and what is offered for them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ratssearch.index.query import parse
from ratssearch.index.spelling import corrected, edit_distance


class Words:
    """A corpus of counted words, each its own class, which remembers what was looked up."""

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts
        self.looked_up: list[str] = []

    def frequency(self, word: str) -> int:
        return self.counts.get(word, 0)

    def near(self, word: str, distance: int) -> dict[str, int]:
        self.looked_up.append(word)
        return {
            other: count
            for other, count in self.counts.items()
            if other[0] == word[0] and edit_distance(word, other, distance) <= distance
        }


CORPUS = {
    "kazakhstan": 400,
    "kazakstan": 2,
    "pakistan": 300,
    "border": 90,
    "bolder": 1,
    "boarder": 40,
    "council": 500,
    "counsel": 30,
    "treaty": 80,
    "treats": 60,
    "граница": 70,
    "form": 50,
    "from": 900,
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kazakhsatn", "kazakhstan"),
        ("kazakstan", "kazakhstan"),
        ("kazakhstan", ""),
        ("bordr", "border"),
        ("treayt", "treaty"),
        ("cuoncil", "council"),
        ("гранийца", "граница"),
        ("Bordr  AND (title:council OR kazahstan)", "border  AND (title:council OR kazakhstan)"),
        ('"bordr council"', '"border council"'),
        ("bordr -kazahstan", "border -kazahstan"),
        ("frm", ""),
        ("zzzzzz", ""),
        ("bordr1", ""),
        ("counsel", ""),
        ("country:kazahstan", ""),
        ("安全理事会", ""),
        ("", ""),
    ],
)
def test_corrections(text: str, expected: str) -> None:
    """Rare words give way to frequent ones nearby; the rest of the query stays as it was typed."""
    assert corrected(text, parse(text), Words(CORPUS)) == expected


def test_frequent_words_are_not_even_looked_up() -> None:
    """Words that exist often enough, stop words and short words cost nothing."""
    words = Words(CORPUS)
    corrected("kazakhstan with border from the", parse("kazakhstan with border from the"), words)
    assert words.looked_up == []


def test_the_number_of_lookups_is_bounded() -> None:
    """A pasted page of unknown words is not looked up word by word."""
    words = Words(CORPUS)
    text = " ".join(f"zz{chr(97 + number)}xyq" for number in range(26))
    corrected(text, parse(text), words)
    assert 0 < len(words.looked_up) <= 8


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_edit_distance(left: str, right: str, limit: int) -> None:
    """The bounded distance is the plain recursive one, cut at limit + 1."""
    assert edit_distance(left, right, limit) == min(_plain(left, right), limit + 1)


def _plain(left: str, right: str) -> int:
    if not left or not right:
        return len(left) + len(right)
    return min(
        _plain(left[1:], right) + 1,
        _plain(left, right[1:]) + 1,
        _plain(left[1:], right[1:]) + (left[0] != right[0]),
    )
