"""Words that look like a date, as listings print them beside a link. Kept raw: extraction reads them."""

from __future__ import annotations

import re

from ratssearch.text import collapse

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"[^\W\d_]{3,12}\.?"  # in any language; extraction knows whether it is one
_ENGLISH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_END = r"(?!\d|[-/.:]\d)"
_DATE = re.compile(
    "|".join(
        (
            rf"{_YEAR}\s*[年년]\s*\d{{1,2}}\s*[月월]\s*\d{{1,2}}\s*[日号일]?",
            rf"(?<![\d/.-]){_YEAR}(?P<s>[-/.]){_DAY}(?P=s){_DAY}(?:T\d\d:\d\d[\d:.+Z-]*|{_END})",
            rf"(?<![\d/.-]){_DAY}(?P<t>[-/.]){_DAY}(?P=t)(?:{_YEAR}|\d\d){_END}",
            rf"(?<![\d/.-]){_DAY}(?:st|nd|rd|th|-?го|º|\.)?[\s-]+(?:(?:of|de|del)\s+)?{_MONTH}[\s,-]+(?:(?:de|del)\s+)?{_YEAR}{_END}",
            rf"\b{_ENGLISH}\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}{_END}",
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
