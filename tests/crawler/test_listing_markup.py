"""Listings whose bytes or tags are not as declared: nothing after the odd place is lost."""

from __future__ import annotations

import pytest

from ratssearch.crawler.listing import read_listing
from ratssearch.models import Source
from ratssearch.urls import Scope

_URL = "https://example.org/news"
_SCOPE = Scope.of(Source("s", "s", "S", "https://example.org/", releases=(r"/news/\d+",)))
_CHINESE = ("中国总理朱镕基会见代表团", "第二条新闻", "第三条新闻")
_JAPANESE = ("①第一回会議の概要", "髙橋大臣の会見", "第三回")
_KOREAN = ("통일부 똠방각하 보도자료", "둘째 소식", "셋째 소식")
_RUSSIAN = ("О заседании рабочей группы", "Второе заявление министерства", "Ответ на вопрос")
_ENGLISH = ("First release", "Second release", "Third release")


def _listing(words: tuple[str, ...], head: str) -> str:
    rows = "".join(
        f'<li><a href="/news/{number}">{title}</a> 2020-03-0{number}</li>' for number, title in enumerate(words, 1)
    )
    return f'<html><head>{head}</head><body><ul>{rows}</ul><a href="/news?page=2" rel="next">&gt;</a></body></html>'


@pytest.mark.parametrize(
    ("words", "head", "header", "coding"),
    [
        (_CHINESE, '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "text/html", "gb18030"),
        (_CHINESE, "", "text/html; charset=GB2312", "gb18030"),
        (_CHINESE, "<meta charset=gbk>", "text/html", "gb18030"),
        (_CHINESE, "<meta charset=utf-8>", "text/html; charset=gb2312", "utf-8"),
        (_JAPANESE, '<meta charset="shift_jis">', "text/html", "cp932"),
        (_JAPANESE, '<meta charset="utf-16">', "text/html", "utf-8"),
        (_KOREAN, "<meta charset=euc-kr>", "text/html", "cp949"),
        (_RUSSIAN, "<meta charset=koi8-r>", "text/html; charset=windows-1251", "cp1251"),
        (_RUSSIAN, "", "", "utf-16"),
        (_ENGLISH, '<meta charset="utf-16">', "text/html", "ascii"),
        (_ENGLISH, "<meta charset=no-such-thing>", "text/html; charset=none", "ascii"),
        (("“Quoted” – café", "Zürich", "Łódź"), "<meta charset=utf-16le>", "text/html", "utf-8"),
        (("“Quoted” – café", "Zürich", "Košice"), "<meta charset=iso-8859-1>", "text/html", "cp1252"),
    ],
)
def test_charsets(words: tuple[str, ...], head: str, header: str, coding: str) -> None:
    """Every link with its words and day, and the next page, whatever the declared set lacks."""
    listing = read_listing(_listing(words, head).encode(coding), header, _URL, _SCOPE)
    assert [(link.words, link.date) for link in listing.links] == [
        (title, f"2020-03-0{number}") for number, title in enumerate(words, 1)
    ]
    assert listing.next == f"{_URL}?page=2"


@pytest.mark.parametrize("odd", ["\0", "\x1b", "\x7f", "\x0b"])
def test_characters_that_are_no_text(odd: str) -> None:
    """They end nothing."""
    listing = read_listing(_listing((f"One{odd} two", "Three", "Four"), "").encode(), "text/html", _URL, _SCOPE)
    assert [link.words for link in listing.links] == ["One two", "Three", "Four"]


@pytest.mark.parametrize("row", ["<li><font><b>{}", "<div>{}", "<div><span>{}", "<p><i><section>{}"])
def test_tags_that_nobody_closes(row: str) -> None:
    """A list whose rows stand ever deeper is read to its end, in time that grows with its length."""
    links = (f'<a href="/news/{number}">Release number {number}</a>' for number in range(1, 601))
    listing = read_listing("".join(row.format(link) for link in links).encode(), "text/html", _URL, _SCOPE)
    assert [link.words for link in listing.links] == [f"Release number {number}" for number in range(1, 601)]
