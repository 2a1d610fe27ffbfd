"""The holders of a word and the slots of phrases: every way of looking them up gives what looking at all would give."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
from test_whoosh_segments import opened, plain

from ratssearch.index import ranking
from ratssearch.index.whoosh import occurrences
from ratssearch.index.whoosh.bm25 import Saturations
from ratssearch.index.whoosh.phrase import phrase
from ratssearch.index.whoosh.segment import SegmentFile
from ratssearch.index.whoosh.sorted_numbers import Bitmap, SortedNumbers

_WORDS = ["grain", "border", "trade", "export", "the", "the", "the", "of"]


def texts(seed: int, size: int) -> list[str]:
    choose = random.Random(seed)
    return [" ".join(choose.choices(_WORDS, k=choose.choice((0, 1, 2, 9, 60)))) for _ in range(size)]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[SegmentFile, list[str], list[str]]:
    bodies, titles = texts(1, 150), texts(2, 150)
    bodies[7] += " grain" * 300  # a frequency that does not fit a byte
    documents = [plain(number, *pair) for number, pair in enumerate(zip(bodies, titles, strict=True))]
    return opened(tmp_path_factory.mktemp("words"), "made", documents), bodies, titles


@pytest.mark.parametrize("density", [0.9, 0.2, 0.001])
@pytest.mark.parametrize("kind", [SortedNumbers, Bitmap])
def test_numbers_are_found_however_close_they_lie(density: float, kind: type[SortedNumbers | Bitmap]) -> None:
    """Also where they crowd in one place, at the ends, and in an empty list."""
    limit = 200_000
    chosen = np.flatnonzero(np.random.default_rng(3).random(limit) < density)
    crowded = np.concatenate((np.arange(50_000, 50_400), [0, limit - 1]))
    wanted = np.sort(np.random.default_rng(4).choice(limit, 5_000, replace=False))
    wanted = np.unique(np.concatenate((wanted, crowded)))
    for numbers in (chosen, np.unique(np.concatenate((chosen[::50], crowded))), chosen[:0]):
        if len(numbers) or kind is SortedNumbers:
            assert (kind(numbers, limit).has(wanted) == np.isin(wanted, numbers)).all()
    ranks = SortedNumbers(chosen, limit).rank(wanted)
    assert (ranks == np.searchsorted(chosen, wanted)).all()


def test_numbers_beyond_32_bits_are_found() -> None:
    numbers = np.array([5, 2**33, 2**33 + 1])
    kept = SortedNumbers(numbers, 2**34)
    assert kept.has(np.array([5, 6, 2**33 + 1])).tolist() == [True, False, True]


@pytest.mark.parametrize("word", ["grain", "export", "the", "absent"])
def test_holders_are_those_of_both_fields(made: tuple[SegmentFile, list[str], list[str]], word: str) -> None:
    segment, bodies, titles = made
    held = segment.held(word, stem=False)
    both = zip(bodies, titles, strict=True)
    expected = [number for number, (body, title) in enumerate(both) if word in f"{body} {title}".split()]
    assert held.ids.tolist() == expected
    some = np.arange(0, 150, 7)
    assert held.among(some).tolist() == [number in expected for number in some.tolist()]
    for name, own in (("body", bodies), ("title", titles)):
        if name in held.fields:
            counts = [own[number].split().count(word) for number in expected]
            assert (held.fields[name].keys >> 8).tolist() == [min(255, count) for count in counts]


@pytest.mark.parametrize("some", [range(0, 150, 7), range(6, 9), range(0)])
def test_scores_of_some_documents_are_those_of_all(made: tuple[SegmentFile, list[str], list[str]], some: range) -> None:
    """Also of a word that most documents hold, and of one that stands too often in a text for its key."""
    segment = made[0]
    saturations = Saturations(20.0, ranking.DEFAULT)
    for word in ("grain", "the"):
        held = segment.held(word, stem=False)
        for keys in held.fields.values():
            assert keys.every is not None
            every = np.zeros(150)
            every[held.ids] = saturations.of(keys.keys, keys.large)
            assert (saturations.at(np.array(some, np.int64), held.ids, keys) == every[list(some)]).all()
            if keys.large is None:
                assert (saturations.of_all(keys, keys.every, 2.0) == every * 2.0).all()
    assert segment.held("grain", stem=False).fields["body"].large is not None


@pytest.mark.parametrize("word", ["grain", "export", "the", "absent"])
@pytest.mark.parametrize("some", [range(0, 150, 7), range(150), range(7, 8), range(0)])
def test_holders_are_found_with_their_places(
    made: tuple[SegmentFile, list[str], list[str]], word: str, some: range
) -> None:
    held = made[0].held(word, stem=False)
    here, there = held.search(np.array(some, np.int64))
    expected = [number for number in some if number in held.ids]
    assert [some[place] for place in here.tolist()] == expected
    assert held.ids.take(there).tolist() == expected
    assert held.find(np.array(some, np.int64))[0].tolist() == here.tolist()


@pytest.mark.parametrize("way", ["slots", "bitmap", "stored"])
def test_phrases_are_found_in_every_way(
    made: tuple[SegmentFile, list[str], list[str]], way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By lists of slots, by bitmaps, and by a search in the stored positions; also near words."""
    segment, bodies, _ = made
    monkeypatch.setattr(occurrences, "_RUNS", 0 if way == "stored" else 2**40)
    monkeypatch.setattr(Bitmap, "CLOSE", 2**40 if way == "bitmap" else 0)
    for words in (["the", "of"], ["grain", "the"], ["the", "the"], ["of", "the", "grain"], ["grain", "absent"], ["of"]):
        needle = f" {' '.join(words)} "
        expected = [number for number, body in enumerate(bodies) if needle in f" {body} "]
        assert phrase(segment, "body", words, range(len(words)), 0, stem=False).tolist() == expected
    for slop, gap in ((2, 1), (0, 2), (0, 3), (2, 2)):
        near = phrase(segment, "body", ["grain", "border"], (0, gap), slop, stem=False).tolist()
        expected = [number for number, body in enumerate(bodies) if _near(body.split(), "grain", "border", gap, slop)]
        assert near == expected


@pytest.mark.parametrize(
    ("words", "offsets", "bodies"),
    [
        (["zz", "the", "yy"], (0, 1, 2), ["zz the yy " + "yy " * 600 + "the " * 1300, "aa zz"]),
        (["zz", "the", "yy"], (0, 2, 3), ["zz aa the yy " + "yy " * 600 + "the " * 1300, "aa zz"]),
    ],
)
def test_a_phrase_that_would_go_on_after_the_last_document(
    tmp_path: Path, words: list[str], offsets: tuple[int, ...], bodies: list[str]
) -> None:
    """A rare word ends the last text of the segment, and the next one is searched where it is stored."""
    segment = opened(tmp_path, "made", [plain(number, body) for number, body in enumerate(bodies)])
    assert phrase(segment, "body", words, offsets, 0, stem=False).tolist() == [0]


def _near(words: list[str], first: str, second: str, gap: int, slop: int) -> bool:
    return any(word == first and second in words[at + gap : at + gap + 1 + slop] for at, word in enumerate(words))
