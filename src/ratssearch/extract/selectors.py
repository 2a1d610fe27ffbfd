"""A profile's CSS selectors, applied with beautifulsoup4 and left in the page as marks that the other steps read."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from soupsieve import SelectorSyntaxError

from ratssearch.errors import ProfileError
from ratssearch.extract.body.labels import MARK
from ratssearch.models import Source
from ratssearch.text import collapse

_RULE = re.compile(
    r"(part|tail|head|line|links|veto|template|sign|profile):[\w-]+|signature|outside|title|teaser|hidden"
)


@dataclass(frozen=True, slots=True)
class Selected:
    """The page with marks, and the single facts that selectors named."""

    text: str
    title: str = ""
    date: str = ""
    marked: bool = False  # selectors may have left marks


def apply_selectors(text: str, source: Source) -> Selected:
    """Apply source.selectors to the page; raises ProfileError if a selector cannot be understood."""
    selectors = source.selectors
    kept = kept_places(source)
    if not (selectors.title or selectors.body or selectors.date or selectors.remove or kept):
        return Selected(text.replace(MARK, "data-page"))
    soup = BeautifulSoup(text.replace(MARK, "data-page"), "lxml")  # the page must not mark itself
    for kind, wanted in (("body", (selectors.body,)), ("remove", selectors.remove), ("keep", kept)):
        for selector in filter(None, wanted):
            for tag in _select(soup, selector, source):
                tag[MARK] = kind
    title = next(iter(_select(soup, selectors.title, source)), None)
    date = next(iter(_select(soup, selectors.date, source)), None)
    return Selected(str(soup), _words(title), _moment(date), marked=True)


def kept_places(source: Source) -> tuple[str, ...]:
    """Those entries of selectors.keep that are selectors; the others name rules."""
    return tuple(entry for entry in source.selectors.keep if not _RULE.fullmatch(entry))


def _select(soup: BeautifulSoup, selector: str, source: Source) -> list[Tag]:
    if not selector:
        return []
    try:
        return list(soup.select(selector))
    except SelectorSyntaxError as error:
        raise ProfileError(
            f"source {source.id!r}: {selector!r} is no CSS selector: {str(error).splitlines()[0]}",
            hint="Mend it under [source.selectors].",
        ) from error


def _words(tag: Tag | None) -> str:
    return "" if tag is None else collapse(tag.get_text(" "))


def _moment(tag: Tag | None) -> str:
    """What a selected date element says: its machine-readable attribute first."""
    if tag is None:
        return ""
    for name in ("datetime", "content"):
        value = tag.get(name)
        if isinstance(value, str) and value.strip():
            return collapse(value)
    return _words(tag)
