"""Pages that stand where the page should: bot checks and waiting rooms answered with 200, 403 or 503."""

from __future__ import annotations

import re
from collections.abc import Mapping

_LARGEST = 200_000  # bytes; challenges are short, real pages that quote one may be long
_TITLE = re.compile(r"<title[^>]*>\s*([^<]{1,200})", re.IGNORECASE)

# (name, what its title says, what its markup holds, in lower case). Both are needed: a release may well be titled
# "Access denied". The markup is plain words and no pattern, for every page that is fetched is searched for them.
_CHALLENGES = (
    (
        "Cloudflare",
        r"just a moment|attention required|checking your browser",
        (b"/cdn-cgi/", b"__cf_chl", b"cf-browser-verif"),
    ),
    ("DDoS-Guard", r"ddos-guard|checking your browser", (b"ddos-guard",)),
    ("Imperva", r"", (b"_incapsula_resource", b"/_incapsula_")),
    ("Akamai", r"access denied", (b"errors.edgesuite.net", b"akamai")),
    ("Sucuri", r"sucuri|you are being redirected", (b"sucuri",)),
    ("Qrator", r"", (b"__qrator", b"qauth_")),
    ("PerimeterX", r"", (b"px-captcha",)),
    ("DataDome", r"", (b"captcha-delivery.com",)),
    (
        "captcha",
        r"captcha|robot|human|verification|verify|checking your browser|security check|проверка|вы не робот|验证",
        (b"captcha", b"turnstile", b"jschallenge", b"js-challenge"),
    ),
)
_COMPILED = tuple((name, re.compile(title, re.IGNORECASE), markup) for name, title, markup in _CHALLENGES)
# Scripts that a protected site may also load on its real pages count only where there is hardly any text.
_LITTLE_TEXT = 600  # characters
_TAGS = re.compile(r"<(script|style|noscript)\b.*?</\1\s*>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def challenge(headers: Mapping[str, str], body: bytes) -> str:
    """Whose bot check an answer is, or an empty string. headers have lower-case names."""
    if headers.get("cf-mitigated", "").lower() == "challenge":
        return "Cloudflare"
    if headers.get("x-amzn-waf-action", "").lower() in ("challenge", "captcha"):
        return "AWS WAF"
    if not body or len(body) > _LARGEST:
        return ""
    page, lower = body.decode("utf-8", "replace"), body.lower()
    found = _TITLE.search(page)
    title = found[1] if found else ""
    for name, title_words, markup in _COMPILED:
        if title_words.search(title) and any(word in lower for word in markup):
            return name if _has_little_text(page) else ""
    return ""


def _has_little_text(page: str) -> bool:
    return len(" ".join(_TAGS.sub(" ", page).split())) < _LITTLE_TEXT
