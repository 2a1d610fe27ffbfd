"""Words that look like a date, as listings print them beside a link. Kept raw: extraction reads them."""

from __future__ import annotations

import re

from ratssearch.text import collapse

_MONTH = r"[^\W\d_]{3,12}\.?"
_YEAR = r"(?:19|20)\d\d"
_DATE = re.compile(
    "|".join(
        (
            rf"{_YEAR}\s*[年년]\s*\d{{1,2}}\s*[月월]\s*\d{{1,2}}\s*[日号일]?",
            rf"(?<!\d){_YEAR}(?P<s>[-/.])\d{{1,2}}(?P=s)\d{{1,2}}(?!\d)(?:T\d\d:\d\d[\d:.+Z-]*)?",
            rf"(?<!\d)\d{{1,2}}(?P<t>[-/.])\d{{1,2}}(?P=t)(?:{_YEAR}|\d\d)(?!\d)",
            rf"(?<!\d)\d{{1,2}}(?:st|nd|rd|th|-?го|º|\.)?[\s-]+(?:(?:of|de|del)\s+)?{_MONTH}[\s,-]+(?:(?:de|del)\s+)?{_YEAR}(?!\d)",
            rf"\b{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
        )
    ),
    re.IGNORECASE,
)
_LONGEST = 2000  # characters looked at


def date_words(text: str, *, last: bool = False) -> str:
    """The first (or last) date-like words of text, white space collapsed; empty when there are none."""
    text = text[-_LONGEST:] if last else text[:_LONGEST]
    found = ""
    for match in _DATE.finditer(text):
        found = collapse(match[0])
        if not last:
            break
    return found
