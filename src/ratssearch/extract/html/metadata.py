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
    r"(Article|Report|Posting|PressRelease|NewsRelease|WebPage|ItemPage|AboutPage|CreativeWork|VideoObject|Episode|Dataset|Recipe"
    r"|Book|QAPage|Question|HowTo|DigitalDocument|PodcastEpisode|Statement|GovernmentService|Announcement)$"
)
_SECOND = ("WebPage", "ItemPage", "AboutPage", "CreativeWork")  # the date of a page may be that of its template
_THIRD = ("VideoObject", "Episode", "Dataset", "Recipe", "Book", "QAPage", "Question", "HowTo", "DigitalDocument")


@dataclass(frozen=True, slots=True)
class Metadata:
    """metas: (lower-case name, content) in page order. jsonld: article-like nodes only, best kind first."""

    metas: tuple[tuple[str, str], ...]
    jsonld: tuple[dict[str, Any], ...]
    title_element: str
    canonical: str
    alternates: tuple[tuple[str, str], ...]
    language_tag: str  # html lang, such as "en-us"

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
            name = _name(element)
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
    tag = (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip()[:20].lower()
    return Metadata(tuple(metas), tuple(nodes), title, canonical, tuple(alternates[:100]), tag)


def _name(element: HtmlElement) -> str:
    for attribute in ("property", "name", "itemprop", "http-equiv"):
        if name := (element.get(attribute) or "").strip().lower():
            return name
    return ""


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
    """Articles before web pages, whose datePublished may be the site's, before other works, which may be parts."""
    kinds = _types(node)
    return (
        1 if any(kind.endswith(_SECOND) for kind in kinds) else 2 if any(kind.endswith(_THIRD) for kind in kinds) else 0
    )
