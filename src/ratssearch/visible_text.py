"""The text of a page as a reader could see it, by one linear pass and no parser: the yardstick for parsers."""

from __future__ import annotations

import re

# What opens text that is not shown, and what closes it.
_SILENT = {
    "<!--": "-->",
    **{f"<{tag}": f"</{tag}" for tag in ("script", "style", "template", "noscript", "svg")},
}
_OPENING = re.compile(r"<!--|<(?:script|style|template|noscript|svg)(?![\w-])", re.IGNORECASE)
_TAG = re.compile(r"<[!/?a-zA-Z][^<>]*>")


def visible_text(text: str) -> str:
    """text without comments, scripts and tags. What is never closed counts as shown: nobody knows where it ends."""
    lower = text.lower() if len(text) == len(text.lower()) else text
    kept: list[str] = []
    never_closed: set[str] = set()
    position = 0
    for opening in _OPENING.finditer(text):
        if opening.start() < position:
            continue
        closing = _SILENT[opening[0].lower()]
        end = -1 if closing in never_closed else lower.find(closing, opening.end())
        if end < 0:
            never_closed.add(closing)
            continue
        kept.append(text[position : opening.start()])
        position = end + len(closing)
    kept.append(text[position:])
    return _TAG.sub(" ", " ".join(kept))
