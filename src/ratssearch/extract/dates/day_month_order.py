"""Whether 02/03/2020 is 2 March or February 3: by the source, the page's other dates, its address, its language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

_MONTH_FIRST = frozenset(("US", "PH", "FM", "MH", "PW"))  # countries that write 02/20/2020
_US_HOSTS = (".gov", ".mil", ".edu", ".us", ".ph")
# Two letters at the end of a host that say nothing of a country.
_SOLD_HOSTS = (".co", ".io", ".tv", ".me", ".ai", ".fm", ".ly", ".to", ".cc", ".eu", ".su", ".ws")
# The digit stands first, for the engine skips to it; what may not stand before it is looked at from there.
_SLASHED = re.compile(r"(\d(?<![\d/]\d)\d?)/(\d{1,2})/(?:19|20)?\d\d(?![\d/])")
# Of text in lower case: the engine skips to letters that are known as they are written.
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_MONTH_DAY = re.compile(rf"{_MONTH}(?<!\w[a-z]{{3}})[a-z]{{0,6}}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d")
_DAY_MONTH = re.compile(rf"\d\d?(?:st|nd|rd|th)?\s{_MONTH}[a-z]{{0,6}}\.?,?\s(?:19|20)\d\d")


def is_day_first(country: str, url: str, language_tag: str, texts: Iterable[str]) -> bool | None:
    """None where nothing tells. country: of the source's profile, "" if unknown. language_tag: of the html element,
    such as "en-US". texts: the page's short texts."""
    if country:
        return country not in _MONTH_FIRST
    together = "\n".join(texts)
    if (balance := _numbers(together)) != 0:
        return balance > 0
    host = urlsplit(url).hostname or ""
    if host.endswith(_US_HOSTS):
        return False
    if re.search(r"\.[a-z]{2}$", host) and not host.endswith(_SOLD_HOSTS):
        return True
    tag = language_tag.lower().replace("_", "-")
    if tag and not tag.startswith("en"):
        return True
    lower = together.lower()
    spelled = len(_DAY_MONTH.findall(lower)) - len(_MONTH_DAY.findall(lower))
    if spelled != 0:
        return spelled > 0
    return False if tag.startswith("en-us") else None


def _numbers(text: str) -> int:
    """How many more dates can only be read with the day first than with the month first."""
    balance = 0
    for one, two in _SLASHED.findall(text):
        if 12 < int(one) <= 31 and 1 <= int(two) <= 12:
            balance += 1
        elif 12 < int(two) <= 31 and 1 <= int(one) <= 12:
            balance -= 1
    return balance
