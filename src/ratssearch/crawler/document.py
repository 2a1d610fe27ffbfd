"""A fetched page as a tree, for finding links in it. Reading releases is extraction's business."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree, html

from ratssearch.charset import decode
from ratssearch.text import collapse

_NO_MARKUP = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")  # the parser would stop at some of them
_LINK = re.compile(r"<a\s[^<>]*\bhref", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)[^<>]*>")
_MOST_OPEN = 100  # elements within each other
_SELF_CLOSING = frozenset({  # these end where the next of them begins, or hold nothing
    "a", "area", "base", "body", "br", "col", "dd", "dt", "head", "hr", "html", "img", "input", "li", "link", "meta",
    "option", "p", "source", "tbody", "td", "tfoot", "th", "thead", "tr",
})  # fmt: skip
MAX_WORDS = 300  # characters of a link's words


def parse_html(body: bytes, content_type: str) -> html.HtmlElement | None:
    """The tree of a page, or None when there is nothing to parse.

    The bytes become text by the same ladder as a release's: libxml2 by itself cuts a page off at the first character
    that its declared set lacks. It also drops what stands deeper than 256 elements, as the end of a list does whose
    tags nobody closes: then the page is read again with fewer of them. The tree holds elements and text alone.
    Comments and processing instructions are left out here, once: a walk over a tree that has them meets nodes without
    a name or children, and text that they cut in two.
    """
    text = _NO_MARKUP.sub(" ", decode(body, content_type).text)
    tree = _parsed(text)
    if tree is None or _links_in(tree) >= len(_LINK.findall(text)):
        return tree
    shallow = _parsed(_leveled(text))
    return shallow if shallow is not None and _links_in(shallow) > _links_in(tree) else tree


def _parsed(text: str) -> html.HtmlElement | None:
    parser = html.HTMLParser(
        encoding="utf-8", no_network=True, recover=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return html.document_fromstring(text.encode(), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _links_in(tree: html.HtmlElement) -> int:
    return sum(1 for _ in tree.iter("a"))


def _leveled(text: str) -> str:
    """text without the tags that stand deeper than a tree may be, but for those of links and of what closes itself."""
    opened: list[str] = []
    dropped: Counter[str] = Counter()

    def kept(found: re.Match[str]) -> str:
        closing, name = found[1], found[2].lower()
        if name in _SELF_CLOSING:
            return found[0]
        if not closing:
            if len(opened) < _MOST_OPEN:
                opened.append(name)
                return found[0]
            dropped[name] += 1
            return ""
        if dropped[name]:
            dropped[name] -= 1
            return ""
        if name in opened[-_MOST_OPEN // 2 :]:
            del opened[len(opened) - 1 - opened[::-1].index(name) :]
        return found[0]

    return _TAG.sub(kept, text)


def base_of(tree: html.HtmlElement, url: str) -> str:
    """What relative links of the page at url are relative to."""
    for element in tree.iter("base"):
        href = element.get("href")
        if href:
            return _joined(url, href)
    return url


def anchors(tree: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """The page's links, in document order."""
    for element in tree.iter("a", "area"):
        if element.get("href"):
            yield element


def words_of(element: html.HtmlElement) -> str:
    """The text a reader sees in element, in one line; a picture's alternative text where there is none."""
    text = collapse(" ".join(_texts(element)))
    if not text:
        text = collapse(element.get("title") or element.get("aria-label") or "")
    if not text:
        text = collapse(" ".join(image.get("alt") or "" for image in element.iter("img")))
    return text[:MAX_WORDS]


def _texts(element: html.HtmlElement) -> Iterator[str]:
    for node in element.iter():
        if node.tag in ("script", "style", "template", "noscript"):
            if node is not element and node.tail:
                yield node.tail
            continue
        if node.text:
            yield node.text
        if node is not element and node.tail:
            yield node.tail


def _joined(url: str, href: str) -> str:
    try:
        return urljoin(url, href.strip())
    except ValueError:
        return url
