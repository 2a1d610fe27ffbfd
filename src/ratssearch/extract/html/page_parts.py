"""What an element's tag, role, class and id say about it: menu, footer, share bar, related news, ..."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# The first of these whose word stands in a class or id names the part. Words are whole: "header" is not in "subheader".
_PARTS: tuple[tuple[str, frozenset[str]], ...] = (
    ("breadcrumb", frozenset(["breadcrumb", "breadcrumbs", "crumb", "crumbs", "pathway"])),
    (
        "share",
        frozenset(
            [
                "share",
                "sharing",
                "sharebar",
                "shares",
                "social",
                "socials",
                "addthis",
                "addtoany",
                "sharethis",
                "ya-share2",
            ]
        ),
    ),
    ("comments", frozenset(["comment", "comments", "disqus", "respond", "discussion"])),
    ("cookies", frozenset(["cookie", "cookies", "gdpr", "consent"])),
    (
        "related",
        frozenset(
            ["related", "recommended", "recommendations", "recirc", "outbrain", "taboola", "readmore", "morenews"]
        ),
    ),
    (
        "menu",
        frozenset(
            [
                "nav",
                "navbar",
                "navigation",
                "menu",
                "submenu",
                "topnav",
                "mainnav",
                "sitemap",
                "pagination",
                "pager",
                "toolbar",
            ]
        ),
    ),
    ("footer", frozenset(["footer", "foot", "colophon", "copyright"])),
    ("sidebar", frozenset(["sidebar", "sidebars", "rail"])),
    (
        "advert",
        frozenset(
            ["ad", "ads", "advert", "advertisement", "adverts", "banner", "sponsor", "sponsored", "promo", "promoted"]
        ),
    ),
    ("newsletter", frozenset(["newsletter", "subscribe", "subscription", "signup", "paywall"])),
    ("tags", frozenset(["tags", "taglist", "tagcloud", "keywords", "topics"])),
    ("caption", frozenset(["caption", "captions", "figcaption"])),
    ("print", frozenset(["print", "printer", "toolbox"])),
)
_TAGS = {"figcaption": "caption", "nav": "menu", "footer": "footer", "form": "form", "dialog": "dialog", "menu": "menu"}
_ROLES = {
    "navigation": "menu",
    "contentinfo": "footer",
    "search": "form",
    "complementary": "sidebar",
    "menu": "menu",
    "menubar": "menu",
    "dialog": "dialog",
    "alertdialog": "dialog",
    "toolbar": "menu",
}


def part_of(element: HtmlElement) -> str:
    """The part of a page that an element declares itself to be, such as "menu", or an empty string."""
    tag = str(element.tag)
    if tag in ("html", "body", "main", "article"):
        return ""
    if not element.attrib:
        return _TAGS.get(tag, "")
    names = f"{element.get('class', '')} {element.get('id', '')}".strip()
    named = _named_part(names[:300]) if names else ""
    return named or _TAGS.get(tag, "") or _ROLES.get((element.get("role") or "").strip().lower(), "")


@lru_cache(maxsize=8192)
def _named_part(names: str) -> str:
    words = {word.lower() for word in _WORDS.findall(names)}
    for part, cues in _PARTS:
        if words & cues:
            return part
    return ""
