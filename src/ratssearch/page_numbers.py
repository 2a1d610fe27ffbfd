"""Addresses that number the pages of a listing: what two pages of one listing have in common, and which is which."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

_NUMBER = re.compile(r"\d{1,5}")
_PARAMETER = re.compile(
    r"page|pg|paged|pagen_\d+|page_?(?:no|num|number|index|id)|cpage|current_?page|_page|limitstart|b_start(?::int)?"
    r"|debut_\w+|start|offset|skip|from|pn",
    re.IGNORECASE,
)
_SHORT_PARAMETER = re.compile("p", re.IGNORECASE)  # of pages on many sites, of articles on as many
# /news/page/2/, /news/page-2.html, /news/p2: a page inside the listing's folder; /news_2.html: a file beside it.
_FOLDER = re.compile(r"(?P<stem>.*?)(?:/page[/-]|/p)(?P<number>\d{1,5})(?:/?|\.\w{2,5})")
_FILE = re.compile(r"(?P<stem>.*?)[_-](?P<number>\d{1,5})(?P<rest>/?|\.\w{2,5})")
_FOLDER_NUMBER = re.compile(r"/\d{1,5}$")
_INDEX_FILE = re.compile(r"/(?:index|list|default)(?:\.\w{2,5})?$")
_MOST = 1000  # pages of a listing; a greater number in a path is a year or a release's own

PageKey = tuple[str, tuple[tuple[str, str], ...]]


def page_key(url: str) -> tuple[PageKey, int | None]:
    """(what two pages of one listing have in common, the page number if the address holds one)."""
    parts = urlsplit(url)
    stem, number = _stem(parts.path)
    kept: list[tuple[str, str]] = []
    for name, value in parse_qsl(parts.query, keep_blank_values=True):
        if (_PARAMETER.fullmatch(name) or _SHORT_PARAMETER.fullmatch(name)) and _NUMBER.fullmatch(value):
            number = int(value)
        else:
            kept.append((name, value))
    return (stem, tuple(sorted(kept))), number


def same_listing(one: str, two: str) -> bool:
    """Whether both can be pages of one listing: the same path once page numbers are taken off."""
    return _bare(urlsplit(one).path) == _bare(urlsplit(two).path)


def is_surely_page(url: str, listings: frozenset[PageKey]) -> bool:
    """Whether url is one of the listings, given by their keys, or a numbered page of one: no release, whatever else
    its address looks like. `?p=12` and `/news-2024` may be releases."""
    key, number = page_key(url)
    if key not in listings:
        return False
    parts = urlsplit(url)
    if any(_SHORT_PARAMETER.fullmatch(name) for name, _ in parse_qsl(parts.query, keep_blank_values=True)):
        return False
    return number is None or number < _MOST or bool(parts.query)


def _bare(path: str) -> str:
    return _FOLDER_NUMBER.sub("", _stem(path)[0])


def _stem(path: str) -> tuple[str, int | None]:
    """(path without what numbers the pages of a listing, that number); index pages stand for their folder."""
    found = _FOLDER.fullmatch(path)
    if found:
        path = found["stem"]
    elif found := _FILE.fullmatch(path):
        path = found["stem"] + found["rest"]
    return _INDEX_FILE.sub("", path).rstrip("/"), int(found["number"]) if found else None
