"""What changed between two editions, word by word."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratssearch.models import DateBasis, DateFact, ExtractedPage, Precision
from ratssearch.search import Kind, kind_of
from ratssearch.search.differences import Difference, difference

DAY = date(2020, 2, 21)
PAGE = ExtractedPage(
    "A meeting was held",
    ("Guards of two states met.", "They spoke of joint training.", "They will meet again."),
    "en",
    DateFact(DAY, DAY, Precision.DAY, DateBasis.META, "21"),
)


def told(change: Difference) -> list[str]:
    """Each paragraph in wdiff's signs."""
    signs = {Kind.SAME: "{}", Kind.ADDED: "{{+{}+}}", Kind.REMOVED: "[-{}-]"}
    return [
        "".join(signs[piece.kind].format(piece.text) for piece in paragraph.pieces) for paragraph in change.paragraphs
    ]


def body(*paragraphs: str) -> ExtractedPage:
    return replace(PAGE, paragraphs=paragraphs)


def test_words_within_a_paragraph() -> None:
    """The paragraph stays one; its other words are the same."""
    change = difference(PAGE, body("Guards of three states met.", *PAGE.paragraphs[1:]))
    assert told(change) == ["Guards of[- two-]{+ three+} states met.", *PAGE.paragraphs[1:]]
    assert (change.added, change.removed, kind_of(change)) == (1, 1, "text")


def test_signs_at_the_end_of_a_word_stay() -> None:
    """What is put in before a full stop does not change the word before it."""
    change = difference(body("They met at the seat of the Forum."), body("They met at the seat of the Forum in Osh."))
    assert told(change) == ["They met at the seat of the Forum{+ in Osh+}."]


def test_paragraphs_that_come_and_go() -> None:
    change = difference(
        PAGE, body("Guards of two states met.", "Nobody else was there, it is said.", "They will meet again.")
    )
    assert told(change) == [
        "Guards of two states met.",
        "{+Nobody else was there, it is said.+}",
        "[-They spoke of joint training.-]",
        "They will meet again.",
    ]


def test_facts_beside_the_text() -> None:
    """A new date alone is an edit of metadata; a new title is one of the text."""
    later = replace(PAGE.published, first=date(2020, 3, 1), last=date(2020, 3, 1)) if PAGE.published else None
    change = difference(PAGE, replace(PAGE, published=later, signature="Press service"))
    assert [(fact.name, fact.before, fact.after) for fact in change.facts] == [
        ("date", "2020-02-21", "2020-03-01"),
        ("signature", "", "Press service"),
    ]
    assert kind_of(change) == "metadata" and not change.changes_text
    assert kind_of(difference(PAGE, replace(PAGE, title="Another"))) == "text"


def test_scripts_without_blanks() -> None:
    """Characters stand for words where a text has no blanks."""
    change = difference(body("专家讨论了边境合作问题。"), body("专家讨论了边境贸易问题。"))
    assert told(change) == ["专家讨论了边境[-合作-]{+贸易+}问题。"]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.sampled_from(["a b c", "a b d", "x", "", "c  b", "本日"])), st.lists(st.sampled_from(["a b c", "x y"]))
)
def test_both_texts_can_be_read_from_it(old: list[str], new: list[str]) -> None:
    """Without what was added it is the old text, without what was removed the new one; nothing is invented."""
    change = difference(body(*old), body(*new))
    for kind, wanted in ((Kind.ADDED, old), (Kind.REMOVED, new)):
        left = [
            [piece.text for piece in paragraph.pieces if piece.kind is not kind]
            for paragraph in change.paragraphs
            if paragraph.kind is not kind
        ]
        assert ["".join(texts).split() for texts in left] == [text.split() for text in wanted]


@pytest.mark.parametrize("shape", ["one word", "two words", "one paragraph", "many paragraphs"])
def test_hostile_texts_end(shape: str) -> None:
    """Texts made to be slow to compare are compared coarsely, and end within the suite's patience."""
    choose = random.Random(1)
    words = {"one word": ["a "] * 40_000, "two words": choose.choices(["a ", "b "], k=40_000)}.get(
        shape, [f"{choose.random()} " for _ in range(40_000)]
    )
    other = words[::-1]
    if shape == "many paragraphs":
        change = difference(body(*words), body(*other))
    else:
        change = difference(body("".join(words)), body("".join(other)))
    assert change.paragraphs
