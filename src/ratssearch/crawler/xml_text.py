"""XML as sites send it, made readable: ampersands that nobody escaped, names of HTML's characters, UTF-16."""

from __future__ import annotations

import codecs
import re
from html.entities import html5

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")
_DECLARED = re.compile(r"(<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"'][^\"']*[\"']", re.IGNORECASE)
_SAID = re.compile(rb"\A(\s*<\?xml[^>]{0,200}?)\s+encoding\s*=\s*[\"']utf-?16(?:le|be)?[\"']", re.IGNORECASE)
_BEGINS = re.compile(rb"<(?:\?xml|!DOCTYPE|(?:[\w-]+:)?(?:rss|feed|rdf|urlset|sitemapindex))[\s>]", re.IGNORECASE)
_PRELUDE = 20_000  # bytes in which it begins
# CDATA as it is; a reference that XML knows; one that only HTML knows; a bare ampersand.
_AMPERSAND = re.compile(
    rb"<!\[CDATA\[.*?\]\]>|&#(\d{1,8}|x[0-9a-f]{1,8});"
    rb"|&(?:amp|lt|gt|quot|apos);|&([a-z][a-z0-9]{1,30};)|&",
    re.IGNORECASE | re.DOTALL,
)


def without_prelude(body: bytes) -> bytes:
    """body from its first tag of a feed or sitemap on: blank lines before it, and what a server's script complained of,
    are none of it. Any other body as it is."""
    found = _BEGINS.search(body, 0, _PRELUDE)
    return body[found.start() :] if found else body


def readable_xml(body: bytes) -> bytes:
    """body in an ASCII-compatible encoding, with every ampersand a reference that XML knows.

    A document that declares entities of its own stays as it is: what they stand for is nobody's to guess.
    """
    body = without_prelude(as_utf8(body))
    return body if b"<!ENTITY" in body else _AMPERSAND.sub(_escaped, body)


def as_utf8(body: bytes) -> bytes:
    """body, in UTF-8 if it is UTF-16; what only says that it is loses the word that would make it unreadable."""
    if not body.startswith(_UTF16):
        return _SAID.sub(rb"\1", body, count=1)
    coding = "utf-16" if body.startswith(_UTF16[:2]) else "utf-16-le" if body.startswith(b"<") else "utf-16-be"
    return _DECLARED.sub(r"\1", body.decode(coding, "replace"), count=1).encode()


def _escaped(found: re.Match[bytes]) -> bytes:
    text = found[0]
    if text == b"&":
        return b"&amp;"
    if found[1] is not None:
        code = int(found[1][1:], 16) if found[1][:1] in b"xX" else int(found[1])
        return b"&#%d;" % code if _is_character(code) else "\ufffd".encode()
    if found[2] is None:
        return text
    characters = html5.get(found[2].decode("ascii"))
    return b"".join(b"&#%d;" % ord(char) for char in characters) if characters else b"&amp;" + found[2]


def _is_character(code: int) -> bool:
    """Whether XML has a character of that number: a reference to half a pair of UTF-16 makes lxml raise later."""
    return code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
