"""Words, their offsets and their stem classes: what is findable under which spelling."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ratssearch.index import analysis

TRICKY = "aA.'’sSlLdD12 é\u0301\u0306и\u00adäß安全ｶﾞ한Éİ½ʻ-_/ΣςUЁё\u0939\u093f\u0e33\u00a0\u200b＇．"
texts = st.one_of(st.text(), st.text(alphabet=TRICKY))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Resolution 2396 (2017)", "resolution 2396 2017"),
        ("A/RES/75/291", "a res 75 291"),
        ("the U.S., US and U.N.-led", "the usa usa and un led"),
        ("They told us that U.S.-led u.s. talks failed", "they told us that usa led usa talks failed"),
        ("CONTACT US, JOIN US. THE US AND US-MADE", "contact us join us the usa and usa made"),
        ("USSR, U.S.S.R., U.S.C. and A.U.S., Us", "ussr ussr usc and aus us"),
        ("US's, l'US, 与US合作", "usa usa 与 usa 合作 作"),
        ("U.S.A. or USA", "usa or usa"),
        ("J.F. Kennedy, e.g. at un.org", "jf kennedy eg at un org"),
        ("Kazakhstan's and Kazakhstan’s states' plan", "kazakhstan and kazakhstan states plan"),
        ("Al-Qa'ida, Sana'a, O'Brien, don't", "al qaida sanaa obrien dont"),
        ("l'Union d'Ivoire, qu’elle, dell'Unione", "union ivoire elle unione"),
        ("N'Djamena", "ndjamena"),
        ("counter-terrorism", "counter terrorism"),
        ("snake_case and e-mail@un.org", "snake case and e mail un org"),
        ("Ёлка ежа ЁЖ", "елка ежа еж"),
        ("Йод and И\u0306од", "йод and йод"),
        ("К.К. Токаев и К.К.Токаев", "кк токаев и кк токаев"),
        ("ｆｕｌｌ－ｗｉｄｔｈ １２", "full width 12"),
        ("café cafe\u0301 naïve Zürich Straße", "cafe cafe naive zurich strasse"),
        ("no\u00a0break zero\u200bwidth co\u00adoperation", "no break zero width cooperation"),
        ("安全理事会", "安全 全理 理事 事会 会"),
        ("法", "法"),
        ("第1届 UN会议", "第 1 届 un 会议 议"),
        ("ミサイル発射", "ミサ サイ イル ル発 発射 射"),
        ("한국은 평화", "한국 국은 은 평화 화"),
        ("हिन्दी शब्द", "हिनदी शबद"),
        ("“quoted” — «слова»…", "quoted слова"),
        ("", ""),
        ("... !!! —", ""),
    ],
)
def test_words(text: str, expected: str) -> None:
    """Each text becomes exactly these words."""
    assert analysis.words(text) == expected.split()


def test_spans_show_what_was_written() -> None:
    """Offsets are those of the original, with its accents, dots and apostrophes."""
    text = "Côte d’Ivoire’s U.S. US's co\u00adoperation 安全会"
    assert [text[start:end] for start, end in analysis.spans(text)] == [
        *("Côte", "Ivoire", "U.S", "US", "co\u00adoperation"),
        *("安全", "全会", "会"),
    ]


@given(texts)
@example("'s a.b.c 's's l'd'U.S'")
@example("US's U.S.'s JOIN\u2003US the US\u0301 U.S.A")
def test_words_and_spans_agree(text: str) -> None:
    """Whatever the text, scan() gives the words of words(), in order, inside the text, and never an empty one."""
    found = list(analysis.scan(text))
    assert [word for word, _, _ in found] == analysis.words(text)
    assert analysis.spans(text) == [(start, end) for _, start, end in found]
    before = (0, 0)
    for word, start, end in found:
        assert word
        assert before <= (start, end)
        assert 0 <= start < end <= len(text)
        before = (start, end)


@given(texts)
def test_a_word_is_its_own_analysis(text: str) -> None:
    """A word of the index can be typed as a query and is found again."""
    for word in analysis.words(text):
        assert analysis.words(word)[0] == word


@given(texts, texts)
def test_separate_texts_do_not_touch(left: str, right: str) -> None:
    """Words of a text do not depend on what stands in another paragraph."""
    assert analysis.words(f"{left} \n {right}") == analysis.words(left) + analysis.words(right)


@given(st.text(alphabet="安全理事会上海", min_size=1), st.text(alphabet="安全理事会上海"))
def test_an_unspaced_query_is_found_inside_a_longer_run(run: str, more: str) -> None:
    """The query words of a run stand in a row in every text that holds the run."""
    (wanted, _), text = analysis.query_words(run), analysis.words(more + run + more)
    if len(run) == 1:
        assert any(word.startswith(run) for word in text)
    else:
        rows = [text[start : start + len(wanted)] for start in range(len(text))]
        assert wanted in rows


def test_long_words_are_cut_alike_everywhere() -> None:
    """A blob of letters stays one word of bounded length, in ASCII and elsewhere."""
    assert analysis.words("x" * 200) == ["x" * analysis.MAX_WORD]
    assert analysis.words("ж" * 200) == ["ж" * analysis.MAX_WORD]
    assert analysis.spans("x" * 200) == [(0, 200)]


@pytest.mark.parametrize(
    "same",
    [
        "meeting meetings meets",
        "organisation organizations organising organized",
        "centre center centres",
        "programme programs programmes",
        "labour labor",
        "defence defense",
        "analyse analyze analysed",
        "терроризм терроризма терроризму",
        "страна страны стране",
        "безопасность безопасности",
        "беларусь беларуси беларусью",
        "запись записи записью",
    ],
)
def test_one_stem_class(same: str) -> None:
    """Inflected forms and British and American spellings count as one word."""
    assert len({analysis.stem(word) for word in same.split()}) == 1


@pytest.mark.parametrize("apart", ["organization organ", "important import", "police policy", "мир мера", "75 7"])
def test_different_stem_classes(apart: str) -> None:
    """Words of different meaning are kept apart."""
    assert len({analysis.stem(word) for word in apart.split()}) == len(apart.split())


def test_other_scripts_and_numbers_are_their_own_class() -> None:
    """No stemmer touches numbers, Chinese, or words that mix letters and digits."""
    for word in ("2396", "安全", "covid19s", "国"):
        assert analysis.stem(word) == word


@given(st.lists(st.text(alphabet="abcdefgiszюяйт0", max_size=8)))
def test_bulk_stems_are_single_stems(vocabulary: list[str]) -> None:
    """stems() is stem() for each word."""
    assert analysis.stems(vocabulary) == [analysis.stem(word) for word in vocabulary]


def test_stop_words_are_folded_words() -> None:
    """Each stop word is a word as the analysis gives it, or it would never be met."""
    for word in analysis.STOP_WORDS:
        assert analysis.words(word) == [word]
