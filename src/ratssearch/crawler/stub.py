"""Pages that only lead elsewhere: what a browser follows by itself without being told by the status.

A refresh counts as a redirect where a reader never sees the page (no delay) or where the page says next to nothing and
soon goes on; so does a script that does nothing but go. What stands in <noscript> is for browsers unlike most, and a
page that renews itself leads nowhere.
"""

from __future__ import annotations

import re
from html import unescape

from ratssearch.charset import decode
from ratssearch.urls import normal
from ratssearch.visible_text import visible_text

_LARGEST = 200_000  # bytes; stubs are short
_MOST_DELAY = 30  # seconds after which a page with little text goes on
_LITTLE_TEXT = 600  # characters
_REFRESH = re.compile(
    r"\s*(?=[\d.])(\d{0,6})(?:\.\d*)?\s*[;,\s]\s*(?:url\s*=\s*)?(?:\"([^\"]*).*|'([^']*).*|([^\"'].*))",
    re.I | re.DOTALL,
)
_UNSEEN = re.compile(r"<!--.*?-->|<(noscript|script|style|template|textarea)\b.*?</\1\s*>", re.I | re.DOTALL)
_META = re.compile(r"<meta\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_BASE = re.compile(r"<base\b(?:[^>\"']|\"[^\"]*\"|'[^']*')*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script\s*>", re.IGNORECASE | re.DOTALL)
_GOES = re.compile(
    r"\s*(?:<!--\s*)?(?:(?:window|document|self|top|parent)\s*\.\s*)?location\s*"
    r"(?:(?:\.\s*href\s*)?=\s*|\.\s*(?:replace|assign)\s*\(\s*)([\"'])([^\"'<>\s]+)\1\s*\)?\s*;?\s*(?:(?://\s*)?-->)?\s*"
)


def leads_to(body: bytes, content_type: str, refresh: str, url: str) -> str:
    """The address (normal form) that the page at `url` leads on to, or an empty string. `refresh`: the answer's header
    of that name."""
    if len(body) > _LARGEST:
        return ""
    lower = body.replace(b"\0", b"").lower()
    if not refresh and b"refresh" not in lower and b"location" not in lower:
        return ""
    text = decode(body, content_type).text
    shown = _UNSEEN.sub("", text)
    base = _base(shown, url)
    has_little_text = len(" ".join(visible_text(shown).split())) < _LITTLE_TEXT
    for value in (refresh, *_refreshes(shown)):
        target = _target(value, base, url, has_little_text=has_little_text)
        if target:
            return target
    scripts = [found[1] for found in _SCRIPT.finditer(text) if found[1].strip()]
    goes = _GOES.fullmatch(scripts[0]) if len(scripts) == 1 and has_little_text else None
    return _other(goes[2], base, url) if goes else ""


def _refreshes(text: str) -> list[str]:
    """What the page's refresh elements say."""
    found = [_attributes(element) for element in _META.findall(text)]
    return [said.get("content", "") for said in found if said.get("http-equiv", "").strip().lower() == "refresh"]


def _target(value: str, base: str, url: str, *, has_little_text: bool) -> str:
    found = _REFRESH.fullmatch(value)
    if found is None:
        return ""
    delay, spelled = int(found[1] or 0), found[2] or found[3] or found[4] or ""
    return _other(spelled, base, url) if not delay or (has_little_text and delay <= _MOST_DELAY) else ""


def _other(spelled: str, base: str, url: str) -> str:
    """The address meant; empty where that is the page itself."""
    target = normal(spelled, base) if spelled.strip() else ""
    return "" if target == normal(url) else target


def _base(text: str, url: str) -> str:
    element = _BASE.search(text)
    href = _attributes(element[0]).get("href", "") if element else ""
    return (normal(href, url) if href else "") or url


def _attributes(element: str) -> dict[str, str]:
    """The attributes of one start tag, the first of each name."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(element):
        found.setdefault(name.lower(), unescape("".join(values)))
    return found
