"""What an element's tag, role, class and id say about it: menu, footer, share bar, related news, ..."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement

_CHUNKS = re.compile(r"[^\W_]+")  # between hyphens, underscores and blanks
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_MIN_WORD = 3  # letters: a name of several words holds at most one shorter one ("adSlot"), a code many
# The first of these that stands in a class or id names the part. Words are whole: "header" is not in "subheader".
_PARTS: tuple[tuple[str, frozenset[str]], ...] = tuple(
    (part, frozenset(words.split()))
    for part, words in (
        ("breadcrumb", "breadcrumb breadcrumbs crumb crumbs pathway"),
        ("share", "share sharing sharebar shares social socials addthis addtoany sharethis ya-share2"),
        ("comments", "comment comments disqus respond discussion"),
        ("cookies", "cookie cookies gdpr consent"),
        ("related", "related recommended recommendations recirc outbrain taboola readmore morenews"),
        ("menu", "nav navbar navigation menu submenu topnav mainnav sitemap pagination pager toolbar"),
        ("footer", "footer foot colophon copyright"),
        ("sidebar", "sidebar sidebars rail"),
        ("advert", "ad ads advert advertisement adverts banner sponsor sponsored promo promoted"),
        ("newsletter", "newsletter subscribe subscription signup"),
        ("tags", "tags taglist tagcloud keywords topics"),
        ("caption", "caption captions figcaption"),
        ("about", "bio biography infobox factbox"),
        ("print", "print printer toolbox"),
    )
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
    words = {word for chunk in _CHUNKS.findall(names) for word in _words_of(chunk)}
    words.update(name for name in names.lower().split() if "-" in name)
    for part, cues in _PARTS:
        if words & cues:
            return part
    return ""


def _words_of(chunk: str) -> list[str]:
    """The words of one piece of a name, such as "adSlot2"; nothing where the piece is a code made by a machine."""
    letters = chunk.rstrip("0123456789")
    if not letters.isalpha():
        return []
    words = _WORDS.findall(letters)
    if len(words) > 1 and sum(len(word) < _MIN_WORD for word in words) > 1:
        return []
    return [word.lower() for word in words]
