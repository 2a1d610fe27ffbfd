"""What the head of a page declares: meta elements, JSON-LD, link elements. Read once, as plain values."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml.html import HtmlElement

from ratssearch.text import collapse

_MAX_JSONLD = 400_000  # characters of one script element
_MAX_NODES = 2_000
_CONTROL = re.compile(r"[\x00-\x1f]+")
_ARTICLES = re.compile(
    r"(Article|Report|BlogPosting|PressRelease|NewsRelease|WebPage|CreativeWork|SocialMediaPosting)$"
)


@dataclass(frozen=True, slots=True)
class Metadata:
    """metas: (lower-case name, content) in page order. jsonld: article-like nodes only, best kind first."""

    metas: tuple[tuple[str, str], ...]
    jsonld: tuple[dict[str, Any], ...]
    title_element: str
    canonical: str
    alternates: tuple[tuple[str, str], ...]
    language: str  # html lang

    def meta(self, *names: str) -> str:
        """The first content of the first of names that has one, or an empty string."""
        for name in names:
            for key, content in self.metas:
                if key == name and content:
                    return content
        return ""


def read_metadata(root: HtmlElement) -> Metadata:
    metas: list[tuple[str, str]] = []
    canonical = title = ""
    alternates: list[tuple[str, str]] = []
    nodes: list[dict[str, Any]] = []
    for element in root.iter("meta", "link", "title", "script"):
        if element.tag == "meta":
            name = (element.get("property") or element.get("name") or element.get("itemprop") or "").strip().lower()
            if name:
                metas.append((name, collapse(element.get("content") or "")))
        elif element.tag == "title":
            inside_svg = next(element.iterancestors("svg"), None) is not None
            title = title or ("" if inside_svg else collapse("".join(element.itertext())))
        elif element.tag == "link":
            rel = (element.get("rel") or "").lower().split()
            if "canonical" in rel and not canonical:
                canonical = (element.get("href") or "").strip()
            elif "alternate" in rel and element.get("hreflang") and element.get("href"):
                alternates.append((str(element.get("hreflang")).lower(), str(element.get("href")).strip()))
        elif "ld+json" in (element.get("type") or "").lower():
            nodes.extend(_articles(element.text_content()))
    nodes.sort(key=lambda node: _rank(node))
    language = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2].lower()
    return Metadata(tuple(metas), tuple(nodes), title, canonical, tuple(alternates[:100]), language)


def _articles(script: str) -> Iterator[dict[str, Any]]:
    if len(script) > _MAX_JSONLD:
        return
    text = _CONTROL.sub(" ", script).strip().removeprefix("<![CDATA[").removesuffix("]]>").strip().rstrip(";")
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        return
    waiting: list[Any] = [document]
    seen = 0
    while waiting and seen < _MAX_NODES:
        seen += 1
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            if any(_ARTICLES.search(kind) for kind in _types(node)):
                yield node
            waiting.extend(node[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in node)


def _types(node: dict[str, Any]) -> list[str]:
    kinds = node.get("@type")
    return [kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)]


def _rank(node: dict[str, Any]) -> int:
    """Articles before web pages: the page's own datePublished may be the site's."""
    return 1 if any(kind.endswith(("WebPage", "CreativeWork")) for kind in _types(node)) else 0
