"""The title. Ladder: a heading that another witness confirms; og:title that another confirms; a lone heading; og:title;
the title element without the site's name; the words of the listing's link; the first bold line before the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from ratssearch.extract.html.blocks import Block
from ratssearch.extract.html.metadata import Metadata
from ratssearch.text import collapse, fold

MAX_TITLE = 500  # characters

_SEPARATOR = re.compile(r"\s+[|\-–—·•»«:/]+\s+|\s*[|»]\s*|(?<=\w)\s*::\s*")
_COLON = re.compile(r"[:：]\s*")
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”|„[^„“”]*[“”]|《[^《》]*》|\"[^\"]*\"")
_NOT_WORDS = re.compile(r"[\W_]+")
_GENERIC = frozenset(
    fold(word)
    for word in [
        "home",
        "news",
        "press release",
        "press releases",
        "press room",
        "newsroom",
        "search",
        "menu",
        "navigation",
        "contents",
        "article",
        "statement",
        "main navigation",
        "you are here",
        "главная",
        "новости",
        "пресс-релиз",
        "пресс-релизы",
        "новость",
        "поиск",
        "меню",
        "пресс-служба",
        "首页",
        "新闻",
        "新闻稿",
        "新闻中心",
        "要闻",
        "搜索",
        "导航",
    ]
)


def find_title(metadata: Metadata, blocks: Sequence[Block], listing_title: str = "", selected: str = "") -> str:
    """The title, or an empty string. selected: the text that the profile's title selector gave."""
    if selected:
        return clean_title(selected)
    return next((clean_title(rung) for rung in _ladder(metadata, blocks, listing_title) if rung), "")


def _ladder(metadata: Metadata, blocks: Sequence[Block], listing_title: str) -> Iterator[str]:
    """What each rung says, or an empty string; a rung is only climbed to where those before it said nothing."""
    site = site_names(metadata)
    headings = [clean_title(block.text) for block in blocks if block.heading and _level(block) == 1]
    headings = [heading for heading in headings if heading and not _is_generic(heading, site)]
    declared = strip_site(metadata.meta("og:title", "twitter:title", "dc.title", "citation_title", "title"), site)
    declared = declared or _jsonld_headline(metadata)
    page = strip_site(metadata.title_element, site)
    witnesses = [name for name in (declared, page, listing_title, metadata.title_element) if name]
    yield _confirmed(headings, witnesses)
    yield _confirmed([declared], [page, listing_title])
    yield _confirmed(_second_headings(blocks), [name for name in (declared, page, listing_title) if name])
    yield headings[0] if len(headings) == 1 else ""
    yield _shown_piece(metadata.title_element, blocks, site)
    yield "" if _is_generic(declared, site) else declared
    yield _nearest_heading(headings, page)
    yield "" if _is_generic(page, site) else page
    yield listing_title
    yield _first_line(blocks)


def clean_title(text: str) -> str:
    """White space collapsed, a title written twice in a row halved, trailing ornaments dropped."""
    text = _balanced(collapse(text).strip("| "))
    half = len(text) // 2
    if half > 8 and collapse(text[:half]) == collapse(text[half:]):
        text = collapse(text[:half])
    return text[:MAX_TITLE]


def _balanced(text: str) -> str:
    """text without guillemets at its ends that lack their partner: ornaments, not quotation marks."""
    quoted = {place for match in _QUOTED.finditer(text) for place in (match.start(), match.end() - 1)}
    first, end = 0, len(text)
    while first < end and text[first] in "|»« " and first not in quoted:
        first += 1
    while first < end and text[end - 1] in "|»« " and end - 1 not in quoted:
        end -= 1
    return text[first:end]


def title_key(text: str) -> str:
    """What makes two writings of a title the same: folded letters and digits only. What is far longer than any title is
    looked at up to there."""
    return _key(text[: 2 * MAX_TITLE])


@lru_cache(maxsize=4096)
def _key(text: str) -> str:
    return _NOT_WORDS.sub("", fold(text))


def same_title(one: str, other: str) -> bool:
    """Whether both are the same title, one of them perhaps cut short or with a site's name behind it."""
    one, other = title_key(one), title_key(other)
    if not one or not other:
        return False
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 12 and long.startswith(short))


def like_title(text: str, title: str) -> bool:
    """Whether text is the title, perhaps in other words: most of the longer one's words are in both."""
    if same_title(text, title):
        return True
    one, other = set(fold(text).split()), set(fold(title).split())
    return len(one) >= 4 and len(one & other) >= 0.7 * max(len(one), len(other))


def site_names(metadata: Metadata) -> frozenset[str]:
    names = {metadata.meta("og:site_name", "application-name", "dc.publisher")}
    return frozenset(title_key(name) for name in names if name)


def strip_site(text: str, site: frozenset[str]) -> str:
    """text without the site's name: the parts after (or before) a separator that are the name or the shorter end."""
    text = collapse(text)
    pieces = _separators(text)
    if not pieces:
        return text
    last, first = text[pieces[-1].end() :], text[: pieces[0].start()]
    for piece in pieces:
        if title_key(text[piece.end() :]) in site:
            return text[: piece.start()]
    if title_key(first) in site:
        return text[pieces[0].end() :]
    before, after = text[: pieces[-1].start()], text[pieces[0].end() :]
    strong = "|" in pieces[-1][0] or "»" in pieces[-1][0]
    if len(last) < len(before) and (strong or len(last.split()) <= 5):
        return strip_site(before, site) if strong else before
    if len(first) * 2 < len(after) and len(first.split()) <= 4:
        return after
    return text


def _separators(text: str) -> list[re.Match[str]]:
    """The separators of a title element; what stands inside quotation marks separates nothing."""
    # Letters of equal length keep the places; a closing guillemet would otherwise swallow the space before a dash.
    return list(_SEPARATOR.finditer(_QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text)))


def _pieces(text: str) -> Iterator[str]:
    """What stands between the separators of a title element, and after the colons of each such piece."""
    start = 0
    for first, end in [*(piece.span() for piece in _separators(text)), (len(text), len(text))]:
        piece = text[start:first]
        yield piece
        yield from (piece[colon.end() :] for colon in _COLON.finditer(piece))
        start = end


def _confirmed(candidates: Sequence[str], witnesses: Sequence[str]) -> str:
    """The candidate that most witnesses confirm; the first of equals; '' if none does."""
    counts = [sum(same_title(candidate, witness) for witness in witnesses) for candidate in candidates]
    best = max(counts, default=0)
    return candidates[counts.index(best)] if best else ""


def _second_headings(blocks: Sequence[Block]) -> list[str]:
    return [block.text for block in blocks[:400] if (block.heading or block.strong) and len(block.text) <= MAX_TITLE]


def _shown_piece(page: str, blocks: Sequence[Block], site: frozenset[str]) -> str:
    """The longest piece of the title element that stands on the page as a block of its own."""
    pieces = [piece for piece in _pieces(page) if len(piece) >= 12 and not _is_generic(piece, site)]
    shown = {title_key(block.text) for block in blocks if len(block.text) <= MAX_TITLE and block.link_density < 0.5}
    return max((piece for piece in pieces if title_key(piece) in shown), key=len, default="")


def _nearest_heading(headings: Sequence[str], page: str) -> str:
    """Of several unconfirmed first headings the one that shares most words with the title element."""
    words = set(fold(page).split())
    return max(headings, key=lambda heading: len(words & set(fold(heading).split())), default="")


def _first_line(blocks: Sequence[Block]) -> str:
    lines = (block for block in blocks if (block.heading or block.strong) and 15 <= len(block.text) <= 250)
    return next((block.text for block in lines if block.link_density < 0.5), "")


def _is_generic(text: str, site: frozenset[str]) -> bool:
    return not text or title_key(text) in site or fold(text) in _GENERIC


def _jsonld_headline(metadata: Metadata) -> str:
    return next((clean_title(name) for name in _headlines(metadata) if name), "")


def _headlines(metadata: Metadata) -> Iterator[str]:
    for node in metadata.jsonld:
        name = node.get("headline")
        if isinstance(name, str):
            yield name


def _level(block: Block) -> int:
    for element in (block.element, *reversed(block.inside[-4:])):
        tag = str(element.tag)
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            return int(tag[1])
    return 9
