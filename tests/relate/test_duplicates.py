"""Near duplicates: found by MinHash, decided by shingles."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest

from ratssearch.relate import duplicates
from ratssearch.relate.duplicates import Likeness, candidate_pairs, compare, signature

from .samples import release, text

LONG = text(200)


def test_copies_become_candidates_among_many() -> None:
    """Of 300 texts only the two that share most words are paired; the same signatures come in every process."""
    bodies = [text(120, seed) for seed in range(1, 300)]
    bodies += [LONG, f"{LONG} This report is passed on with consent."]
    pages = [release(str(at), body).page for at, body in enumerate(bodies)]
    pairs = candidate_pairs([signature(page) for page in pages])
    assert (299, 300) in pairs
    assert [pair for pair in pairs if compare(*(release("x", bodies[at], source=f"s{at}") for at in pair))] == [
        (299, 300)
    ]
    assert signature(pages[0]) == signature(pages[0])


def test_texts_of_one_trade_are_no_candidates() -> None:
    """Sharing a third of the words makes no pair, or an archive of one trade would compare each text with many."""
    shared = text(60)
    pages = [release(str(seed), f"{text(60, seed)} {shared}").page for seed in range(1, 200)]
    signatures = [signature(page) for page in pages]
    assert len(candidate_pairs(signatures)) < 10
    with patch.object(duplicates, "_ALIKE", 0):
        assert len(candidate_pairs(signatures)) > 500  # that agree in a band by chance


def test_a_page_without_words_pairs_with_nothing() -> None:
    assert candidate_pairs([b"", b"", signature(release("a", "…").page)]) == set()


def test_another_sources_text_is_a_copy() -> None:
    """With its share; a short text of another source may be a form of words."""
    found = compare(release("a", LONG), release("b", f"{LONG} Passed on with consent.", source="two"))
    assert found is not None
    assert found.likeness is Likeness.COPY
    assert 0.9 < found.share < 1
    assert compare(release("a", text(20)), release("b", text(20), source="two")) is None


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"title": "The title, mended"}, True),
        ({"day": date(2026, 5, 3)}, True),
        ({"day": None}, True),
        ({"day": date(2027, 4, 30)}, False),
        ({"language": "de"}, False),
        ({"title": "Bulletin 6"}, False),
    ],
)
def test_one_sources_text_is_one_release(changes: dict[str, object], same: bool) -> None:
    """At another address within a month; not next year, not under another number."""
    found = compare(release("a", LONG), release("b", LONG, **changes))  # type: ignore[arg-type]
    assert (found.likeness if found else None) == (Likeness.SAME if same else None)


def test_bulletins_of_one_form_are_not_merged() -> None:
    """A number that differs makes another release, however much is the same."""
    assert compare(release("a", f"{LONG} on 5 May"), release("b", f"{LONG} on 6 May")) is None


def test_a_short_text_needs_its_title() -> None:
    """ "See the attached file" stands on many pages."""
    one = release("a", "See the attached file.", title="Budget")
    assert compare(one, release("b", "See the attached file.", title="Statute")) is None
    assert compare(one, release("b", "See the attached file.", title="Budget")) is not None


def test_chinese_is_compared_by_characters() -> None:
    body = (
        "代表团在会议上讨论了修桥的问题并同意在河水退去之后开始施工同时渡船继续运行直到大桥完工为止请各位居民留意公告"
    )
    found = compare(release("a", body, language="zh"), release("b", body + "谢谢大家", language="zh", source="two"))
    assert found is not None
    assert found.likeness is Likeness.COPY
