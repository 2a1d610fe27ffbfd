"""A listing page: the releases it links to, with the words and the date beside each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml import html

from ratssearch.crawler.datewords import date_words
from ratssearch.crawler.document import anchors, base_of, parse_html, words_of
from ratssearch.crawler.pagination import next_page
from ratssearch.urls import Scope, canonical

MAX_LINKS = 20_000  # links of one page that are looked at

_GENERIC = re.compile(
    r"\W*(?:(?:read|learn|view|see|show)\s+(?:more|full|all|details?)?.{0,20}|more|continue(?:\s+reading)?|details?|here|link"
    r"|подробнее|читать.{0,20}|далее|ещ[её]|详情|更多|阅读更多|查看.{0,6}|全文|\d{1,4})\W*",
    re.IGNORECASE,
)
_SAME_LINKS = 8  # links to one release that are looked at
_BLOCK_TEXT = 600  # characters of the block around a link that are searched for a date


@dataclass(frozen=True, slots=True)
class Link:
    """A link with what stands beside it; url is canonical."""

    url: str
    words: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a listing page says. `links` are releases, each once; `others` all other canonical links at home."""

    links: tuple[Link, ...]
    next: str  # canonical URL of the following page, or empty
    others: tuple[str, ...] = ()
    cut: bool = False  # the page holds more links than are looked at


def read_listing(body: bytes, content_type: str, url: str, scope: Scope) -> Listing:
    """Read the page that stands at url."""
    tree = parse_html(body, content_type)
    if tree is None:
        return Listing((), "")
    base = base_of(tree, url)
    releases: dict[str, list[html.HtmlElement]] = {}
    others: dict[str, None] = {}
    found = anchors(tree)
    for anchor in islice(found, MAX_LINKS):
        target = scope.spelled(canonical(anchor.get("href", ""), base))
        if scope.is_release(target):
            same = releases.setdefault(target, [])
            if len(same) < _SAME_LINKS:
                same.append(anchor)
        elif target and scope.at_home(target):
            others[target] = None
    counts = _releases_below(releases)
    links = tuple(
        Link(target, _best_words(elements), _date_beside(elements, counts)) for target, elements in releases.items()
    )
    return Listing(links, next_page(tree, base, url, scope), tuple(others), cut=next(found, None) is not None)


def _best_words(elements: list[html.HtmlElement]) -> str:
    """The longest of the links' words: a listing links a release by picture, title and "read more"."""
    words = [words_of(element) for element in elements]
    telling = (text for text in words if any(map(str.isalpha, text)) and not _GENERIC.fullmatch(text))
    return max(telling, key=len, default="")


def _releases_below(releases: dict[str, list[html.HtmlElement]]) -> dict[html.HtmlElement, str | None]:
    """For each element above a release link: the one release below it, or None for several."""
    below: dict[html.HtmlElement, str | None] = {}
    for target, elements in releases.items():
        for element in elements:
            for ancestor in element.iterancestors():
                known = below.get(ancestor, target)
                if known is None:
                    break  # and so is everything above
                below[ancestor] = target if known == target else None
    return below


def _date_beside(elements: list[html.HtmlElement], below: dict[html.HtmlElement, str | None]) -> str:
    """Date-like words in the largest block around the links that holds no other release, else right beside one."""
    for element in elements:
        block = element
        for ancestor in element.iterancestors():
            if below.get(ancestor) is None or ancestor.tag in ("body", "html"):
                break
            block = ancestor
        found = _date_in(block, elements) if block is not element else ""
        found = found or _date_next_to(block)
        if found:
            return found
    return next((found for element in elements if (found := date_words(words_of(element)))), "")


def _date_in(block: html.HtmlElement, links: list[html.HtmlElement]) -> str:
    """A date in block, outside the links themselves: titles hold dates of their own."""
    for element in block.iter("time"):
        stamp = (element.get("datetime") or "").strip()
        found = date_words(stamp) or date_words(words_of(element))
        if found:
            return found
    return date_words(" ".join(_texts_outside(block, links))[:_BLOCK_TEXT])


def _texts_outside(block: html.HtmlElement, links: list[html.HtmlElement]) -> Iterator[str]:
    inside = {descendant for link in links for descendant in link.iter()}
    for element in block.iter():
        if element not in inside:
            yield element.text or ""
        if element is not block and (element in links or element not in inside):
            yield element.tail or ""


def _date_next_to(block: html.HtmlElement) -> str:
    """A date in the text just before the block, up to a line break or another link, else just after it."""
    before: list[str] = []
    sibling = block.getprevious()
    while sibling is not None and len(before) < 6:
        before.insert(0, sibling.tail or "")
        if sibling.tag in ("a", "br", "hr") or next(sibling.iter("a"), None) is not None:
            break
        before.insert(0, " ".join(sibling.itertext()))
        sibling = sibling.getprevious()
    else:
        parent = block.getparent()
        if sibling is None and parent is not None:
            before.insert(0, parent.text or "")
    found = date_words(" ".join(before)[-200:], last=True)
    if found:
        return found
    after = [block.tail or ""]
    sibling = block.getnext()
    while sibling is not None and len(after) < 6:
        if sibling.tag in ("br", "hr", "a") or next(sibling.iter("a"), None) is not None:
            break
        after.extend((" ".join(sibling.itertext()), sibling.tail or ""))
        sibling = sibling.getnext()
    return date_words(" ".join(after)[:200])
