"""Other characters for the same date, made those that the patterns know, one for one, so that all places stay."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

# Digits of all scripts, hyphens, full-width signs.
_PLAIN = {code: str(unicodedata.digit(chr(code))) for code in range(128, 0x10000) if chr(code).isdecimal()}
_PLAIN |= dict.fromkeys(map(ord, "‐‑‒−﹣－"), "-") | {ord("／"): "/", ord("．"): "."}
_STRANGE = re.compile(f"[{''.join(map(chr, _PLAIN))}]")
# «05» марта: the day in quotation marks, as forms have it.
_QUOTE = re.compile(r"[«„“”\"‹]\s?\d")
_QUOTED_DAY = re.compile(r"[«„“”\"‹]\s?(\d{1,2})\s?[»“”\"›](?=\s)")


def plain_dates(text: str) -> tuple[str, Mapping[int, int]]:
    """text as the patterns have it, and for each place of a day in quotation marks the place of these."""
    if not text.isascii() and _STRANGE.search(text):
        text = text.translate(_PLAIN)
    if not _QUOTE.search(text):
        return text, {}
    quotes = {place.start(1): place.start() for place in _QUOTED_DAY.finditer(text)}
    return _QUOTED_DAY.sub(_unquoted, text), quotes


def _unquoted(place: re.Match[str]) -> str:
    before, after = place.start(1) - place.start(), place.end() - place.end(1)
    return " " * before + place[1] + " " * after
