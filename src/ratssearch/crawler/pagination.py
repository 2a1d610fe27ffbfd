"""The link from one page of a listing to the next: one at most, so that a chain is followed and never a tree."""

from __future__ import annotations

import re

from lxml import html

from ratssearch.crawler.document import anchors, words_of
from ratssearch.crawler.targets import Targets
from ratssearch.page_numbers import page_key, same_listing
from ratssearch.urls import Scope, canonical

# Words that the link to the following page consists of, arrows and all.
_NEXT_WORDS = re.compile(
    r"[\s«»‹›→➡>|\[\]…/.-]*(?:next(?:\s+(?:page|\d+))?(?:\s+page)?|older(?:\s+(?:posts?|entries|news|releases|articles|items))?"
    r"|(?:go\s+to\s+)?next\s+page|more\s+(?:news|releases|results|posts)|load\s+more|show\s+more"
    r"|следующ(?:ая|ие|ий)(?:\s+(?:страница|записи|новости))?|вперед|вперёд|дальше|далее|ранее|более\s+ранние.{0,20}"
    r"|показать\s+ещ[её]|下一页|下一頁|下页|后一页|较早的?文章|更早)[\s«»‹›→➡>|\[\]…/.-]*",
    re.IGNORECASE,
)
_ARROWS = re.compile(r"\s*(?:»|›|→|➡|>|>>)\s*")
_NEXT_CLASS = re.compile(
    r"(?:^|[\s_-])(?:next|nextpage|nextpostslink|older|pager-next|pagination-next)(?:$|[\s_-])", re.IGNORECASE
)
_PAGER_CLASS = re.compile(r"pag(?:er|ination|inator|e-?n(?:av|umbers))|nav-links|modern-page", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,5}")


def next_page(tree: html.HtmlElement, targets: Targets, url: str, scope: Scope) -> str:
    """The canonical URL of the page that follows the listing page at url, or an empty string.

    Asked in order: rel=next, a link that says "next" or "older", the lowest page number above this page's own.
    """
    here = scope.spelled(canonical(url))
    for element in tree.iter("link", "a"):
        if "next" in (element.get("rel") or "").lower().split():
            found = _fit(element, targets, here, scope)
            if found:
                return found
    candidates = [(element, target) for element in anchors(tree) if (target := _fit(element, targets, here, scope))]
    for element, target in candidates:
        if _says_next(element) and same_listing(target, here):
            return target
    return _next_number([target for _, target in candidates], here)


def _fit(element: html.HtmlElement, targets: Targets, here: str, scope: Scope) -> str:
    target = targets.of(element)
    fits = target and target != here and not targets.is_release(target) and scope.at_home(target)
    return target if fits else ""


def _says_next(element: html.HtmlElement) -> bool:
    words = words_of(element)
    if len(words) > 60:
        return False
    labels = (words, element.get("aria-label") or "", element.get("title") or "")
    if any(_NEXT_WORDS.fullmatch(label) for label in labels if label):
        return True
    parent = element.getparent()
    classes = " ".join(part.get("class") or "" for part in (element, parent) if part is not None)
    if _NEXT_CLASS.search(classes) and not _NUMBER.fullmatch(words):
        return True
    return bool(_ARROWS.fullmatch(words)) and _in_pager(element)


def _in_pager(element: html.HtmlElement) -> bool:
    for depth, ancestor in enumerate(element.iterancestors()):
        if depth == 4:
            return False
        if _PAGER_CLASS.search(f"{ancestor.get('class') or ''} {ancestor.get('id') or ''}"):
            return True
    return False


def _next_number(targets: list[str], here: str) -> str:
    """The target with the lowest page number above here's own, among pages of the same listing.

    An unnumbered page counts as 0. Where counting starts from 1, "page 1" is then asked for once more: the
    chain bears with one page that brings nothing new, and goes on to page 2 from there.
    """
    ours, own = page_key(here)
    later = [
        (number, target)
        for target in targets
        for key, number in (page_key(target),)
        if key == ours and number is not None and number > (own or 0)
    ]
    return min(later)[1] if later else ""
