"""A fetched page as a tree, for finding links in it. Reading releases is extraction's business."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from lxml import etree, html

from ratssearch.text import collapse

_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_LOOKED_AT = 4096  # bytes searched for a meta element
MAX_WORDS = 300  # characters of a link's words


def parse_html(body: bytes, content_type: str) -> html.HtmlElement | None:
    """The tree of a page, or None when there is nothing to parse.

    It holds elements and text alone. Comments and processing instructions are left out here, once: a walk over a tree
    that has them meets nodes without a name or children, and text that they cut in two.
    """
    parser = html.HTMLParser(
        encoding=_encoding(body, content_type),
        no_network=True,
        recover=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return html.document_fromstring(body, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


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


def _encoding(body: bytes, content_type: str) -> str | None:
    """The header's charset, else the page's own (left to the parser), else UTF-8 where the bytes are that."""
    named = _CHARSET.search(content_type)
    if named:
        try:
            return codecs.lookup(named[1]).name
        except LookupError:
            pass
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _META_CHARSET.search(body[:_LOOKED_AT]):
        return None
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"
