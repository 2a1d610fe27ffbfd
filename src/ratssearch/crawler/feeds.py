"""RSS and Atom, read by feedparser from bytes that we fetched ourselves."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from io import BytesIO

import feedparser

from ratssearch.crawler.listing import Link
from ratssearch.crawler.xml_text import readable_xml
from ratssearch.text import collapse
from ratssearch.urls import canonical

_MAX_WORDS = 300  # characters of a title
_NAMES = "a|abbr|b|bdi|big|br|cite|em|font|i|mark|p|q|small|span|strong|sub|sup|tt|u|wbr"
_WORD_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ESCAPED_TAG = re.compile(rf"&lt;/?(?:{_NAMES})(?:\s[^<>]*?)?/?&gt;", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed names. `problem` is a clause when it is no feed."""

    pages: tuple[Link, ...] = ()
    problem: str = ""


def read_feed(body: bytes, content_type: str, url: str) -> Feed:
    """Read the feed that stands at url."""
    # A stream, never the bytes themselves: feedparser takes those for a file name first.
    headers = {"content-type": content_type or "application/xml", "content-location": url}
    parsed = feedparser.parse(
        BytesIO(readable_xml(body)), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )
    pages: dict[str, Link] = {}
    for entry in parsed.entries:
        link = str(entry.get("link", "") or entry.get("id", "")).strip()
        target = canonical(link, url) if link else ""
        if target and target not in pages:
            date = str(entry.get("published", "") or entry.get("updated", ""))
            pages[target] = Link(target, _plain(str(entry.get("title", "")))[:_MAX_WORDS], collapse(date)[:100])
    if not pages and not parsed.get("version"):
        return Feed(problem="it is neither RSS nor Atom")
    return Feed(tuple(pages.values()))


def _plain(title: str) -> str:
    """A title as people read it. Nothing in RSS says whether one is text or HTML, and many are escaped once too often:
    tags of words go, and references become what they stand for. What is neither stays."""
    return collapse(unescape(_WORD_TAG.sub("", unescape(title) if _ESCAPED_TAG.search(title) else title)))
