"""What is marked in a release, and which passages are shown."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ratssearch.index import analysis, snippets
from ratssearch.index.analysis_flat import flat
from ratssearch.index.nodes import Everything, Fuzzy, Node, Not, Phrase, Term, Wildcard
from ratssearch.index.query import parse
from ratssearch.index.query_trees import children
from ratssearch.index.spelling import edit_distance

FILLER = "The delegates spoke of many other things on that long afternoon in the old hall by the river. "


def marked(text: str, query: str, field: str = "body") -> list[str]:
    """The marked pieces of a text."""
    return [text[start:end] for start, end in snippets.marks(text, parse(query), field=field)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        (
            "meeting",
            "Meetings: the MEETING meets Meeting’s end; remeeting",
            ["Meetings", "MEETING", "meets", "Meeting"],
        ),
        ('"meeting"', "Meetings and the meeting", ["meeting"]),
        ("organisation", "Organizations, an organ", ["Organizations"]),
        ("policy", "policies of the police", ["policies"]),
        (
            '"small arms"',
            "small arms, arms, small\narms; small-arms smaller arms",
            ["small arms", "small\narms", "small-arms"],
        ),
        ('"small arms"~2', "small calibre arms; small but very old arms", ["small", "arms"]),
        ("A/RES/75/291", "see A/RES/75/291 and 75 291", ["A/RES/75/291"]),
        ("co-operation", "co-operation, cooperation, operation", ["co-operation", "cooperation"]),
        ("terror*", "Terrorism, counterterrorism, terrorists", ["Terrorism", "terrorists"]),
        ("*stan", "Kazakhstan, stand, Kyrgyzstan’s", ["Kazakhstan", "Kyrgyzstan"]),
        ("wom?n", "women woman womon wombn wmn", ["women", "woman", "womon", "wombn"]),
        ("kazakstan~", "Kazakhstan; Pakistan; Kazakstans", ["Kazakhstan", "Kazakstans"]),
        ("US", "the U.S. and US", ["U.S", "US"]),
        ("qaida", "Al-Qa’ida and Al-Qaida", ["Qa’ida", "Qaida"]),
        ("union", "l'Union européenne", ["Union"]),
        ("europeenne", "l'Union européenne, europe\u0301enne", ["européenne", "europe\u0301enne"]),
        ("елка", "Ёлка, ёлки; ЕЛКАМИ", ["Ёлка", "ёлки", "ЕЛКАМИ"]),
        ("терроризм", "о терроризме и Терроризма!", ["терроризме", "Терроризма"]),
        ("йод", "Йод и И\u0306од", ["Йод", "И\u0306од"]),
        ("安全理事会", "联合国安全理事会，安全会", ["安全理事会"]),
        ("安全", "联合国安全理事会，安全会", ["安全", "安全"]),
        ("会", "安全理事会，会议", ["会", "会"]),
        ('"第1届"', "第1届会议", ["第1届"]),
        ('"国家 安全"', "国家安全，国家，安全；国家的安全", ["国家安全", "国家，安全"]),
        ('"国家 安全"~1', "国家的安全", ["国家", "安全"]),
        ("한국", "한국은", ["한국"]),
        ("full", "ｆｕｌｌ width", ["ｆｕｌｌ"]),
        ("strasse", "Straße", ["Straße"]),
        ("peace -war", "peace and war", ["peace"]),
        ("peace OR war", "peace and war", ["peace", "war"]),
        ("peace MAYBE war", "peace and war", ["peace", "war"]),
        ("meeting of the council", "of the council", ["council"]),
        ("of the", "of the council", ["of", "the"]),
        ("title:peace", "peace", []),
        ("body:peace", "peace", ["peace"]),
        ("country:kz", "Kazakhstan", []),
        ("", "anything", []),
    ],
)
def test_marks(query: str, text: str, expected: list[str]) -> None:
    """Every form of a word is marked, phrases only as phrases, and nothing that was excluded."""
    assert marked(text, query) == expected


def test_marks_are_of_their_field() -> None:
    """A word asked for in the title is marked there."""
    assert marked("Peace now", "title:peace", field="title") == ["Peace"]
    assert marked("Peace now", "body:peace", field="title") == []


VOCABULARY = (
    *("war", "wars", "peace", "Peace's", "small", "arms", "U.S.", "us", "treaty", "treaties"),
    *("Ёлка", "елки", "мир", "мира", "l'été", "ete", "résumé"),
)
texts = st.lists(st.sampled_from([*VOCABULARY, ".", ", ", "—", "\n\n", "e\u0301te\u0301"]), max_size=30).map(" ".join)
words = st.sampled_from(["war", "peace", "us", "treaty", "елка", "мир", "ete", "resume", "arms"])
trees = st.one_of(
    st.builds(Term, words, exact=st.booleans()),
    st.builds(Phrase, st.lists(words, min_size=2, max_size=3).map(tuple), exact=st.booleans()),
    st.builds(Wildcard, st.sampled_from(["tre*", "*ar", "м?р*", "?ar", "*e*"])),
    st.builds(Fuzzy, st.sampled_from(["was", "treaty", "arm", "елка"]), st.sampled_from([1, 2])),
)


@settings(deadline=None)
@given(texts, st.lists(trees, min_size=1, max_size=3))
def test_marks_are_what_the_index_would_match(text: str, nodes: list[Node]) -> None:
    """Searching a folded text marks exactly the words that a look at every analysed word marks."""
    for node in nodes:
        assert snippets.marks(text, node, field="body") == _looked_at(text, node)


def _looked_at(text: str, node: Node) -> tuple[tuple[int, int], ...]:
    """The reference: every word of the analysis compared with the node."""
    found = list(analysis.scan(text))
    wanted = node.words if isinstance(node, Phrase) else (node,)
    spans = []
    for first in range(len(found) - len(wanted) + 1):
        row = found[first : first + len(wanted)]
        if isinstance(node, Phrase):
            hit = all(
                _is(Term(word, exact=node.exact), other) for word, (other, _, _) in zip(node.words, row, strict=True)
            )
        else:
            hit = _is(node, row[0][0])
        if hit:
            spans.append((row[0][1], row[-1][2]))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return tuple(merged)


def _is(node: Node, word: str) -> bool:
    if isinstance(node, Term):
        return word == node.word or (not node.exact and analysis.stem(word) == analysis.stem(node.word))
    if isinstance(node, Wildcard):
        return re.fullmatch(node.pattern.replace("*", ".*").replace("?", "."), word) is not None
    assert isinstance(node, Fuzzy)
    return word[0] == node.word[0] and edit_distance(word, node.word, node.distance) <= node.distance


@settings(deadline=None)
@given(st.text(alphabet="aAéİßﬁ½е\u0308ёЁй\u0301\u0306'.’lLdDsS \u00ad\u200b12ΣςẞД"))
def test_flat_text_holds_the_words_of_the_analysis(text: str) -> None:
    """A folded text has the same words at the same places, however much folding stretches or shrinks it."""
    flattened = flat(text)
    pattern = re.compile(rf"[^\W_](?:[^\W_]|[{analysis.MARKS}])*")
    found = [(word[0], *flattened.span(*word.span())) for word in pattern.finditer(flattened.text)]
    expected = list(analysis.scan(text))
    assert [word for word, _, _ in found] == [word for word, _, _ in expected]
    for (_, start, end), (_, first, last) in zip(found, expected, strict=True):
        assert start < last
        assert first < end


def test_best_passage_holds_all_words() -> None:
    """The passage with all the words is chosen over one that repeats a single word."""
    text = (
        FILLER * 3
        + "Arms, arms and arms again were named. "
        + FILLER * 3
        + "The treaty on small arms was signed. "
        + FILLER * 3
    )
    (snippet,) = snippets.best(text, parse("small arms treaty"), limit=1)
    assert snippet.text.startswith("The treaty on small arms was signed.")
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["treaty", "small", "arms"]
    assert snippet.leading
    assert snippet.trailing


def test_second_passage_adds_what_the_first_lacks() -> None:
    """Words far apart are shown in two passages, in the order of the text, that do not overlap."""
    text = "Sugar came first. " + FILLER * 5 + "Then came salt. " + FILLER * 2
    first, second = snippets.best(text, parse("salt sugar"))
    assert "Sugar" in first.text
    assert not first.leading
    assert "salt" in second.text
    assert text.index(second.text) >= text.index(first.text) + len(first.text)


@pytest.mark.parametrize("query", ["", "country:kz", "title:peace", "nowhere"])
def test_beginning_of_the_text_without_words(query: str) -> None:
    """Where the body holds none of the words, its beginning is shown."""
    (snippet,) = snippets.best("\n " + FILLER * 9, parse(query))
    assert snippet.text.startswith("The delegates")
    assert not snippet.marks
    assert (snippet.leading, snippet.trailing) == (False, True)


def test_empty_texts_have_no_passages() -> None:
    """Nothing is shown of nothing."""
    assert snippets.best("", Everything()) == ()
    assert snippets.best(" \n", Not(Term("a"))) == ()


def test_chinese_passage() -> None:
    """In Chinese a passage is half as many characters, and marks the run that was asked for."""
    text = "上海合作组织成员国代表举行会议。" * 20 + "打击恐怖主义是重要任务。" + "各方讨论了合作问题。" * 20
    (snippet,) = snippets.best(text, parse("恐怖主义"), limit=1)
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["恐怖主义"]
    assert 20 <= len(snippet.text) <= snippets.LENGTH // 2 + 1
    assert snippet.leading
    assert snippet.trailing


prose = st.lists(
    st.sampled_from([*VOCABULARY, "U.S.-led", "end.", "What?", "\n\n", "安全理事会", "。", "a" * 70, "Ёлка,"]),
    max_size=120,
).map(" ".join)


@settings(deadline=None)
@given(
    prose, st.sampled_from(["peace", "small arms", "war OR мира", "安全", '"small arms"', "tre*"]), st.integers(20, 200)
)
def test_passages_are_parts_of_the_text(text: str, query: str, length: int) -> None:
    """Each passage is a piece of the text that cuts no word; marks lie inside it, sorted, on marked words."""
    node = parse(query)
    whole = snippets.marks(text, node, field="body")
    ends = {end for _, end in analysis.spans(text)} | {start for start, _ in analysis.spans(text)}
    inside = [(start, end) for word, start, end in analysis.scan(text) if not analysis.is_unspaced(word)]
    plain = text.replace("\n", " ")
    passages = snippets.best(text, node, length=length)
    assert bool(passages) == bool(text.strip())
    assert ends or not any(passage.marks for passage in passages)
    for passage in passages:
        assert passage.text in plain
        for left, right in pairwise(passage.marks):
            assert left[1] <= right[0]
        pieces = [passage.text[start:end] for start, end in passage.marks]
        assert all(piece in {plain[start:end] for start, end in whole} for piece in pieces)
        if plain.count(passage.text) == 1:
            start = plain.index(passage.text)
            end = start + len(passage.text)
            assert not any(first < start < last or first < end < last for first, last in inside)


@settings(deadline=None)
@given(
    prose,
    st.sampled_from(['"small arms"', '"small arms treaty"', "small/arms", "安全理事会", "war"]),
    st.integers(20, 120),
)
def test_no_passage_cuts_a_mark(text: str, query: str, length: int) -> None:
    """What is marked is in a passage as a whole, or not at all; between passages something is left out."""
    node = parse(query)
    plain = text.replace("\n", " ")
    passages = snippets.best(text, node, length=length)
    for passage in passages:
        if plain.count(passage.text) == 1:
            start = plain.index(passage.text)
            end = start + len(passage.text)
            for first, last in snippets.marks(text, node, field="body"):
                assert not first < start < last
                assert not first < end < last
                assert not start <= first < last <= end or (first - start, last - start) in passage.marks
    for one, other in pairwise(passages):
        if plain.count(one.text) == plain.count(other.text) == 1:
            assert plain[plain.index(one.text) + len(one.text) : plain.index(other.text)].strip()


def test_passages_without_a_gap_are_one() -> None:
    """Nothing is left out between them, so no dots stand there."""
    text = "Sugar was sold. " + "x" * 30 + " salt was not. " + FILLER * 4
    passages = snippets.best(text, parse("sugar salt"), length=50)
    assert len(passages) == 1
    assert {"Sugar", "salt"} == {passages[0].text[start:end] for start, end in passages[0].marks}


def test_children_cover_every_kind_of_node() -> None:
    """A negated part is never marked, however deep it is."""
    node = parse("peace -(war (arms OR title:us)) MAYBE treaty^2")
    assert children(node)
    assert [
        text
        for text in ("peace", "war", "arms", "treaty")
        if marked(text, "peace -(war (arms OR title:us)) MAYBE treaty^2")
    ] == ["peace", "treaty"]
