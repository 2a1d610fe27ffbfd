"""Many texts at once: the words, and the numbers of words, must be those of the analysis of each text alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratssearch.index import analysis
from ratssearch.index.whoosh import tokens, vocabulary
from ratssearch.index.whoosh.vocabulary import Vocabulary

# Letters of joints, elided articles and possessives, characters with and without a code, and what hostile texts hold.
_SIGNS = st.sampled_from(
    "lLdDqusSaA.'\u2019U _-1\u00e9\u00df\u0439\u0401\u0428\u4e2d\u00ad\u0301\u00b2\u017f\0\1\n\u2116\U0001f600"
)
_TEXTS = st.lists(st.one_of(st.text(_SIGNS, max_size=25), st.text(max_size=25)), max_size=6)


def numbered(known: Vocabulary, texts: list[str]) -> list[list[str]]:
    """The words of each text, by way of their numbers."""
    numbers, counts = known.numbers([text.encode() for text in texts])
    found = iter(numbers.tolist())
    return [[known.words[next(found)] for _ in range(count)] for count in counts.tolist()]


def encodable(texts: list[str]) -> list[str]:
    return [text.encode("utf-8", "replace").decode() for text in texts]


@settings(deadline=None)
@given(_TEXTS.map(encodable))
def test_words_are_those_of_the_analysis(texts: list[str]) -> None:
    assert numbered(Vocabulary(analysis.words, bulk=True), texts) == [analysis.words(text) for text in texts]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. and Kazakhstan\u2019s", ["the", "usa", "and", "kazakhstan"]),
        ("\u201cUS\u201d told us\u2014JOIN\u2003US; U.S.A.", ["usa", "told", "us", "join", "us", "usa"]),
        ("Al-Qa'ida, l'Union, d\u2019Ivoire", ["al", "qaida", "union", "ivoire"]),
        ("Совет Безопасности ООН, ещё", ["совет", "безопасности", "оон", "еще"]),
        ("Gda\u0144sk, \u0141\u00f3d\u017a \u2014 100\u00a0km", ["gdansk", "lodz", "100", "km"]),
    ],
)
def test_common_texts_need_no_analysis(text: str, words: list[str]) -> None:
    """English, French, Russian and Polish texts are done in bulk, typography and all."""
    folded = tokens.fold_texts([text.encode()])
    assert not folded.others
    assert [tokens.spelled(word) for word in folded.data.split()] == words


@settings(deadline=None)
@given(st.lists(st.text("ab\u0439", min_size=1, max_size=20), max_size=60), st.integers(1, 80))
def test_words_keep_their_numbers(words: list[str], size: int) -> None:
    """In a table of few slots, filled group by group, each word still has one number and each number one word."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vocabulary, "_SLOTS", 4)
        patch.setattr(vocabulary, "_BYTES", size)
        known = Vocabulary(analysis.words, bulk=True)
        texts = [" ".join(words[first : first + 7]) for first in range(0, len(words), 7)]
        for _ in range(2):
            assert numbered(known, texts) == [text.split() for text in texts]
    assert sorted(known.words) == sorted(set(words))


def test_of_long_words_only_the_beginning_counts() -> None:
    long = "a" * (analysis.MAX_WORD + 5)
    known = Vocabulary(analysis.words, bulk=True)
    assert numbered(known, [f"{long} {long}b", "\u4e2d " + long]) == [[long[:-5]] * 2, ["\u4e2d", long[:-5]]]


def test_the_table_tells_words_with_the_same_beginning_apart() -> None:
    """Also one of eight bytes and a longer one, and those beyond sixteen bytes."""
    words = ["abcdefgh", "abcdefghi", "abcdefghijklmnop", "abcdefghijklmnopq", "abcdefghijklmnopr"]
    known = Vocabulary(analysis.words, bulk=True)
    for _ in range(2):
        assert numbered(known, [" ".join(words)]) == [words]
