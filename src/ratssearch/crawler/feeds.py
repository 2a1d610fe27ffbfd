"""RSS and Atom, read by feedparser from bytes that we fetched ourselves."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import feedparser

from ratssearch.crawler.listing import Link
from ratssearch.crawler.xml_text import readable_xml
from ratssearch.text import collapse
from ratssearch.urls import canonical

_MAX_WORDS = 300  # characters of a title


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
            pages[target] = Link(target, collapse(str(entry.get("title", "")))[:_MAX_WORDS], collapse(date)[:100])
    if not pages and not parsed.get("version"):
        return Feed(problem="it is neither RSS nor Atom")
    return Feed(tuple(pages.values()))
