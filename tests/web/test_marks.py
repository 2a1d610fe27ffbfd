"""Crawled text is shown, never executed, and marks stand where they belong."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from made_up import Corpus
from ratssearch.models import Mention, MentionKind, Part, PartKind, RemovedBlock, Snippet, Tags
from ratssearch.search.as_html import body_html
from ratssearch.web.marks import marked, paragraphs, plain, safe_url, snippets, title_html, xml


@given(st.text(), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=5))
def test_marked_text_is_the_same_text(text: str, marks: list[tuple[int, int]]) -> None:
    """Whatever the text and the marks, reading the markup gives the text back (direction overrides aside)."""
    shown = str(marked(text, marks))
    assert _unescaped(shown.replace("<mark>", "").replace("</mark>", "")) == _shown(text)


def test_marks_are_drawn() -> None:
    """Offsets become <mark>, overlaps do not double, the rest is escaped."""
    assert str(marked("a<b>c", [(1, 4)])) == "a<mark>&lt;b&gt;</mark>c"
    assert str(marked("abcdef", [(0, 3), (2, 4), (9, 12)])) == "<mark>abc</mark><mark>d</mark>ef"
    assert str(snippets([Snippet("x & y", ((4, 5),), True, True)])) == "… x &amp; <mark>y</mark> …"


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//host/x",
        "java\nscript:alert(1)",
        "https://",
        "http:///x",
        "file:///etc/passwd",
        "https://a.example/\nx",
        "",
        "http://[bad",
    ],
)
def test_only_web_addresses_are_linked(url: str) -> None:
    """Anything but http and https with a host is no link."""
    assert safe_url(url) == ""


def test_web_addresses_are_kept() -> None:
    """An ordinary address stays as it is."""
    assert safe_url("https://body.example/en?a=1&b=2#c") == "https://body.example/en?a=1&b=2#c"


def test_direction_marks_do_not_leave_their_text() -> None:
    """Overrides are taken out of shown text without moving anything; titles of pages hold no direction marks."""
    text = "abc\u202egnp.exe"
    assert "\u202e" not in str(marked(text, [(0, 3)]))
    assert str(marked(text, [(4, 7)])) == "abc\u2060<mark>gnp</mark>.exe"
    assert plain("a\u202eb\u2066c\u200f") == "abc"


def test_xml_holds_no_forbidden_characters() -> None:
    """Feeds stay well-formed whatever was crawled."""
    assert xml("a\x00b\x0bc\ufffed\ud800e") == "abcde"


def test_mentions_nest_and_crossing_ones_give_way(corpus: Corpus) -> None:
    """A country inside an organisation's name is drawn inside it; one that crosses is left to the list."""
    release = next(each for each in corpus.releases if each.id == corpus.ids["month"])
    text = "Embassy of Georgia in Chile met."

    def mention(words: str, kind: MentionKind, distance: int = 0) -> Mention:
        start = text.index(words)
        return Mention(kind, "X", words, "body", start, start + len(words), "name", 1.0, distance)

    mentions = (
        mention("Embassy of Georgia", MentionKind.ORGANISATION),
        mention("Georgia", MentionKind.COUNTRY),
        mention("Georgia in Chile", MentionKind.ORGANISATION),
        mention("Chile", MentionKind.COUNTRY, distance=1),
    )
    page = replace(
        release.page, paragraphs=(text,), structure=(), removed=(RemovedBlock("gone", "rule", 1),), events=()
    )
    first, last = paragraphs(replace(release, page=page, tags=Tags(mentions)))
    tree = html.fragment_fromstring(str(first.html))
    assert tree.text_content() == text
    assert [span.get("id") for span in tree.iter("span")] == ["m0", "m1", "m3"]
    assert tree.xpath("//span[@id='m0']/span[@id='m1']") and "probable" in tree.xpath("//span[@id='m3']")[0].get(
        "class"
    )
    assert not last.html and [block.text for block in last.removed] == ["gone"]


def test_every_paragraph_keeps_its_words(corpus: Corpus) -> None:
    """For all releases: the drawn title and body read exactly as they were extracted."""
    for release in corpus.releases:
        assert _text(str(title_html(release))) == _shown(release.page.title)
        drawn = "\n".join(_text(str(entry.html)) for entry in paragraphs(release)[:-1])
        assert drawn.split() == [word for text in release.page.paragraphs for word in _shown(text).split()]


def test_structure_is_drawn_with_mentions_inside(corpus: Corpus) -> None:
    """Lists, quotations and tables are what they were; a list is closed where something was removed from it."""
    release = corpus.releases[0]
    texts = ("Kinds", "Georgia & more", "Chile", "Said once.", "a b")
    body = "\n\n".join(texts)
    starts = [body.index(text) for text in texts]
    kinds = (PartKind.HEADING, PartKind.ITEM, PartKind.ITEM, PartKind.QUOTATION, PartKind.ROW)
    parts = [
        Part(kind, start, start + len(text), level=2 if kind is PartKind.HEADING else 0, group=1)
        for kind, start, text in zip(kinds, starts, texts, strict=True)
    ]
    parts[-1] = replace(parts[-1], cells=((starts[-1], starts[-1] + 1), (starts[-1] + 2, starts[-1] + 3)))
    mention = Mention(MentionKind.COUNTRY, "CL", "Chile", "body", starts[2], starts[2] + 5, "name")
    page = replace(
        release.page,
        paragraphs=texts,
        structure=tuple(parts),
        removed=(RemovedBlock("advertisement", "part:advert", 2),),
        events=(),
        language="en",
    )
    first, second, last = paragraphs(replace(release, page=page, tags=Tags((mention,))))
    assert first.html == (
        '<h2 lang="en" dir="auto">Kinds</h2>\n<ul lang="en" dir="auto"><li>Georgia &amp; more</li></ul>'
    )
    tree = html.fragment_fromstring(f"<div>{second.html}</div>")
    assert [element.tag for element in tree] == ["ul", "blockquote", "table"]
    assert tree.xpath("//ul/li/span[@id='m0']") and [cell.text for cell in tree.iter("td")] == ["a", "b"]
    assert [block.text for block in second.removed] == ["advertisement"] and not last.removed
    assert body_html(page).startswith("<h2>Kinds</h2><ul><li>Georgia &amp; more</li><li>Chile</li></ul><blockquote>")


def _text(markup: str) -> str:
    return html.fragment_fromstring(f"<div>{markup}</div>").text_content() if markup else ""


def _shown(text: str) -> str:
    return text.replace("\u202e", "\u2060").replace("\u202d", "\u2060")


def _unescaped(markup: str) -> str:
    assert "<" not in markup and ">" not in markup
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        markup = markup.replace(entity, char)
    return markup
