"""Titles of cases as the collection behind listings/courts writes them, so that its editing can be told from a mistake.

Its scrapers rewrite what a court's page says: one name for the United States, "People" and "State" without more, "v."
between the parties whatever stood there, no "et al.", no roles of the parties. These are the edits that the collection
documents for all courts, and "P." as its scrapers of Californian courts read it; none was made on the held-out half.
"""

from __future__ import annotations

import re

from ratssearch.text import collapse

_ROLES = "appell(?:ee|ant)|claimant|complainant|defendant|petitioner|plaintiff|respondent|devisee|executor|executrix"
_EDITS = (
    (r"\bet\.?\s+al\b\.?", ""),
    (r"\b(?:vs?\.?|versus)(?=\s)", "v"),
    (r"\b(?:the\s+)?(?:united states(?: of america)?|u\.\s?s\.\s?a\.?|u\.\s?s\.?|usa)(?![^\W_])", "united states"),
    (r"^p\.(?=\s+v\b)", "people"),
    (r"\bthe (?=(?:state|people)\b)", ""),
    (rf"\b(?:cross[-/ ]+)?(?:{_ROLES})s?\b|\bdeceased\b", ""),
)
_RULES = tuple((re.compile(pattern), words) for pattern, words in _EDITS)


def letters(text: str) -> str:
    """The letters and digits of a text, case folded."""
    return "".join(filter(str.isalnum, text.casefold()))


def rewritten(title: str) -> str:
    """Letters and digits of a title after those edits: alike for a court's wording and the collection's."""
    text = collapse(title).casefold()
    for rule, words in _RULES:
        text = rule.sub(words, text)
    return letters(text)
