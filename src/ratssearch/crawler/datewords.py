"""Words that look like a date, as listings print them beside a link. Kept raw: extraction reads them."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from ratssearch.text import collapse

_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_YEAR = r"(?:19|20)\d\d"
_MONTH = r"[^\W\d_]{3,12}\.?"  # in any language; extraction knows whether it is one
_END = r"(?!\d|[-/.:]\d)"
_BEGIN = r"(?<![\d/.-])"
_NUMBERS = re.compile(r"\d\D+\d")  # a day and a year, whatever stands between them
_LONGEST = 2000  # characters looked at


@cache
def _pattern() -> re.Pattern[str]:
    data = tomllib.loads(files(__package__).joinpath("date_words.toml").read_text("utf-8"))
    first, ordinals, joins, signs = ("|".join(data[key]) for key in ("month_first", "ordinals", "joins", "year_first"))
    day = rf"[«\"“]?{_DAY}[»\"”]?(?:{ordinals}|\.)?"
    join = rf"(?:(?:{joins})\s*)?"
    named = rf"\b(?:{first})\.?[\s-]+{_DAY}(?:{ordinals})?(?:,?[\s-]+{join}{_YEAR}|(?:,\s*|-|\s['’])\d\d){_END}"
    numbered = (
        rf"{_YEAR}\s*[年년]\s*\d{{1,2}}\s*[月월]\s*\d{{1,2}}\s*[日号일]?",
        rf"{_BEGIN}{_YEAR}(?P<s>[-/.])\s?{_DAY}(?P=s)\s?{_DAY}(?:T\d\d:\d\d[\d:.+Z-]*|{_END})",
        rf"{_BEGIN}{_DAY}(?P<t>[-/.]){_DAY}(?P=t)(?:{_YEAR}|\d\d){_END}",
        rf"{_BEGIN}{day}[\s-]+{join}{_MONTH},?[\s-]+{join}{_YEAR}{_END}",
        rf"{_BEGIN}{_DAY}[\s-](?:{first})[a-z]*\.?[\s-]['’]?\d\d{_END}",
        rf"{_BEGIN}{_YEAR}(?:\.|\s*(?:{signs}))\s*(?:{_MONTH}\s+{_DAY}|{_DAY}[\s-]+{_MONTH})\b",
    )
    # Where a text is neither a digit nor a quotation mark, which is mostly so, one look answers for all these shapes.
    return re.compile(rf"(?=[\d«\"“])(?:{'|'.join(numbered)})|{named}", re.IGNORECASE)


def date_words(text: str, *, last: bool = False) -> str:
    """The first (or last) date-like words of text, white space collapsed; empty when there are none."""
    text = text[-_LONGEST:] if last else text[:_LONGEST]
    if not _NUMBERS.search(text):
        return ""  # most texts beside a link
    return _found(text, last)


@lru_cache(maxsize=4096)
def _found(text: str, last: bool) -> str:
    """A listing's texts are asked for their dates as titles, beside links and above them."""
    found = ""
    for match in _pattern().finditer(text):
        found = collapse(match[0])
        if not last:
            break
    return found
