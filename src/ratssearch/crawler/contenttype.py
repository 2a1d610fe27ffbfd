"""Whether an answer can be what it was asked for: by its declared type, else by its first bytes."""

from __future__ import annotations

import re

from ratssearch.models import Role

_HTML = frozenset({"text/html", "application/xhtml+xml"})
_SILENT = frozenset({"", "text/plain", "application/octet-stream", "application/xml", "text/xml", "unknown/unknown"})
_FEED_LIKE = re.compile(r"(?:text|application)/(?:.*\+)?(?:xml|rss|atom|rdf|html|plain|x-?gzip|gzip|octet-stream)|")
_LOOKS_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|p|h1|table|a)\b",
    re.IGNORECASE | re.DOTALL,
)
_SNIFFED = 2048  # bytes


def media_type(header: str) -> str:
    """The type of a Content-Type header, lower-case, without parameters."""
    return header.split(";", 1)[0].split(",", 1)[0].strip().lower()


def refused_type(role: Role, header: str) -> str:
    """One clause when the declared type rules the answer out before its body is read, else empty."""
    declared = media_type(header)
    if role is Role.ROBOTS:
        fits = True
    elif role in (Role.SITEMAP, Role.FEED):
        fits = bool(_FEED_LIKE.fullmatch(declared))
    else:
        fits = declared in _HTML or declared in _SILENT
    return "" if fits else f"the answer is {declared[:80]}, not {_WANTED[role]}"


def refused_body(role: Role, header: str, body: bytes) -> str:
    """One clause when the declared type says nothing and the body is no page, else empty."""
    if role not in (Role.LISTING, Role.RELEASE) or media_type(header) in _HTML:
        return ""
    if looks_like_html(body):
        return ""
    return f"the answer is declared {media_type(header) or 'without a type'} and does not begin as an HTML page does"


def looks_like_html(body: bytes) -> bool:
    head = body[:_SNIFFED]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16
        head = head.replace(b"\x00", b"")[2:]
    return bool(_LOOKS_HTML.match(head.removeprefix(b"\xef\xbb\xbf")))


_WANTED = {Role.SITEMAP: "a sitemap", Role.FEED: "a feed", Role.LISTING: "an HTML page", Role.RELEASE: "an HTML page"}
